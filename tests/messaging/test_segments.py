"""Segments of a text message, counted as phone companies count them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.segments import GSM7_BASIC, GSM7_EXTENDED, count_segments, is_gsm7

gsm = st.text(alphabet=sorted(GSM7_BASIC | GSM7_EXTENDED), max_size=700)
anything = st.text(max_size=700)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("\u2019" * 70, 1),
        ("\u2019" * 71, 2),
        ("\u2019" * 134, 2),
        ("\u2019" * 135, 3),
        ("\U0001f600" * 35, 1),
        ("\U0001f600" * 36, 2),
        ("a" * 159 + "\u2019", 3),
    ],
)
def test_segments_are_counted_to_the_standard(text, count):
    assert count_segments(text) == count


def test_the_alphabet_has_its_127_characters_and_nine_more():
    assert len(GSM7_BASIC) == 127
    assert len(GSM7_EXTENDED) == 9
    assert not GSM7_BASIC & GSM7_EXTENDED


@given(anything)
def test_nothing_counts_nothing_and_anything_counts_something(text):
    assert (count_segments(text) == 0) == (text == "")


@given(anything, anything)
def test_a_longer_text_never_costs_less(text, more):
    assert count_segments(text + more) >= count_segments(text)


@given(gsm)
def test_plain_text_costs_no_more_than_the_same_text_in_wide_characters(text):
    assert is_gsm7(text)
    assert count_segments(text) <= count_segments(text + "\u4e2d")


@given(gsm)
def test_as_many_segments_hold_the_text_and_one_fewer_do_not(text):
    length = len(text) + sum(character in GSM7_EXTENDED for character in text)
    segments = count_segments(text)
    room = {0: 0, 1: 160}
    assert length <= room.get(segments, 153 * segments)
    assert segments == 0 or length > room.get(segments - 1, 153 * (segments - 1))


@pytest.mark.parametrize("text", ["\ud800", "\udfff\ud800" * 40])
def test_half_a_pair_is_counted_and_breaks_nothing(text):
    assert count_segments(text) >= 1
