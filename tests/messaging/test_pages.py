"""Long answers in texts of two segments."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messaging.lock_screen import _COVER, covered, tells_on_a_lock_screen
from bot.messaging.pages import MORE, cut, fits, numbered, paged

words = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=1_200)
prose = st.lists(
    st.sampled_from(
        ["How", "school", "SEND", "long", "it", "takes.", "Café", "€5", "[1]", "Zażółć", "میرا", "🙂", "\n"]
    ),
    max_size=300,
)


@settings(deadline=None)
@given(words)
def test_pieces_are_the_text_and_each_fits_with_the_word_beneath(text):
    pieces = cut(text)
    assert "".join(pieces) == text
    assert all(fits(covered(piece.strip()) + MORE) for piece in pieces)


@settings(deadline=None)
@given(prose.map(" ".join), st.lists(st.sampled_from(["Yes", "No", "Talk to a person"]), max_size=4), st.booleans())
def test_every_page_fits_and_all_but_the_last_ask_for_more(text, labels, needed):
    pages = paged(text, numbered(labels), needed=needed)
    assert all(fits(page) for page in pages)
    assert all(page.endswith(MORE) for page in pages[:-1]) and not (pages and pages[-1].endswith(MORE))
    assert not any(tells_on_a_lock_screen(page) for page in pages)
    said = " ".join(" ".join(page.removesuffix(MORE).removeprefix(_COVER) for page in pages).split())
    assert said.startswith(" ".join(unicodedata.normalize("NFC", text).split()))
    if needed and labels:
        assert numbered(labels) in pages[-1]


@settings(deadline=None)
@given(st.integers(1, 400))
def test_no_character_is_cut_in_two(length):
    for piece in cut("e\u0301\u0302" * length + "👩\u200d👧" * length):
        assert not unicodedata.combining(piece[0]) and piece[0] != "\u200d" and piece[-1] != "\u200d"


def test_a_text_is_cut_after_a_sentence():
    pages = paged("One two three four five. " * 30)
    assert all(page.removesuffix(MORE).endswith("five.") for page in pages)


def test_options_that_do_not_fit_are_left_out_unless_they_are_needed():
    text = "a" * 290
    assert paged(text, "1 Talk to a person") == [text]
    assert paged(text, "1 Talk to a person", needed=True) == [text + MORE, "1 Talk to a person"]
