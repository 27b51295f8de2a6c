"""Gives a case to another officer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.casework.access import Ability, may
from bot.records import audit
from bot.records.accounts import Officer, officers
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.cases import Case
from bot.records.queue import items_of, next_version
from bot.services.office.cases.opening import own_case, subject_of
from bot.services.office.queue.claim import require_taker
from bot.services.office.working import Acting, Desk, NotNow


def hand_over(desk: Desk, acting: Acting, id_: str, epoch: int, to: UUID, now: datetime) -> None:
    """Gives one's own case, seen at `epoch`, to the officer `to`; what the old officer was writing stays theirs to find.

    Raises NotHere, NotNow("nobody_there") for who can take none or must not see it, NotNow("changed") if it changed hands.
    """
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        if case.epoch != epoch:
            raise NotNow("changed")
        require_taker(session, to, case)
        move(session, acting, case, to, now, None)


def who_can_take(desk: Desk, but: UUID) -> list[tuple[UUID, str]]:
    """The id and name of every officer who can be given a case, without `but`, by name."""
    with desk.sessions() as session:
        able = [one for one in officers(session) if one.id != but and can_take(one)]
        return sorted(((one.id, one.display_name) for one in able), key=lambda pair: pair[1])


def can_take(officer: Officer) -> bool:
    """Whether an officer can be given cases at all."""
    return officer.active and may(officer.role, Ability.OPEN_CASE)


def move(session: Session, acting: Acting, case: Case, to: UUID, now: datetime, why: AuditDetail | None) -> None:
    """Gives `case` with all that waits of it to `to`; who may, is asked by whoever calls."""
    case.owner, case.epoch = to, case.epoch + 1
    for item in items_of(session, case.id):
        item.owner, item.epoch, item.version = to, item.epoch + 1, next_version(session)
        session.flush()
    audit.note(session, AuditAction.CASE_TRANSFERRED, acting.id, subject_of(session, case), now, why)
