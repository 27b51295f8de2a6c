"""The evidence of one permission: what was shown is held against what was said next (C-41, C-44)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, Optional, Sequence

from bot.casework.permission import express


class NotAgreed(ValueError):
    """Something was not expressly permitted; the text names the permission and holds no answer."""


@dataclass(frozen=True)
class Asked:
    """A request for permission as it was shown: wording and its hash, the exact words of the message, what was said next.

    `picked` is the label of the choice that the reply stands for, as "1" stands for "Yes", or "". `at` is when it was
    said (ISO 8601, UTC), `number` counts the messages of the conversation.
    """

    id: str
    hash: str
    words: str
    reply: str
    at: str
    number: int
    picked: str = ""


def evidence(
    id_: str,
    given: bool,
    recipient: str,
    asked: Sequence[Asked],
    words_of: Callable[[str, str], str],
    channel: str,
) -> Dict[str, Any]:
    """What proves that the wording `id_` was answered yes (`given`) or no, about `recipient` if it names somebody.

    Only the last time it was asked counts; `words_of` gives the words of a hash for a recipient. Raises NotAgreed.
    """
    last = last_asked(id_, recipient, asked, words_of)
    if last is None or express(last.picked or last.reply) is not given:
        raise NotAgreed(id_)
    return proof(id_, recipient, given, last, channel)


def last_asked(
    id_: str, recipient: str, asked: Sequence[Asked], words_of: Callable[[str, str], str]
) -> Optional[Asked]:
    """The last time the wording `id_` was shown whole; None if it never was."""
    # Before the words of the wording, a message may read back an answer or say that a clear yes or no is needed.
    return next(
        (one for one in reversed(asked) if one.id == id_ and one.words.endswith(words_of(one.hash, recipient))), None
    )


def proof(purpose: str, recipient: str, given: bool, last: Asked, channel: str) -> Dict[str, Any]:
    """What is kept of a permission: for what, whether it was given, and the words on both sides."""
    return {
        "purpose": purpose,
        "recipient": recipient,
        "given": given,
        "wording": last.hash,
        "words": last.words,
        "reply": last.reply,
        "picked": last.picked,
        "at": last.at,
        "number": last.number,
        "how": channel,
        "by": "parent or young person",
    }
