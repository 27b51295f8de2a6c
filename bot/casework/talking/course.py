"""The course of asking for an officer in the chat: two permissions, apart from each other (C-40)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Dict, Mapping, Optional, Tuple

from bot.casework import reading
from bot.casework.form import Control, Question
from bot.casework.reading import NO, YES

# To keep what is written from now on, so that an officer can answer; to show what was said before.
LIVE, SHOW = "live_chat", "show_chat"


class Ending(str, Enum):
    """Why nothing more is asked."""

    REFUSED = "refused"
    STOPPED = "stopped"
    PUT_THROUGH = "put_through"


QUESTIONS: Tuple[Question, ...] = (
    Question(LIVE, reading.permission, permission=LIVE, is_personal=False),
    Question(SHOW, reading.permission, permission=SHOW, is_personal=False),
)
BY_ID: Dict[str, Question] = {question.id: question for question in QUESTIONS}


@dataclass(frozen=True)
class Talk:
    """What was answered so far, in the order of answering; whether it was stopped."""

    answers: Mapping[str, str] = field(default_factory=dict)
    order: Tuple[str, ...] = ()
    stopped: bool = False

    def plain(self) -> Dict[str, Any]:
        """As a slot holds it: see `talk_of`."""
        return {"answers": dict(self.answers), "order": list(self.order), "stopped": self.stopped}


def talk_of(plain: Optional[Mapping[str, Any]]) -> Talk:
    """What `plain` of it gave; an empty one for None."""
    known = plain or {}
    return Talk(dict(known.get("answers", {})), tuple(known.get("order", ())), bool(known.get("stopped")))


def ending(talk: Talk) -> Optional[Ending]:
    """Why it is over; None while something is still to be asked."""
    if talk.stopped:
        return Ending.STOPPED
    if talk.answers.get(LIVE) == NO:
        return Ending.REFUSED
    return Ending.PUT_THROUGH if talk.answers.get(LIVE) == YES and SHOW in talk.answers else None


def next_question(talk: Talk) -> Optional[Question]:
    """The first that has no answer; None at an ending."""
    return None if ending(talk) else next(one for one in QUESTIONS if one.id not in talk.answers)


def steer(talk: Talk, how: Control, question: Question) -> Talk:
    """The talk after `how` was said to `question`."""
    if how is Control.STOP:
        return replace(talk, stopped=True)
    if how is Control.RESTART or not talk.order:
        return Talk()
    left = {id_: value for id_, value in talk.answers.items() if id_ != talk.order[-1]}
    return replace(talk, answers=left, order=talk.order[:-1])


def answered(talk: Talk, question: Question, value: str) -> Talk:
    """The talk with `value` as the answer."""
    return replace(talk, answers={**talk.answers, question.id: value}, order=(*talk.order, question.id))
