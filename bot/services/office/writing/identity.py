"""Whether the person at the other end is proved: shown wherever an officer talks or writes (C-111)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.records.cases import Case
from bot.services.office.cases.opening import own_case
from bot.services.office.working import Acting, Desk


@dataclass(frozen=True)
class Identity:
    """Whether the safe word or a call back to the number on file succeeded, and when (UTC); what there is to try it with."""

    case_id: str
    is_verified: bool
    verified_at: datetime | None
    has_safe_word: bool
    has_number: bool

    @property
    def may_insert(self) -> bool:
        """Whether words of the case may be put into what is written to this person: not before they are proved."""
        return self.is_verified


def identity_of(desk: Desk, acting: Acting, case_id: str, now: datetime, *, since: datetime | None = None) -> Identity:
    """Who is at the other end of what this officer writes in a case of theirs. Raises NotHere.

    With `since` (UTC), the moment a live conversation began, only a proof after it counts: who was proved on the telephone
    last month need not be who holds the phone now.
    """
    with desk.sessions.begin() as session:
        return identity_in(own_case(session, acting, case_id, now), since=since)


def identity_in(case: Case, *, since: datetime | None = None) -> Identity:
    """The same, of a case that is open already."""
    at = case.verified_at
    is_verified = at is not None and (since is None or at >= since)
    return Identity(
        case.id,
        is_verified,
        at if is_verified else None,
        bool(str(case.safety.get("safe_word") or "").strip()),
        bool(str(case.answers.get("phone") or "").strip()),
    )
