"""Reads one answer about what a parent asks us to do with what we hold, or leaves the message to the rules."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form_turn import Course, take_turn
from actions.guarded import GuardedAction
from bot.casework.requests.course import answered, ending, next_question, request_of, steer

ANSWER, REQUEST, REFERRAL_WAITS = "request_answer", "request", "referral_waits"


class ValidateRequestForm(GuardedAction):
    """One turn of the request form. Nothing is looked up, nothing is sent: the answers wait in a slot."""

    def name(self) -> str:
        """The name in the domain."""
        return "validate_request_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The request after this message; nothing if it was no answer; no further question once it is over."""
        return take_turn(tracker, REQUEST, Course(request_of, next_question, steer, answered, ending))
