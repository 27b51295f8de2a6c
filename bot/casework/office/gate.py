"""The one decision about anything that leaves the service: who, what for, which fields, and by what right (C-4, C-90)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Iterable, Optional, Tuple, Union

from bot.casework.office.ledger import Grant, grant_for, is_about_others


class Refusal(str, Enum):
    """Why nothing goes out. The page says each in words, and how to ask the parent."""

    NO_PERMISSION = "no_permission"
    OTHER_PURPOSE = "other_purpose"
    NOBODY_NAMED = "nobody_named"
    NOT_THE_PARENT = "not_the_parent"
    NO_WAY = "no_way"  # the parent has not agreed to be written to in this way
    ONLY_THE_PARENT = "only_the_parent"  # a note of the case: nobody else's to read
    NO_FIELDS = "no_fields"


@dataclass(frozen=True)
class Override:
    """A safeguarding disclosure without permission: made by a person, the lead or the manager (C-90)."""

    by: str
    reason: str
    necessity: str


@dataclass(frozen=True)
class Allowed:
    """What may go out, and by which permission (its event's number); None if by an override."""

    recipient: str
    purpose: str
    fields: Tuple[str, ...]
    grant: Optional[int]


# The parent themself: the recipient of their own notes and letters.
TO_PARENT = "parent"
# What may be picked beside the answers of the case: an officer's own words, and each note by its id.
WRITTEN, NOTE = "written", "note:"


def decide(
    live: Iterable[Grant],
    recipient: str,
    purpose: str,
    fields: Iterable[str],
    *,
    is_verified: bool = False,
    way: str = "",
    override: Optional[Override] = None,
) -> Union[Allowed, Refusal]:
    """Whether `fields` of a case may go to `recipient` for `purpose` (the id of a permission's wording).

    To the parent themself only after an officer made sure who they are, and by a `way` (the id of its permission) only
    while they agree to it; an officer's own words may go by a way they agreed to before that, for they gave us the
    address. To anybody else only with a live permission that names them for this very purpose, or by an override; what
    officers noted of the case goes to nobody but the parent.
    """
    wanted, live = tuple(fields), tuple(live)
    if not wanted:
        return Refusal.NO_FIELDS
    if not recipient.strip():
        return Refusal.NOBODY_NAMED
    if override:
        return Allowed(recipient, purpose, wanted, None)
    if recipient == TO_PARENT:
        return _to_parent(live, purpose, wanted, is_verified, way)
    if any(one.startswith(NOTE) for one in wanted):
        return Refusal.ONLY_THE_PARENT
    grant = grant_for(live, purpose, recipient) if is_about_others(purpose) else None
    if grant:
        return Allowed(recipient, purpose, wanted, grant.seq)
    knows = any(grant_for(live, one.purpose, recipient) for one in live if is_about_others(one.purpose))
    return Refusal.OTHER_PURPOSE if knows else Refusal.NO_PERMISSION


def _to_parent(
    live: Iterable[Grant], purpose: str, wanted: Tuple[str, ...], is_verified: bool, way: str
) -> Union[Allowed, Refusal]:
    agreed = grant_for(live, way, "") if way else None
    if way and agreed is None:
        return Refusal.NO_WAY
    if not is_verified and not (agreed and set(wanted) == {WRITTEN}):
        return Refusal.NOT_THE_PARENT
    return Allowed(TO_PARENT, purpose, wanted, agreed.seq if agreed else None)
