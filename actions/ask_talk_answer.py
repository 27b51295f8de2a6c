"""Asks the next permission on the way to an officer."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form_turn import shown
from actions.guarded import GuardedAction
from actions.validate_talk_form import TALK


class ActionAskTalkAnswer(GuardedAction):
    """Rasa calls it for the slot `talk_answer`."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_ask_talk_answer"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The question, its words those of content/notices/permissions."""
        dispatcher.utter_message(response="utter_talk_permission", talk=shown(tracker, TALK))
        return []
