"""Asks the next question about a request."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form_turn import shown
from actions.guarded import GuardedAction
from actions.validate_request_form import REQUEST


class ActionAskRequestAnswer(GuardedAction):
    """Rasa calls it for the slot `request_answer`."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_ask_request_answer"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The question, its words chosen by content/request.toml and content/notices/permissions."""
        dispatcher.utter_message(response="utter_request_question", request=shown(tracker, REQUEST))
        return []
