"""Reads one answer of the referral, or leaves the message to the rules for everything else a parent may ask."""

from __future__ import annotations

from datetime import date
from typing import Any, Dict, List, Optional

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guarded import GuardedAction
from bot.casework.referral.course import (
    Control,
    Referral,
    answered,
    control,
    ending,
    next_question,
    referral_of,
    steer,
    take,
)
from bot.casework.referral.questions import Question
from bot.casework.referral.reading import NotUnderstood, may_be_over_school_age

ANSWER, REFERRAL = "referral_answer", "referral"
# What is met in between if it is no answer; the rules in data/rules bring the form back afterwards. A greeting, a thank
# you or something unrelated is better answered by the question, asked again.
MEANWHILE = frozenset(
    "ask_leaflet ask_directory ask_dates follow_up_more follow_up_time follow_up_options repeat ask_opinion "  # noqa: SIM905
    "ask_prediction ask_third_party ask_status ask_for_officer ask_my_information ask_language ask_help bot_challenge "
    "distress other_language other_nation".split()
)


# A guess is no request: "ok whatever" to a permission is asked again, and the surest kind it had was one of .28. Requests
# made in between in tests/conversations/referring had .55 and more.
SURE_OF_REQUEST = 0.5
# What is no number and no name is told so; what is none of the choices may be a question of its own.
UNSPECIFIC = ("again", "yes_or_no")


class ValidateReferralForm(GuardedAction):
    """One turn of the referral form. Nothing is asked of a record, nothing is sent: the answers wait in a slot."""

    def name(self) -> str:
        """The name in the domain."""
        return "validate_referral_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The referral after this message; nothing if it was no answer; no further question once it is over."""
        if not tracker.get_slot("requested_slot") or was_declined(tracker):
            return []
        known = tracker.get_slot(REFERRAL)
        referral = referral_of(known)
        question = next_question(referral)
        assert question is not None
        message = tracker.latest_message
        said_today = (message.get("metadata") or {}).get("today")
        heard = _hear(referral, question, message, date.fromisoformat(said_today) if said_today else date.today())
        if heard is None:
            return []
        after = referral_of(heard)
        over = ending(after)
        return [SlotSet(REFERRAL, heard), *([SlotSet("requested_slot", None)] if over else [])]


def was_declined(tracker: Tracker) -> bool:
    """Whether this message was no answer and a rule met it: then Rasa has the form read and ask once more."""
    since = [event["event"] for event in tracker.events]
    return "action_execution_rejected" in since[len(since) - since[::-1].index("user") :]


def _hear(referral: Referral, question: Question, message: Dict[str, Any], today: date) -> Optional[Dict[str, Any]]:
    """The slot after `message`, with a problem or with what was just heard; None if it is no answer but a request."""
    text, intent = message.get("text") or "", (message.get("intent") or {}).get("name")
    is_sure = ((message.get("intent") or {}).get("confidence") or 0.0) >= SURE_OF_REQUEST
    values = [one["value"] for one in message.get("entities") or [] if one["entity"] == "value"]
    is_choice = bool(message.get("is_choice"))
    if is_choice and intent in MEANWHILE:
        return None
    how = control(text, question) if not values else None
    if how:
        return {**steer(referral, how, question).plain(), **_nothing_before(referral, how)}
    if intent in MEANWHILE and not is_choice and not question.takes_anything and text.rstrip().endswith("?"):
        return None
    try:
        after = answered(referral, question, values[0]) if values else take(referral, question, text, today)
    except NotUnderstood as problem:
        # A few unclear words at a question are an unclear answer, not a question about a leaflet.
        is_clear = intent != "ask_leaflet" or any(one["entity"] == "leaflet" for one in message.get("entities") or [])
        is_request = (
            intent in MEANWHILE and is_sure and is_clear and problem.code in UNSPECIFIC and not question.takes_anything
        )
        return None if is_request else {**referral.plain(), "problem": problem.code}
    return {**after.plain(), "heard": question.id, "note": _note(after, question, today)}


def _note(referral: Referral, question: Question, today: date) -> str:
    is_of_a_child = question.id == "age" and referral.answers.get("who") != "young_person"
    return "over_school_age" if is_of_a_child and may_be_over_school_age(referral.answers.get("age", ""), today) else ""


def _nothing_before(referral: Referral, how: Control) -> Dict[str, str]:
    return {"problem": "nothing_before"} if how is Control.BACK and not referral.order else {}
