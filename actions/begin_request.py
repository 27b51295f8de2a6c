"""Begins a request about what we hold, with what the parent's words already say."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.form_turn import REQUESTED
from actions.guarded import GuardedAction
from actions.validate_referral_form import REFERRAL
from actions.validate_request_form import ANSWER, REFERRAL_WAITS, REQUEST
from bot.casework.requests.course import begun


class ActionBeginRequest(GuardedAction):
    """A referral that was being answered waits until the request is over."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_begin_request"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The request so far, no question waiting, and whether a referral does."""
        message = tracker.latest_message
        kind = next((one["value"] for one in message.get("entities") or [] if one["entity"] == "value"), None)
        words = "" if message.get("is_choice") else message.get("text") or ""
        return [
            SlotSet(REQUEST, begun(words, kind).plain()),
            SlotSet(ANSWER, None),
            SlotSet(REQUESTED, None),
            SlotSet(REFERRAL_WAITS, tracker.get_slot(REFERRAL) is not None),
        ]
