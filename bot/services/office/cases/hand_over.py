"""Gives a case to another officer, or all of one officer's cases at once when they are away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.access import Ability, may
from bot.records import audit
from bot.records.accounts import officers
from bot.records.audit_words import AuditAction
from bot.records.case_keys import open_keys
from bot.records.cases import Case
from bot.records.queue import items_of, next_version
from bot.services.office.cases.opening import own_case, subject_of
from bot.services.office.queue.claim import is_hidden, require_taker
from bot.services.office.working import Acting, Desk, NotHere, NotNow


@dataclass(frozen=True)
class Load:
    """An officer and how many open cases they have."""

    id: UUID
    name: str
    cases: int
    is_active: bool


def hand_over(desk: Desk, acting: Acting, id_: str, epoch: int, to: UUID, now: datetime) -> None:
    """Gives one's own case, seen at `epoch`, to the officer `to`; what the old officer was writing stays theirs to find.

    Raises NotHere, NotNow("nobody_there") for who can take none or must not see it, NotNow("changed") if it changed hands.
    """
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        if case.epoch != epoch:
            raise NotNow("changed")
        require_taker(session, to, case)
        _move(session, acting, case, to, now)


def move_caseload(desk: Desk, acting: Acting, from_: UUID, to: UUID, now: datetime) -> tuple[int, int]:
    """Gives every open case of `from_` to `to`; how many moved, and how many could not, because they are kept from `to`.

    Raises NotHere for who may not hand out cases (C-79), NotNow("nobody_there"), NotNow("empty") for the same officer twice.
    """
    if not acting.may(Ability.REASSIGN):
        raise NotHere
    if from_ == to:
        raise NotNow("empty")
    with desk.sessions.begin() as session:
        require_taker(session, to, None)
        found = session.scalars(select(Case).where(Case.owner == from_, Case.closed_at.is_(None))).all()
        open_keys(session, [case.id for case in found])
        movable = [case for case in found if not is_hidden(case, to)]
        for case in movable:
            _move(session, acting, case, to, now)
        return len(movable), len(found) - len(movable)


def caseloads(desk: Desk, acting: Acting) -> list[Load]:
    """How many open cases each officer has, by name. Raises NotHere for who may not hand out cases."""
    if not acting.may(Ability.REASSIGN):
        raise NotHere
    with desk.sessions() as session:
        owners = session.scalars(select(Case.owner).where(Case.closed_at.is_(None))).all()
        found = [Load(one.id, one.display_name, owners.count(one.id), one.active) for one in officers(session)]
        return sorted((one for one in found if one.is_active or one.cases), key=lambda one: one.name)


def who_can_take(desk: Desk, but: UUID) -> list[tuple[UUID, str]]:
    """The id and name of every officer who can be given a case, without `but`, by name."""
    with desk.sessions() as session:
        able = [one for one in officers(session) if one.active and one.id != but and may(one.role, Ability.OPEN_CASE)]
        return sorted(((one.id, one.display_name) for one in able), key=lambda pair: pair[1])


def _move(session: Session, acting: Acting, case: Case, to: UUID, now: datetime) -> None:
    case.owner, case.epoch = to, case.epoch + 1
    for item in items_of(session, case.id):
        item.owner, item.epoch, item.version = to, item.epoch + 1, next_version(session)
        session.flush()
    audit.note(session, AuditAction.CASE_TRANSFERRED, acting.id, subject_of(session, case), now)
