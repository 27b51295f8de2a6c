"""Reads an answer to whether a parent may be put through, or leaves the message to the rules."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form_turn import Course, take_turn
from actions.guarded import GuardedAction
from bot.casework.talking.course import answered, ending, next_question, steer, talk_of

ANSWER, TALK = "talk_answer", "talk"


class ValidateTalkForm(GuardedAction):
    """One turn of the talk form. Nobody is asked for anything yet."""

    def name(self) -> str:
        """The name in the domain."""
        return "validate_talk_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The talk after this message; nothing if it was no answer; no further question once it is over."""
        return take_turn(tracker, TALK, Course(talk_of, next_question, steer, answered, ending))
