"""Ends a request: says why nothing was sent, or puts the command to send it beside the reply."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from actions.validate_request_form import ANSWER, REFERRAL_WAITS, REQUEST
from bot.casework.requests.course import Ending, ending, request_of

COMMAND = "send_request"
TOLD = {Ending.NO_REQUEST: "utter_handoff_my_information"}


class ActionEndRequest(GuardedAction):
    """The engine only asks; the front desk looks for the permission in what was said, and decides."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_end_request"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Whatever the ending, the answers leave the dialogue."""
        request = request_of(tracker.get_slot(REQUEST))
        how = ending(request) or Ending.STOPPED
        if how is Ending.SENT:
            fields = {**request.plain(), "waits": bool(tracker.get_slot(REFERRAL_WAITS))}
            dispatcher.utter_message(json_message={"command": {"name": COMMAND, "fields": fields}})
        else:
            dispatcher.utter_message(response=TOLD.get(how, f"utter_request_{how.value}"))
        return [SlotSet(name, None) for name in (REQUEST, ANSWER)]
