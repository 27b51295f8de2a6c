"""How many cases each officer has; some or all of one officer's go to another at once, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.access import Ability
from bot.records.accounts import officers
from bot.records.audit_words import AuditDetail
from bot.records.case_keys import open_keys
from bot.records.cases import Case
from bot.services.office.cases.hand_over import can_take, move
from bot.services.office.queue.claim import is_hidden, require_taker
from bot.services.office.working import Acting, Desk, NotHere, NotNow

# Why cases are moved, as the page says it, and what the audit keeps of it.
REASONS = {
    "Somebody is away": AuditDetail.AWAY,
    "Somebody is leaving": AuditDetail.LEAVING,
    "Somebody has too many cases": AuditDetail.TOO_MANY_CASES,
    "Somebody knows the family": AuditDetail.CONFLICT_OF_INTEREST,
}


@dataclass(frozen=True)
class Load:
    """An officer and how many open cases they have; `can_take` if they can be given more."""

    id: UUID
    name: str
    cases: int
    can_take: bool


@dataclass(frozen=True)
class Movable:
    """An open case as who hands out cases sees it: nothing of the family. `kept_from` are names of officers."""

    id: str
    reference: str
    epoch: int
    opened_at: datetime
    kept_from: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """How many cases moved; the references of those kept from the new officer; how many changed hands or closed meanwhile."""

    number: int
    kept: tuple[str, ...]
    changed: int


def move_cases(
    desk: Desk, acting: Acting, from_: UUID, to: UUID, chosen: Mapping[str, int] | None, reason: str, now: datetime
) -> Moved:
    """Gives the `chosen` open cases of `from_`, each with the epoch it was seen at, to `to` in one step; None for all.

    With None those kept from whoever acts move too, so that no family is left behind, and are neither counted nor named:
    chosen, they are as if they were not there (C-76). Raises NotHere for who may not hand out cases (C-79),
    NotNow("nobody_there"), NotNow("empty") without a case, one of REASONS or a second officer.
    """
    _require_lead(acting)
    if from_ == to or reason not in REASONS or (chosen is not None and not chosen):
        raise NotNow("empty")
    with desk.sessions.begin() as session:
        require_taker(session, to, None)
        known = _known(session, acting, from_)
        found = [case for case in known if chosen and chosen.get(case.id) == case.epoch]
        if chosen is None:
            found = _open_of(session, from_)
        open_keys(session, [case.id for case in found])
        moving = [case for case in found if not is_hidden(case, to)]
        for case in moving:
            move(session, acting, case, to, now, REASONS[reason])
        kept = tuple(case.reference for case in found if case in known and case not in moving)
        return Moved(sum(case in known for case in moving), kept, len(chosen) - len(found) if chosen else 0)


def caseloads(desk: Desk, acting: Acting) -> list[Load]:
    """How many open cases each officer has, by name, without those kept from whoever acts. Raises NotHere as `move_cases`."""
    _require_lead(acting)
    with desk.sessions() as session:
        open_cases = session.scalars(select(Case).where(Case.owner.is_not(None), Case.closed_at.is_(None)))
        owners = Counter(case.owner for case in open_cases if not is_hidden(case, acting.id))
        found = [Load(one.id, one.display_name, owners[one.id], can_take(one)) for one in officers(session)]
        return sorted((one for one in found if one.can_take or one.cases), key=lambda one: one.name)


def caseload_of(desk: Desk, acting: Acting, officer: UUID) -> tuple[str, list[Movable]]:
    """The officer's name and open cases, the oldest first, without those kept from whoever acts. Raises NotHere."""
    _require_lead(acting)
    with desk.sessions() as session:
        names = {one.id: one.display_name for one in officers(session)}
        if officer not in names:
            raise NotHere
        found = _known(session, acting, officer)
        open_keys(session, [case.id for case in found])
        return names[officer], [
            Movable(case.id, case.reference, case.epoch, case.opened_at, _kept_from(case, names)) for case in found
        ]


def _require_lead(acting: Acting) -> None:
    if not acting.may(Ability.REASSIGN):
        raise NotHere


def _open_of(session: Session, officer: UUID) -> list[Case]:
    found = select(Case).where(Case.owner == officer, Case.closed_at.is_(None))
    return list(session.scalars(found.order_by(Case.opened_at, Case.id)))


def _known(session: Session, acting: Acting, officer: UUID) -> list[Case]:
    return [case for case in _open_of(session, officer) if not is_hidden(case, acting.id)]


def _kept_from(case: Case, names: Mapping[UUID, str]) -> tuple[str, ...]:
    return tuple(sorted(names[UUID(one)] for one in (case.hidden_from or "").split() if UUID(one) in names))
