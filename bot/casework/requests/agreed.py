"""What is sealed of a request: its kind, the parent's own words, how to find the file, and the evidence of permission."""

from __future__ import annotations

from typing import Any, Callable, Dict, Sequence

from bot.casework.evidence import Asked, NotAgreed, evidence
from bot.casework.requests.course import WORDS, Ending, Request, ending, told
from bot.casework.requests.kinds import Kind, scopes_of


def sealed_request(
    request: Request, asked: Sequence[Asked], words_of: Callable[[str, str], str], channel: str
) -> Dict[str, Any]:
    """What goes into the envelope, ready for JSON. Raises NotAgreed without an express yes to the last question.

    `stop` are the scopes of a withdrawal (kinds.Scope), empty if its words name none that is known: an officer reads them.
    """
    if ending(request) is not Ending.SENT:
        raise NotAgreed("send")
    answers = dict(told(request))
    kind = Kind(request.answers["which"])
    words = f"{answers.get(WORDS, '')} {answers.get('stop', '')}"
    return {
        "kind": kind.value,
        "answers": answers,
        "stop": [scope.value for scope in scopes_of(words)] if kind is Kind.WITHDRAW else [],
        "permissions": [evidence("request", True, "", asked, words_of, channel)],
    }
