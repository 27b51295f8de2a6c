"""The course of a referral: what is asked next, and what an answer, "go back", "start again" and "stop" do to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any, Dict, Iterator, List, Mapping, Optional, Tuple

from bot.casework.form import Control, Question
from bot.casework.reading import AGAIN, NO, YES
from bot.casework.referral.questions import BY_ID, BY_TEXT, PARTY, PURPOSES, questions

# More named people than this are a matter for a talk with an officer.
MOST_PARTIES = 6
PARTY_PARTS = ("party_name", "party_purpose", "party_permission")
# Answering with one of these changes an earlier answer: "change.phone".
CHANGE = "change."
SEND = "send"


# Who has no number to give is asked again whether we may ring: then they can say no.
_INSTEAD: Mapping[str, Tuple[str, ...]] = {
    "no_way": ("may_call", "may_text", "may_email", "phone"),
    "phone": ("may_call", "may_text", "phone"),
    "email": ("may_email", "email"),
}


class Ending(str, Enum):
    """Why nothing more is asked. The value is the name of its template in content/messages/referral."""

    ELSEWHERE = "elsewhere"
    FOR_ANOTHER = "for_another"
    REFUSED = "refused"
    STOPPED = "stopped"
    SENT = "sent"


@dataclass(frozen=True)
class Referral:
    """What was answered so far, in the order of answering; who was named so far; whether it was stopped."""

    answers: Mapping[str, str] = field(default_factory=dict)
    order: Tuple[str, ...] = ()
    parties: Tuple[Mapping[str, str], ...] = ()
    stopped: bool = False

    def plain(self) -> Dict[str, Any]:
        """As a slot holds it: see `referral_of`."""
        return {
            "answers": dict(self.answers),
            "order": list(self.order),
            "parties": [dict(party) for party in self.parties],
            "stopped": self.stopped,
        }


def begun_by_text() -> Referral:
    """A referral by text message, with nothing answered: the short way is the only one there."""
    return Referral({"path": BY_TEXT})


def is_by_text(referral: Referral) -> bool:
    """Whether it goes the short way."""
    return referral.answers.get("path") == BY_TEXT


def referral_of(plain: Optional[Mapping[str, Any]]) -> Referral:
    """What `plain` of it gave; an empty one for None."""
    known = plain or {}
    return Referral(
        dict(known.get("answers", {})),
        tuple(known.get("order", ())),
        tuple(known.get("parties", ())),
        bool(known.get("stopped")),
    )


def ending(referral: Referral) -> Optional[Ending]:
    """Why it is over; None while something is still to be asked."""
    answers = referral.answers
    if referral.stopped:
        return Ending.STOPPED
    if answers.get("area") == "elsewhere":
        return Ending.ELSEWHERE
    if answers.get("who") in ("friend", "professional"):
        return Ending.FOR_ANOTHER
    if NO in (answers.get("open_case"), answers.get("by_text")):
        return Ending.REFUSED
    if is_by_text(referral):
        # What is sent was said in three texts a minute ago; reading it back would cost a sixth.
        return Ending.SENT if "help" in answers else None
    return Ending.SENT if answers.get("check") == SEND else None


def next_question(referral: Referral) -> Optional[Question]:
    """The first that is called for and has no answer; None at an ending."""
    if ending(referral):
        return None
    return next(
        question for question in questions() if question.id not in referral.answers and question.asked(referral.answers)
    )


def steer(referral: Referral, how: Control, question: Question) -> Referral:
    """The referral after `how` was said to `question`."""
    if how is Control.STOP:
        return replace(referral, stopped=True)
    if how is Control.RESTART:
        return begun_by_text() if is_by_text(referral) else Referral()
    return go_back(referral) if how is Control.BACK else answered(referral, question, "")


def go_back(referral: Referral) -> Referral:
    """Without the newest answer; the same if there is none."""
    if not referral.order:
        return referral
    answers, newest, parties = dict(referral.answers), referral.order[-1], referral.parties
    if newest == "party_more" and parties:
        answers.update(parties[-1], party_any=YES)
        parties = parties[:-1]
    answers.pop(newest, None)
    return replace(referral, answers=answers, order=referral.order[:-1], parties=parties)


def take(referral: Referral, question: Question, text: str, today: date) -> Referral:
    """The referral after `text` answered `question`. Raises NotUnderstood if it is no answer."""
    return answered(referral, question, question.read(text, today))


def answered(referral: Referral, question: Question, value: str) -> Referral:
    """The referral with `value` as the answer; "" is a question skipped. A value "change.ID" asks ID again."""
    if question.id == "check" and value.startswith(CHANGE):
        return ask_again(referral, value[len(CHANGE) :])
    if question.id in _INSTEAD and value == AGAIN:
        return ask_again(referral, *_INSTEAD[question.id])
    answers = {**referral.answers, question.id: value}
    parties = referral.parties
    if question.id == "party_name" and value == AGAIN:
        # Nobody after all; those named before stay.
        answers["party_any"] = answers.pop("party_name") and ("done" if parties else NO)
        return replace(referral, answers=answers)
    if question.id == "party_more":
        parties = (*parties, {part: answers.pop(part) for part in PARTY_PARTS})
        if value == YES and len(parties) < MOST_PARTIES:
            answers.pop(question.id)
        else:
            answers["party_any"] = "done"
    return replace(referral, answers=answers, order=(*referral.order, question.id), parties=parties)


def ask_again(referral: Referral, *ids: str) -> Referral:
    """Without the answers to `ids`, and without those that depend on them alone; they are asked next.

    Changing whom we may talk to begins with nobody named.
    """
    is_about_parties = any(id_.startswith(PARTY) for id_ in ids)
    gone = {id_ for id_ in ids if id_ in BY_ID}
    if gone & {"may_call", "may_text", "may_email"}:
        gone.add("no_way")
    if is_about_parties:
        gone |= {id_ for id_ in BY_ID if id_.startswith(PARTY)}
    answers = {id_: value for id_, value in referral.answers.items() if id_ not in gone}
    order = tuple(id_ for id_ in referral.order if id_ in answers)
    return replace(referral, answers=answers, order=order, parties=() if is_about_parties else referral.parties)


def told(referral: Referral) -> List[Tuple[str, str]]:
    """Each answer that stands with its question's id, in the order of asking; permissions are not among them.

    Answers that a later change made pointless (a number after "do not ring me") are left out.
    """
    return [(id_, value) for id_, value in _standing(referral) if value and not BY_ID[id_].permission]


def permitted(referral: Referral) -> List[Tuple[str, str]]:
    """Each permission asked for, by its wording, with YES or NO; those about somebody named are in `named`."""
    return [(id_, value) for id_, value in _standing(referral) if BY_ID[id_].permission]


def _standing(referral: Referral) -> Iterator[Tuple[str, str]]:
    seen = set()
    for question in questions():
        is_theirs = question.id in referral.answers and question.id not in seen and question.asked(referral.answers)
        if is_theirs and question.id != "check" and not question.id.startswith(PARTY):
            seen.add(question.id)
            yield question.id, referral.answers[question.id]


def named(referral: Referral) -> List[Tuple[str, str]]:
    """Whom we may do what with: (who, one of PURPOSES), each only if it was permitted."""
    return [
        (party["party_name"], party["party_purpose"])
        for party in referral.parties
        if party["party_permission"] == YES and party["party_purpose"] in PURPOSES
    ]
