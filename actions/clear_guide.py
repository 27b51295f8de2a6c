"""Forgets the answers to the guide's questions."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from bot.library.guide import QUESTIONS


class ActionClearGuide(GuardedAction):
    """Empties the guide's slots, before it begins and after it was stopped."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_clear_guide"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """One emptied slot for each question, and no question waiting."""
        return [SlotSet(question, None) for question in (*QUESTIONS, "requested_slot")]
