"""Answers a referral as a parent would, for tests: what is not told is refused or skipped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.casework.referral.course import Referral, answered, ending, next_question, take

TODAY = date(2026, 11, 23)
LEAST = {
    "area": "yes",
    "who": "parent",
    "open_case": "yes",
    "name": "Sam",
    "may_call": "yes",
    "phone": "07700 900123",
    "email": "sam@example.org",
    "party_name": "Mrs Okoye at Hillside Primary",
}


def finished(**told: str) -> Referral:
    """A referral that was sent, with `told` instead of the least that will do."""
    return until("", **told)


def until(question: str, **told: str) -> Referral:
    """The referral when `question` is asked next."""
    referral, answers = Referral(), {**LEAST, **told}
    while (asked := next_question(referral)) and asked.id != question:
        referral = reply(referral, answers)
    assert question or ending(referral)
    return referral


def reply(referral: Referral, answers: Mapping[str, str]) -> Referral:
    asked = next_question(referral)
    assert asked
    said = answers.get(asked.id)
    picked = {"path": "full", "help": "Help, please.", "check": "send", "no_way": "i_ring", "party_purpose": "talk_to"}
    if said is None and asked.is_optional:
        return answered(referral, asked, "")
    if asked.id in picked or said in ("carer", "young_person"):
        return answered(referral, asked, said or picked[asked.id])
    return take(referral, asked, said or "no", TODAY)
