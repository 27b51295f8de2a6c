"""Ends the way to an officer: says that nothing was kept, or puts the command beside the reply."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from actions.validate_talk_form import ANSWER, TALK
from bot.casework.talking.course import SHOW, Ending, ending, talk_of

COMMAND = "request_handoff"


class ActionEndTalk(GuardedAction):
    """The engine only asks; the front desk looks for the permissions in what was said, and decides."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_end_talk"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """Whatever the ending, the answers leave the dialogue."""
        talk = talk_of(tracker.get_slot(TALK))
        if ending(talk) is Ending.PUT_THROUGH:
            fields = {"show": talk.answers[SHOW]}
            dispatcher.utter_message(json_message={"command": {"name": COMMAND, "fields": fields}})
        else:
            dispatcher.utter_message(response="utter_live_refused")
        return [SlotSet(name, None) for name in (TALK, ANSWER)]
