"""Begins a referral with no answers."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from actions.validate_referral_form import ANSWER, REFERRAL


class ActionBeginReferral(GuardedAction):
    """Forgets what an earlier referral left."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_begin_referral"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Empty slots, and no question waiting."""
        return [SlotSet(name, None) for name in (REFERRAL, ANSWER, "requested_slot")]
