"""Who does what to whom: the rules that need a sentence read, not words that stand together."""

from __future__ import annotations

import pytest

from bot.safeguarding.grammar import tells_of_harm


@pytest.mark.parametrize(
    "text",
    [
        "The new escort, who I never liked from the start, grabbed her by the hair on Monday.",
        "She was dragged out of the hall by a teacher.",
        "We are waiting for the draft plan and on Sunday my partner came home late and punched Toby in the arm.",
        "He is terrified of his grandad.",
        "my uncle hits me",
        "The carer shoved him again, but what I wanted to ask is about transport.",
    ],
)
def test_a_grown_up_who_harms_is_heard(text: str) -> None:
    assert tells_of_harm(text)


@pytest.mark.parametrize(
    "text",
    [
        "He hit his sister again in a meltdown.",
        "The council hit us with another refusal.",
        "His dad never hits him.",
        "He was hit by a bus years ago.",
        "She is scared of the tribunal.",
        "The teacher grabbed a coffee.",
        "My husband shook hands with the head.",
        "When is the annual review?",
        "",
        "  \n",
    ],
)
def test_nobody_else_is(text: str) -> None:
    assert not tells_of_harm(text)
