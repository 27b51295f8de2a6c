"""Cleaning takes away what no keyboard types and nothing that one does."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.clean import clean

# What people type: letters of every script, marks, digits, punctuation, symbols and spaces.
typed = st.text(
    alphabet=st.characters(categories=["L", "M", "N", "P", "S", "Zs"], include_characters="\n\t"), max_size=300
)
anything = st.text(alphabet=st.characters(), max_size=300)
HIDDEN = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
CONTROLS = "".join(chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t\r")


@given(typed)
def test_nothing_typed_is_lost(text):
    assert clean(text) == text.strip()


@given(anything)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(anything)
def test_what_is_left_can_be_sent_and_holds_no_controls(text):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn") for c in cleaned)
    assert not set(cleaned) & set(HIDDEN)


@pytest.mark.parametrize("character", CONTROLS + HIDDEN)
def test_each_control_and_each_hidden_mark_goes_and_the_words_stay(character):
    assert clean(f"my son{character} is {character}5") == "my son is 5"


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    ],
)
def test_the_joiners_of_persian_hindi_and_emoji_stay(text):
    assert clean(text) == text


@pytest.mark.parametrize(("raw", "kept"), [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("\n a \n", "a"), ("a\tb", "a\tb")])
def test_lines_end_one_way(raw, kept):
    assert clean(raw) == kept


def test_half_a_pair_is_marked_as_lost():
    assert clean("a\ud83db") == "a\ufffdb"


def test_two_halves_that_meet_are_one_character():
    assert clean("\ud83d\ude00") == "\U0001f600"
