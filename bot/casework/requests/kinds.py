"""What a parent may ask of us about what we hold, and what the words of a withdrawal are to stop (C-30, C-46, C-110)."""

from __future__ import annotations

import re
from enum import Enum
from typing import Optional, Tuple


class Kind(str, Enum):
    """The requests, by the name their envelope has. Notes, a file, subject access and freedom of information are one."""

    WITHDRAW = "withdraw"
    NOTES = "notes"
    DELETION = "deletion"
    CORRECTION = "correction"
    SHARING = "sharing"
    STATUS = "status"


class Scope(str, Enum):
    """What a withdrawal stops."""

    ALL = "all"
    SHARE = "share"
    CALL = "call"
    TEXT = "text"
    EMAIL = "email"
    VOICEMAIL = "voicemail"


_LEAVE = r"(?:permissions?|consent)"
_KEPT = r"(?:(?:case )?(?:notes?|files?|records?)|data|details|information|info)"
_POLITE = (
    r"(?:hi|hello|please|can i|could i|may i|i want to|i d like to|id like to|i would like to|i need to|i wish to|i"
    r"|want to|how do i|can you|could you|to|now|thanks|thank you|today)"
)
_PLAIN: Tuple[Tuple[Kind, str], ...] = (
    (Kind.WITHDRAW, rf"(?:withdraw|revoke|cancel|take back) (?:(?:all|of|my|our|the) )*{_LEAVE}"),
    (Kind.WITHDRAW, rf"take (?:my|our) {_LEAVE} back|withdraw|stop sharing(?: [a-z]+){{0,5}}"),
    (Kind.NOTES, r"subject access(?: request)?|d?sar|foi(?: request)?|freedom of information(?: request)?"),
    (Kind.NOTES, rf"(?:(?:send me|have|see|get) )?(?:a copy of )?(?:my|our) {_KEPT}"),
    (Kind.DELETION, rf"(?:delete|erase|wipe) (?:all )?(?:my|our) {_KEPT}"),
    (
        Kind.DELETION,
        r"(?:delete|erase|wipe) (?:everything|it all|all of it)(?: (?:about|you have on|you have about) (?:me|us))?",
    ),
)
_COMPILED = tuple((kind, re.compile(rf"(?:{_POLITE} )*(?:{said})(?: {_POLITE})*")) for kind, said in _PLAIN)
_OTHERS = (
    r"(?:schools?|college|nursery|council|la|local authority|social (?:workers?|services|care)|senco?|teachers?|head"
    r"|gp|doctors?|paediatrician|nurse|camhs|therapists?|psychologist|ep|hospital|nhs|solicitor|my ex|mum|mother|dad"
    r"|father|husband|wife|partner|family|parents|anyone|anybody|people|everyone|everybody|them|him|her)"
)
_SCOPES: Tuple[Tuple[Scope, str], ...] = (
    (Scope.ALL, r"everything|all(?: of (?:it|them)| my| our| the)?|any of it|every permission|the lot"),
    (Scope.VOICEMAIL, r"voice ?mails?|answer ?phone|(?:leav(?:e|ing)) messages?"),
    (Scope.TEXT, r"text(?:s|ing)?|sms"),
    (Scope.EMAIL, r"e ?mail(?:s|ing)?"),
    (
        Scope.CALL,
        r"(?:ring|ringing|phone|phoning|call|calling|contact|contacting) (?:me|us|my)|(?:phone )?calls|ringing",
    ),
    (Scope.SHARE, rf"shar(?:e|ing)|pass(?:ing)?|(?:talk|speak)(?:ing)?|{_OTHERS}"),
)


def asks_plainly(text: str) -> Optional[Kind]:
    """The request that `text` is and nothing else, so that it answers no question either; None for all other messages."""
    said = _said(text)
    return next((kind for kind, pattern in _COMPILED if pattern.fullmatch(said)), None)


def scopes_of(text: str) -> Tuple[Scope, ...]:
    """What a withdrawal in these words stops; empty if they do not say. "Everything" stands alone."""
    said = _said(text)
    found = tuple(scope for scope, pattern in _SCOPES if re.search(rf"\b(?:{pattern})\b", said))
    return (Scope.ALL,) if Scope.ALL in found else found


def _said(text: str) -> str:
    lower = text.lower().replace("\u2019", "'").replace("'", " ")
    return " ".join(re.findall(r"[a-z0-9]+", lower))
