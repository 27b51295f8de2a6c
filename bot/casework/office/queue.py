"""What waits for an officer, and what comes first (handoff.md, channels.md E1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional, Tuple


class Waiting(str, Enum):
    """What may wait. The order here is the order of the queue."""

    SAFEGUARDING = "safeguarding"
    UNMATCHED_WITHDRAWAL = "unmatched_withdrawal"
    LIVE = "live"
    WITHDRAW = "withdraw"
    CALL_ME = "call_me"
    REFERRAL = "referral"
    NOTES = "notes"
    DELETION = "deletion"
    CORRECTION = "correction"
    SHARING = "sharing"
    STATUS = "status"
    UNREADABLE = "unreadable"


# These come before all others, whatever is due when; among the others what is due first comes first.
_FIRST = (Waiting.SAFEGUARDING, Waiting.UNMATCHED_WITHDRAWAL, Waiting.LIVE)
WARN_AT = 0.75


@dataclass(frozen=True)
class Place:
    """Where something stands in the queue: its kind, since when it waits and by when it is due (UTC)."""

    kind: Waiting
    since: datetime
    due: Optional[datetime]


def order(place: Place) -> Tuple[int, float, float]:
    """What to sort by: safeguarding, withdrawals that fit no file, live conversations; then by the time that is left."""
    rank = _FIRST.index(place.kind) if place.kind in _FIRST else len(_FIRST)
    due = place.due.timestamp() if place.due else float("inf")
    return rank, due, place.since.timestamp()


class Urgency(str, Enum):
    """How much of the time is gone."""

    FINE = "fine"
    SOON = "soon"
    LATE = "late"


def urgency(place: Place, now: datetime) -> Urgency:
    """LATE once it is due, SOON when three quarters of the time are gone (channels.md E1)."""
    if place.due is None:
        return Urgency.FINE
    if now >= place.due:
        return Urgency.LATE
    gone = (now - place.since) / (place.due - place.since) if place.due > place.since else 1.0
    return Urgency.SOON if gone >= WARN_AT else Urgency.FINE
