"""One turn of a form in the chat: an answer, a word that steers, or a request that the rules meet before it is asked again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Callable, Dict, List, Mapping, Optional, Pattern

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from bot.casework.form import Control, Question, control
from bot.casework.reading import NotUnderstood
from bot.casework.requests.kinds import asks_plainly

# What is met in between if it is no answer; the rules in data/rules bring the form back afterwards. A greeting, a thank
# you or something unrelated is better answered by the question, asked again.
MEANWHILE = frozenset(
    "ask_leaflet ask_directory ask_dates follow_up_more follow_up_time follow_up_options repeat ask_opinion "  # noqa: SIM905
    "ask_prediction ask_third_party ask_status ask_for_officer ask_my_information make_request ask_language ask_help "
    "bot_challenge distress other_language other_nation".split()
)
# A guess is no request: "ok whatever" to a permission is asked again, and the surest kind it had was one of .28. Requests
# made in between in tests/conversations/referring had .55 and more.
SURE_OF_REQUEST = 0.5
# "I am the mum" is near to what is asked about mums; the plain wordings are surer than any weight (casework.disclosure).
SURE_ABOUT_SOMEBODY = 0.95
# Asked of the question itself: why, who sees it, whether one must.
_ABOUT_THIS = re.compile(
    r"(?:but |and |so )?(?:why(?: do (?:you|u) (?:need|want|ask)(?: (?:to know|that|this|it|me))*| (?:that|this))?|what for|what"
    r"|who (?:will|can|would|gets to|is going to)? ?sees? (?:it|this|that)|who is it for|what (?:does|do) (?:that|this|you) mean"
    r"|do i have to(?: say| answer| tell (?:you|u)| give)?(?: (?:this|that|it))?|what happens then|i dont understand|huh"
    r"|what happens if i (?:say )?(?:no|yes)|is (?:it|this|that) (?:safe|optional|compulsory)"
    r"|what will you do with (?:it|this|that))[?!. ]*",
    re.IGNORECASE,
)
# "Yes but not before 3" is an answer that is not clear, whatever it may look like.
_YES_OR_NO = re.compile(r"\W*(?:yes|yeah|yep|no|nope|ok|okay|sure|maybe)\b", re.IGNORECASE)
# What is no number and no name is told so; what is none of the choices may be a question of its own.
UNSPECIFIC = ("again", "yes_or_no")
REQUESTED = "requested_slot"


@dataclass(frozen=True)
class Course:
    """The pure rules of a form: see bot/casework/referral/course.py, which has each of them under its name.

    `note` names what is said beside an answer, if anything; `stops` are words that stop this form and no other.
    """

    of: Callable[[Optional[Mapping[str, Any]]], Any]
    next_question: Callable[[Any], Optional[Question]]
    steer: Callable[[Any, Control, Question], Any]
    answered: Callable[[Any, Question, str], Any]
    ending: Callable[[Any], Any]
    note: Callable[[Any, Question, date], str] = lambda form, question, today: ""
    stops: Pattern[str] = re.compile(r"(?!)")


def take_turn(tracker: Tracker, slot: str, course: Course) -> List[Dict[str, Any]]:
    """The events of a turn: the form in `slot` after this message; none if it was no answer but a request."""
    if not tracker.get_slot(REQUESTED) or was_declined(tracker):
        return []
    form = course.of(tracker.get_slot(slot))
    question = course.next_question(form)
    assert question is not None
    message = tracker.latest_message
    said_today = (message.get("metadata") or {}).get("today")
    today = date.fromisoformat(said_today) if said_today else date.today()
    heard = _hear(course, form, question, message, today)
    if heard is None:
        return []
    is_over = course.ending(course.of(heard))
    return [SlotSet(slot, heard), *([SlotSet(REQUESTED, None)] if is_over else [])]


def was_declined(tracker: Tracker) -> bool:
    """Whether this message was no answer and a rule met it: then Rasa has the form read and ask once more."""
    since = [event["event"] for event in tracker.events]
    return "action_execution_rejected" in since[len(since) - since[::-1].index("user") :]


def shown(tracker: Tracker, slot: str) -> Dict[str, Any]:
    """The form in `slot` as its next question is to be said."""
    known = tracker.get_slot(slot) or {}
    if was_declined(tracker):
        # What was wrong, or heard, belongs to the message before.
        return {name: value for name, value in known.items() if name not in ("problem", "heard", "note")}
    return known


def _hear(
    course: Course, form: Any, question: Question, message: Dict[str, Any], today: date
) -> Optional[Dict[str, Any]]:
    """The slot after `message`, with a problem or with what was just heard; None if it is no answer but a request."""
    text, intent = message.get("text") or "", message.get("intent") or {}
    is_meanwhile = intent.get("name") in MEANWHILE
    entities = message.get("entities") or []
    values = [one["value"] for one in entities if one["entity"] == "value"] if intent.get("name") == "inform" else []
    is_choice = bool(message.get("is_choice"))
    if is_choice and is_meanwhile:
        return None
    how = control(text, question) if not values else None
    if course.stops.fullmatch(text.strip(" .!").lower()):
        how = Control.STOP
    if how:
        return {**course.steer(form, how, question).plain(), **_nothing_before(form, how)}
    is_question = is_meanwhile and not question.takes_anything and text.rstrip().endswith("?")
    if not is_choice and (is_question or asks_plainly(text)):
        return None
    if not is_choice and not question.takes_anything and _ABOUT_THIS.fullmatch(text.strip()):
        return {**form.plain(), "problem": "about_permission" if question.permission else "about_question"}
    try:
        after = course.answered(form, question, values[0] if values else question.read(text, today))
    except NotUnderstood as problem:
        # A few unclear words at a question are an unclear answer, not a question about a leaflet.
        is_clear = intent.get("name") != "ask_leaflet" or any(one["entity"] == "leaflet" for one in entities)
        least = SURE_ABOUT_SOMEBODY if intent.get("name") in ("ask_third_party", "ask_status") else SURE_OF_REQUEST
        is_sure = (intent.get("confidence") or 0.0) >= least
        may_be_request = problem.code in UNSPECIFIC and not question.takes_anything and not _YES_OR_NO.match(text)
        is_request = is_meanwhile and is_sure and is_clear and may_be_request
        return None if is_request else {**form.plain(), "problem": problem.code}
    return {**after.plain(), "heard": question.id, "note": course.note(after, question, today)}


def _nothing_before(form: Any, how: Control) -> Dict[str, str]:
    return {"problem": "nothing_before"} if how is Control.BACK and not form.order else {}
