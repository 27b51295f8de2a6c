"""Begins to put a parent through to an officer."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.form_turn import REQUESTED
from actions.guarded import GuardedAction
from actions.validate_talk_form import ANSWER, TALK


class ActionBeginTalk(GuardedAction):
    """Forgets what an earlier try left."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_begin_talk"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Empty slots, and no question waiting."""
        return [SlotSet(name, None) for name in (TALK, ANSWER, REQUESTED)]
