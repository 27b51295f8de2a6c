"""Asks the next question of the referral."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form_turn import shown
from actions.guarded import GuardedAction
from actions.validate_referral_form import REFERRAL


class ActionAskReferralAnswer(GuardedAction):
    """Rasa calls it for the slot `referral_answer`."""

    def name(self) -> str:
        """The name in the domain."""
        return "action_ask_referral_answer"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The question, its words chosen by content/referral.toml and content/notices/permissions."""
        dispatcher.utter_message(response="utter_referral_question", referral=shown(tracker, REFERRAL))
        return []
