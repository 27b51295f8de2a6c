"""What an officer writes to somebody: by which means, and which permission that needs of a parent (C-41, C-44, C-75)."""

from __future__ import annotations

from enum import Enum
from typing import Iterable, Tuple

from bot.casework.office.gate import NOTE, TO_PARENT, WRITTEN

# Why the parent themself is written to: no permission about others is needed for it.
OWN = "own"
BY_POST = "may_post"


class Medium(str, Enum):
    """How it leaves: printed, through the officer's own mail program, or as a text message."""

    LETTER = "letter"
    EMAIL = "email"
    TEXT = "text"


def way_to_parent(medium: Medium, *, by_post: bool) -> str:
    """The permission by which the parent is reached; "" for a letter that is handed over face to face."""
    if medium is Medium.EMAIL:
        return "may_email"
    if medium is Medium.TEXT:
        return "may_text"
    return BY_POST if by_post else ""


def fitting(medium: Medium, recipient: str, fields: Iterable[str]) -> Tuple[str, ...]:
    """Of the `fields` picked, those that this kind of message may hold; the officer's own words always come first.

    A text message holds words alone: it lies open on a phone that others may hold (C-75). Notes are for the parent.
    """
    picked = tuple(dict.fromkeys(one for one in fields if one != WRITTEN))
    if medium is Medium.TEXT:
        picked = ()
    if recipient != TO_PARENT:
        picked = tuple(one for one in picked if not one.startswith(NOTE))
    return (WRITTEN, *picked)
