"""Works out the dates that follow from what a parent says happened, or asks for what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from bot.casework.date_talk import hear, next_wanted, plain, talk_of

PINNED = ("timescale", "day", "given")


class ActionWorkOutDates(GuardedAction):
    """One turn of a talk about dates."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_work_out_dates"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """A slot for what is known now; the answer, or the next question, is put to the words of content/messages/dates."""
        message = tracker.latest_message
        said_today = (message.get("metadata") or {}).get("today")
        today = date.fromisoformat(said_today) if said_today else date.today()
        pinned = {one["entity"]: one["value"] for one in message.get("entities", []) if one["entity"] in PINNED}
        if pinned:
            talk = talk_of(pinned)
            wanted = next_wanted(talk, today)
        else:
            known = {name: tracker.get_slot(f"dates_{name}") for name in PINNED}
            talk, wanted = hear(talk_of(known), message.get("text") or "", today)
        dispatcher.utter_message(response=f"utter_dates_{wanted.value}", dates=plain(talk))
        return [SlotSet(f"dates_{name}", value) for name, value in plain(talk).items() if name in PINNED]
