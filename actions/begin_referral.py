"""Begins a referral with no answers."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from actions.validate_referral_form import ANSWER, REFERRAL
from bot.casework.referral.course import begun_by_text


class ActionBeginReferral(GuardedAction):
    """Forgets what an earlier referral left."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_begin_referral"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Empty slots, and no question waiting; by text message the referral goes the short way."""
        begun = begun_by_text().plain() if tracker.get_latest_input_channel() == "sms" else None
        return [SlotSet(REFERRAL, begun), *(SlotSet(name, None) for name in (ANSWER, "requested_slot"))]
