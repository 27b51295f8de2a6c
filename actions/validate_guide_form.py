"""Holds the guide's answers to the ones it offers."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from bot.library.guide import QUESTIONS, understand


class ValidateGuideForm(GuardedAction):
    """Turns what was said into one of the answers offered, or leaves the question open to be asked again."""

    def name(self) -> str:
        """The name in the domain."""
        return "validate_guide_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """A slot for every question just answered; None where the answer was none of those offered."""
        said = {name: str(text) for name, text in tracker.slots_to_validate().items() if name in QUESTIONS and text}
        answers = {question: understand(question, text) for question, text in said.items()}
        if None in answers.values():
            dispatcher.utter_message(response="utter_guide_again")
        return [SlotSet(question, answer) for question, answer in answers.items()]
