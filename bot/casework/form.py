"""A form in the chat: one question at a time, and the few words that steer instead of answering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Callable, Mapping, Optional

from bot.casework.reading import Reader

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One question: how its answer is read and when it is asked.

    `permission` is the wording that asks for it. `takes_anything`: whatever is written is the answer, even what sounds
    like a question. `no_is_an_answer`: "nothing" and "no" do not skip it. `is_personal` is False for what may be asked
    before there is permission (C-60).
    """

    id: str
    read: Reader
    asked: Callable[[Answers], bool] = lambda answers: True
    is_optional: bool = False
    takes_anything: bool = False
    permission: Optional[str] = None
    is_personal: bool = True
    no_is_an_answer: bool = False


class Control(str, Enum):
    """What is no answer but steers: said alone, in any case, to any question."""

    BACK = "back"
    RESTART = "restart"
    STOP = "stop"
    SKIP = "skip"


_CONTROLS: Mapping[Control, str] = {
    Control.BACK: r"(?:please )?(?:go |one )?back(?: one| please| a (?:question|step))?|previous(?: question)?|undo",
    Control.RESTART: r"start (?:again|over|from the (?:start|beginning))|begin again|restart",
    Control.STOP: r"(?:please )?(?:stop|cancel|quit|exit|leave|end)(?: this| please| it| now| these questions| the form)*"
    r"|i (?:want|need) to stop(?: now| this)?|(?:i |ive |i have |i ve )?(?:have )?changed my mind|forget (?:it|this|about it)"
    r"|never ?mind(?: stop| cancel)?|i (?:do not|dont|don t) want to do this(?: any ?more| now)?|delete (?:it|this)"
    r"|(?:quick )?exit|hide(?: this)?(?: page)?|(?:hes|shes|theyre|he is|she is|he s|she s) (?:coming|here|back)(?: now)?",
    Control.SKIP: r"skip(?: this| it| that| please| this one)?|pass|(?:i d |i would )?(?:rather|prefer) not(?: to)?(?: say)?"
    r"|no|none|nothing|nope|no thanks?|no thank you|nothing else|not (?:now|really)|n a",
}


def control(text: str, question: Question) -> Optional[Control]:
    """What `text` steers, if it does. "No" skips a question that may be skipped, and answers every other."""
    said = " ".join(re.findall(r"[^\W_]+", text.lower()))
    for kind, pattern in _CONTROLS.items():
        if re.fullmatch(pattern, said) and (kind is not Control.SKIP or _may_skip(said, question)):
            return kind
    return None


def _may_skip(said: str, question: Question) -> bool:
    return question.is_optional and not (question.no_is_an_answer and said in _NO_WORDS)


_NO_WORDS = ("no", "none", "nothing", "nope", "n a")
