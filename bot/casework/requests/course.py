"""The course of a request: at most four questions, each of which may be skipped but the last, which asks permission."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Dict, List, Mapping, Optional, Tuple

from bot.casework import reading
from bot.casework.form import Answers, Control, Question
from bot.casework.reading import NO, YES, one_of
from bot.casework.requests.kinds import Kind, scopes_of

# What the parent wrote when the request began, whole: it stands in the request as it was said.
WORDS = "words"
NONE_OF_THESE = "none"


class Ending(str, Enum):
    """Why nothing more is asked. The value is the name of its template in content/messages/request."""

    NO_REQUEST = "no_request"
    REFUSED = "refused"
    STOPPED = "stopped"
    SENT = "sent"


def _is(kind: Kind) -> Any:
    return lambda answers: answers.get("which") == kind.value


def _scope_is_open(answers: Answers) -> bool:
    return answers.get("which") == Kind.WITHDRAW.value and not scopes_of(answers.get(WORDS, ""))


def _free(id_: str, asked: Any = lambda answers: True) -> Question:
    return Question(id_, reading.more_than_yes, asked, is_optional=True, takes_anything=True)


QUESTIONS: Tuple[Question, ...] = (
    Question(
        "which",
        one_of(
            {
                **dict.fromkeys(("withdraw", "stop sharing", "permission"), Kind.WITHDRAW.value),
                **dict.fromkeys(("notes", "my notes", "file", "my file"), Kind.NOTES.value),
                **dict.fromkeys(("delete", "deletion", "erase"), Kind.DELETION.value),
                **dict.fromkeys(("correct", "correction", "change"), Kind.CORRECTION.value),
                **dict.fromkeys(("none", "something else", "none of these"), NONE_OF_THESE),
            }
        ),
        is_personal=False,
    ),
    Question("stop", reading.more_than_yes, _scope_is_open, takes_anything=True),
    _free("correct", _is(Kind.CORRECTION)),
    _free("find"),
    # Who stops something need not be answered; nobody else is contacted without having said where (C-46).
    _free("reach", lambda answers: answers.get("which") != Kind.WITHDRAW.value),
    Question("send", reading.permission, permission="request"),
)
BY_ID: Dict[str, Question] = {question.id: question for question in QUESTIONS}


@dataclass(frozen=True)
class Request:
    """What was answered so far, in the order of answering; whether it was stopped."""

    answers: Mapping[str, str] = field(default_factory=dict)
    order: Tuple[str, ...] = ()
    stopped: bool = False

    def plain(self) -> Dict[str, Any]:
        """As a slot holds it: see `request_of`."""
        return {"answers": dict(self.answers), "order": list(self.order), "stopped": self.stopped}


def request_of(plain: Optional[Mapping[str, Any]]) -> Request:
    """What `plain` of it gave; an empty one for None."""
    known = plain or {}
    return Request(dict(known.get("answers", {})), tuple(known.get("order", ())), bool(known.get("stopped")))


def begun(words: str, kind: Optional[str]) -> Request:
    """A request that `words` made. Raises ValueError if `kind` is none."""
    return Request({WORDS: words, **({"which": Kind(kind).value} if kind else {})})


def ending(request: Request) -> Optional[Ending]:
    """Why it is over; None while something is still to be asked."""
    if request.stopped:
        return Ending.STOPPED
    if request.answers.get("which") == NONE_OF_THESE:
        return Ending.NO_REQUEST
    return {YES: Ending.SENT, NO: Ending.REFUSED}.get(request.answers.get("send", ""))


def next_question(request: Request) -> Optional[Question]:
    """The first that is called for and has no answer; None at an ending."""
    if ending(request):
        return None
    return next(one for one in QUESTIONS if one.id not in request.answers and one.asked(request.answers))


def steer(request: Request, how: Control, question: Question) -> Request:
    """The request after `how` was said to `question`."""
    if how is Control.STOP:
        return replace(request, stopped=True)
    if how is Control.RESTART:
        return begun(request.answers.get(WORDS, ""), None)
    if how is Control.SKIP:
        return answered(request, question, "")
    if not request.order:
        return request
    left = {id_: value for id_, value in request.answers.items() if id_ != request.order[-1]}
    return replace(request, answers=left, order=request.order[:-1])


def answered(request: Request, question: Question, value: str) -> Request:
    """The request with `value` as the answer; "" is a question skipped."""
    answers = {**request.answers, question.id: value}
    return replace(request, answers=answers, order=(*request.order, question.id))


def told(request: Request) -> List[Tuple[str, str]]:
    """What stands with its question's id, in the order of asking; what was skipped and the permission are left out."""
    ids = (WORDS, *(one.id for one in QUESTIONS if not one.permission and one.asked(request.answers)))
    return [(id_, request.answers[id_]) for id_ in ids if request.answers.get(id_) and id_ != "which"]
