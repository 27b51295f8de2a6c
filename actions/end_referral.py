"""Ends a referral: says why nothing was sent, or puts the command to send it beside the reply."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from actions.validate_referral_form import ANSWER, REFERRAL
from bot.casework.referral.course import Ending, ending, referral_of

COMMAND = "submit_referral"


class ActionEndReferral(GuardedAction):
    """The engine only asks; the front desk checks every permission against what was said, and decides."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_end_referral"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Whatever the ending, the answers leave the dialogue."""
        referral = referral_of(tracker.get_slot(REFERRAL))
        how = ending(referral) or Ending.STOPPED
        if how is Ending.SENT:
            dispatcher.utter_message(json_message={"command": {"name": COMMAND, "fields": referral.plain()}})
        else:
            dispatcher.utter_message(response=f"utter_referral_{how.value}")
        return [SlotSet(name, None) for name in (REFERRAL, ANSWER)]
