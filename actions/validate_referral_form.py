"""Reads one answer of the referral, or leaves the message to the rules for everything else a parent may ask."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form_turn import Course, take_turn
from actions.guarded import GuardedAction
from bot.casework.form import Question
from bot.casework.reading import may_be_over_school_age
from bot.casework.referral.course import Referral, answered, ending, next_question, referral_of, steer

ANSWER, REFERRAL = "referral_answer", "referral"


class ValidateReferralForm(GuardedAction):
    """One turn of the referral form. Nothing is asked of a record, nothing is sent: the answers wait in a slot."""

    def name(self) -> str:
        """The name in the domain."""
        return "validate_referral_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The referral after this message; nothing if it was no answer; no further question once it is over."""
        return take_turn(tracker, REFERRAL, COURSE)


def _note(referral: Referral, question: Question, today: date) -> str:
    if question.takes_anything and referral.answers.get(question.id, "").rstrip().endswith("?"):
        return "kept"
    is_of_a_child = question.id == "age" and referral.answers.get("who") != "young_person"
    return "over_school_age" if is_of_a_child and may_be_over_school_age(referral.answers.get("age", ""), today) else ""


# Nothing of it is sent yet, so whoever wants it gone only has to stop.
COURSE = Course(
    referral_of,
    next_question,
    steer,
    answered,
    ending,
    _note,
    re.compile(r"(?:please )?delete (?:everything|all|it all)"),
)
