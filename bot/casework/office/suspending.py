"""Which permissions a withdrawal stops, before anybody reads it: rather one too many than one too few (C-46)."""

from __future__ import annotations

import re
from typing import FrozenSet, Iterable, Tuple

from bot.casework.office.ledger import Grant, is_about_others
from bot.casework.requests.kinds import Scope

# Said of everybody at a school or a council, these words name nobody; a name that is given names somebody.
_SAYS_NOTHING = frozenset(
    "a about all and any anymore at child dont for from his her i in is it me my no not of on our please "  # noqa: SIM905
    "share sharing stop talk talking tell telling that the their them they this to us want we with withdraw you your "
    "permission consent speak speaking contact everything anything".split()
)
_OF_SCOPE = {
    Scope.CALL: ("may_call", "may_leave_voicemail"),
    Scope.VOICEMAIL: ("may_leave_voicemail",),
    Scope.TEXT: ("may_text",),
    Scope.EMAIL: ("may_email",),
}
# What no scope of a withdrawal names: letters, and every way at once.
_POST = re.compile(r"\b(?:posts?|letters?|(?:write|writing) to (?:me|us))\b", re.IGNORECASE)
_ANY_WAY = re.compile(r"\bcontact(?:ing)? (?:me|us)\b", re.IGNORECASE)
WAYS = ("may_call", "may_leave_voicemail", "may_text", "may_email", "may_post")


def suspended_by(live: Iterable[Grant], scopes: Iterable[Scope], words: str) -> Tuple[Grant, ...]:
    """The live permissions that a withdrawal with these `scopes` and `words` stops.

    Without a scope it stops everything but the case itself: an officer asks what was meant. A withdrawal of sharing that
    names somebody stops what is about them, and everything shared if it names nobody whom we know.
    """
    live, wanted = tuple(live), tuple(scopes)
    if not wanted or Scope.ALL in wanted:
        return tuple(one for one in live if one.purpose != "open_case")
    by_way = {purpose for scope in wanted for purpose in _OF_SCOPE.get(scope, ())}
    if _POST.search(words):
        by_way.add("may_post")
    if _ANY_WAY.search(words):
        by_way.update(WAYS)
    found = [one for one in live if one.purpose in by_way]
    if Scope.SHARE in wanted:
        others = [one for one in live if is_about_others(one.purpose) or one.purpose == "share_conversation"]
        named = [one for one in others if _words(one.recipient) & _words(words)]
        found += named or others
    return tuple(found)


def _words(text: str) -> FrozenSet[str]:
    return frozenset(re.findall(r"[a-z]+", text.lower())) - _SAYS_NOTHING
