"""What is sealed: the answers that stand, and each permission with its evidence; nothing without one (C-41, C-44).

The engine says what it understood; this holds it against the words that were shown and the words that were said.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Sequence

from bot.casework.evidence import Asked, NotAgreed, evidence, last_asked, proof
from bot.casework.permission import way_agreed
from bot.casework.reading import YES
from bot.casework.referral.course import Ending, Referral, ending, is_by_text, named, permitted, told
from bot.casework.referral.questions import CALL_ME

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
# What each answer to the question by text agrees to.
WAYS = {"call": "may_call", "text": "may_text"}
SHARE = "share_conversation"


def sealed_content(
    referral: Referral, asked: Sequence[Asked], words_of: Callable[[str, str], str], channel: str
) -> Dict[str, Any]:
    """What goes into the envelope, ready for JSON; `words_of` gives the words of a hash for a recipient.

    Raises NotAgreed if the referral is not finished, or says yes to what was not said yes to last.
    """
    if ending(referral) is not Ending.SENT:
        raise NotAgreed("check")
    if is_by_text(referral):
        permissions = by_text(referral.answers["by_text"], asked, words_of, channel)
    else:
        permissions = [evidence(id_, value == YES, "", asked, words_of, channel) for id_, value in permitted(referral)]
    # Those who were named and refused are left out: nothing is told about them.
    people = [(f"party_{purpose}", who) for who, purpose in named(referral)]
    permissions += [evidence(id_, True, who, asked, words_of, channel) for id_, who in people]
    given = {one["purpose"] for one in permissions if one["given"]}
    if "open_case" not in given:
        raise NotAgreed("open_case")
    answers = dict(told(referral))
    safety = {id_: answers.pop(id_) for id_ in SAFETY if id_ in answers}
    equality = answers.pop(EQUALITY, None) if "keep_equality" in given else None
    answers.pop(EQUALITY, None)
    return {
        # By text, too, an officer asks the rest.
        "path": CALL_ME if answers.get("path") == CALL_ME or is_by_text(referral) else "referral",
        "safety": safety,
        "answers": answers,
        "permissions": permissions,
        **({"equality": equality} if equality else {}),
    }


def by_text(
    way: str, asked: Sequence[Asked], words_of: Callable[[str, str], str], channel: str
) -> List[Dict[str, Any]]:
    """The two permissions that one answer gave, each with that answer as its evidence: to keep it, and to ring or to text.

    The words asked offer each way by name, so that neither comes along with the other. Raises NotAgreed.
    """
    last = last_asked("by_text", "", asked, words_of)
    if way not in WAYS or last is None or way_agreed(last.picked or last.reply) != way:
        raise NotAgreed("by_text")
    return [proof(purpose, "", True, last, channel) for purpose in ("open_case", WAYS[way])]


def conversation_of(permissions: Sequence[Dict[str, Any]], messages: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """What was said until the officer was allowed to read it; nothing if that was not allowed.

    What came after it was said under other permissions: facts for counting stay apart, and people who were refused
    are told to nobody. `messages` have a `number` each.
    """
    shared = next((one["number"] for one in permissions if one["purpose"] == SHARE and one["given"]), 0)
    return [message for message in messages if message["number"] < shared]
