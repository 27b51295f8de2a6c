"""Somebody at work who sends a family is told apart from a parent who sends themself."""

from __future__ import annotations

import pytest

from bot.casework.professionals import refers_another_family

AT_WORK = [
    "I'm a school nurse, can I refer a mum to you",
    "Health visitor here. How do I refer one of our families?",
    "as her social worker I would like to make a referral",
    "I work for a refuge and want to put a family forward",
    "how do professionals refer",
    "my client would like to be referred to you",
    "We are a nursery and have two families to refer",
    "can a teaching assistant send one of our parents your way",
]
PARENTS = [
    "I want to refer myself",
    "can I refer my family to you",
    "I'm a teacher but this is about my own son, how do I refer myself",
    "refer me please",
    "where is the referral form",
    "I'm a single mum, can I get a referral",
    "my daughter was referred by the paediatrician",
    "I am a nurse and my child needs help, can I sign up",
    "the school nurse is lovely",
    "",
]


@pytest.mark.parametrize("text", AT_WORK)
def test_somebody_at_work_is_known(text: str) -> None:
    assert refers_another_family(text)


@pytest.mark.parametrize("text", PARENTS)
def test_a_parent_is_not_taken_for_one(text: str) -> None:
    assert not refers_another_family(text)


def test_a_long_text_is_read_in_linear_time() -> None:
    assert not refers_another_family("i am a " * 20_000)
