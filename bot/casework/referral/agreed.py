"""What is sealed: the answers that stand, and each permission with its evidence; nothing without one (C-41, C-44).

The engine says what it understood; this holds it against the words that were shown and the words that were said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence

from bot.casework.permission import express
from bot.casework.referral.course import Ending, Referral, ending, named, permitted, told
from bot.casework.referral.questions import CALL_ME
from bot.casework.referral.reading import YES

# How to reach somebody safely: read before the telephone number.
SAFETY = (
    "safe_times",
    "be_careful",
    "who_may_see",
    "never_times",
    "safe_word",
    "if_someone_answers",
    "withhold_number",
)
# Kept apart from the case (C-52).
EQUALITY = "equality"
SHARE = "share_conversation"


class NotAgreed(ValueError):
    """Something in the referral was not expressly permitted; the text names the permission and holds no answer."""


@dataclass(frozen=True)
class Asked:
    """A request for permission as it was shown: wording and its hash, the exact words of the message, what was said next.

    `at` is when it was said (ISO 8601, UTC), `number` counts the messages of the conversation.
    """

    id: str
    hash: str
    words: str
    reply: str
    at: str
    number: int


def sealed_content(
    referral: Referral, asked: Sequence[Asked], words_of: Callable[[str, str], str], channel: str
) -> Dict[str, Any]:
    """What goes into the envelope, ready for JSON; `words_of` gives the words of a hash for a recipient.

    Raises NotAgreed if the referral is not finished, or says yes to what was not said yes to last.
    """
    if ending(referral) is not Ending.SENT:
        raise NotAgreed("check")
    permissions = [_evidence(id_, value == YES, "", asked, words_of, channel) for id_, value in permitted(referral)]
    # Those who were named and refused are left out: nothing is told about them.
    people = [(f"party_{purpose}", who) for who, purpose in named(referral)]
    permissions += [_evidence(id_, True, who, asked, words_of, channel) for id_, who in people]
    given = {one["purpose"] for one in permissions if one["given"]}
    if "open_case" not in given:
        raise NotAgreed("open_case")
    answers = dict(told(referral))
    safety = {id_: answers.pop(id_) for id_ in SAFETY if id_ in answers}
    equality = answers.pop(EQUALITY, None) if "keep_equality" in given else None
    answers.pop(EQUALITY, None)
    return {
        "path": CALL_ME if answers.get("path") == CALL_ME else "referral",
        "safety": safety,
        "answers": answers,
        "permissions": permissions,
        **({"equality": equality} if equality else {}),
    }


def _evidence(
    id_: str,
    given: bool,
    recipient: str,
    asked: Sequence[Asked],
    words_of: Callable[[str, str], str],
    channel: str,
) -> Dict[str, Any]:
    # Before the words of the wording, a message may read back an answer or say that a clear yes or no is needed.
    last: Optional[Asked] = next(
        (one for one in reversed(asked) if one.id == id_ and one.words.endswith(words_of(one.hash, recipient))), None
    )
    if last is None or express(last.reply) is not given:
        raise NotAgreed(id_)
    return {
        "purpose": id_,
        "recipient": recipient,
        "given": given,
        "wording": last.hash,
        "words": last.words,
        "reply": last.reply,
        "at": last.at,
        "number": last.number,
        "how": channel,
        "by": "parent or young person",
    }


def conversation_of(permissions: Sequence[Dict[str, Any]], messages: List[Dict[str, str]]) -> List[Dict[str, str]]:
    """The whole conversation if it may be shared, nothing of it otherwise."""
    return messages if any(one["purpose"] == SHARE and one["given"] for one in permissions) else []
