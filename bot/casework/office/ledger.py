"""The permissions of a case over time: events are added and never changed; what is live follows from them (C-43, C-55)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Dict, Iterable, Optional, Tuple

from bot.casework.calendar import add_months

# Whom we may talk to is asked again after so long (C-48).
THIRD_PARTY_MONTHS = 6
PARTY = "party_"


class Change(str, Enum):
    """What happened to a permission."""

    GIVEN = "given"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class PermissionEvent:
    """One event. `purpose` is the id of the wording that asks for it, `recipient` whom it names ("" if nobody), `at` UTC."""

    seq: int
    purpose: str
    recipient: str
    change: Change
    at: datetime


@dataclass(frozen=True)
class Grant:
    """A permission that is live: since which event, and the last day it holds (None: until the case closes)."""

    purpose: str
    recipient: str
    seq: int
    until: Optional[date]


def is_about_others(purpose: str) -> bool:
    """Whether the permission is about somebody outside the service."""
    return purpose.startswith(PARTY)


def grants(events: Iterable[PermissionEvent], today: date, *, is_open: bool) -> Tuple[Grant, ...]:
    """What is permitted on `today` (Europe/London): the last event of each purpose and recipient decides.

    Nothing is permitted in a case that is closed. A permission about somebody outside ends six months after it was
    given or resumed (C-48).
    """
    last: Dict[Tuple[str, str], PermissionEvent] = {}
    for event in sorted(events, key=lambda one: one.seq):
        last[event.purpose, _plain(event.recipient)] = event
    live = [event for event in last.values() if event.change in (Change.GIVEN, Change.RESUMED)]
    found = [Grant(one.purpose, one.recipient, one.seq, _until(one)) for one in live]
    return tuple(one for one in found if is_open and (one.until is None or today <= one.until))


def grant_for(live: Iterable[Grant], purpose: str, recipient: str) -> Optional[Grant]:
    """The live permission for this purpose and exactly this recipient, however it is capitalised; None if there is none."""
    wanted = (purpose, _plain(recipient))
    return next((one for one in live if (one.purpose, _plain(one.recipient)) == wanted), None)


def _until(event: PermissionEvent) -> Optional[date]:
    return add_months(event.at.date(), THIRD_PARTY_MONTHS) if is_about_others(event.purpose) else None


def _plain(recipient: str) -> str:
    return " ".join(recipient.casefold().split())
