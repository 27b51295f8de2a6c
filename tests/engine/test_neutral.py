"""A message is weighed as one about any child of any family, and never as nothing at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.neutral import common_words, neutral

KNOWN = common_words(["how do i appeal", "how do i appeal", "is it down to ofsted", "is it down to ofsted", "wales"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("my son was excluded, can he appeal", "my daughter was excluded, can she appeal"),
        ("I am his mum", "I am her dad"),
        ("Ayesha Begum was excluded", "Oliver Carter was excluded"),
        ("has Mrs Okafor called", "has Mrs Quarrendon called"),
        ("my foster son", "my granddaughter"),
        ("how do i appeal 07700 900123", "how do i appeal 07700 900 999"),
        ("how do i appeal jo@example.org", "how do i appeal QX7 4ZV"),
        ("he’s five", "she's five"),
    ],
)
def test_who_it_is_makes_no_difference(one: str, other: str) -> None:
    read = [" ".join(neutral(text, KNOWN).split()) for text in (one, other)]
    assert read[0] == read[1]


@pytest.mark.parametrize(
    "text", ["How do I appeal", "Ofsted", "Is it Down's", "is it 20 weeks or 15 days", "section 42"]
)
def test_what_is_asked_stays(text: str) -> None:
    assert neutral(text, KNOWN) == text


@pytest.mark.parametrize("text", ["07700 900123", "jo@example.org", "?!", ""])
def test_a_text_of_nothing_else_stays_as_it_is(text: str) -> None:
    assert neutral(text, KNOWN) == text


def test_a_word_written_small_only_once_may_be_a_name() -> None:
    assert "wales" not in KNOWN and "ofsted" in KNOWN


@given(st.text(max_size=300))
def test_no_text_becomes_empty(text: str) -> None:
    assert bool(text.strip()) == bool(neutral(text, KNOWN).strip())


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("how do i appeal, Peregrine Wolstenhulme on 07700 900123", "how do i appeal"),
        ("when is the review? ring me on 07700 900123", "when is the review?"),
        ("Can I appeal?\nZebedee Abernathy", "Can I appeal?"),
        ("what did Ottoline Quarrendon say", "what did Alex say"),
    ],
)
def test_a_signature_and_a_number_with_what_leads_to_it_say_nothing(said: str, read: str) -> None:
    known = frozenset(
        ["how", "do", "i", "appeal", "when", "is", "the", "review", "ring", "me", "on", "can", "what", "did", "say"]
    )
    assert " ".join(neutral(said, known).split()) == read


def test_every_need_is_read_alike() -> None:
    known = frozenset(["my", "son", "has", "what", "help", "down"])
    read = {
        neutral(f"my son has {need}, what help", known)
        for need in ("autism", "ADHD", "Down's syndrome", "cerebral palsy")
    }
    assert read == {"my child has autism, what help"}
