"""Takes something out of the queue, gives it back, or to somebody else: whoever is second is told who was first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.casework.access import Ability, may
from bot.records import audit
from bot.records.accounts import Officer, officers
from bot.records.audit_words import AuditAction
from bot.records.case_keys import case_vault
from bot.records.cases import Case, case_of
from bot.records.queue import QueueItem, item, take
from bot.services.office.working import Acting, Desk, NotHere, NotNow


def claim(desk: Desk, acting: Acting, id_: str, epoch: int, now: datetime) -> None:
    """Gives the item to whoever acts, if nobody changed that since `epoch`.

    Raises NotHere for an item that is none or is hidden from this officer, NotNow("taken", who) for one that another has.
    """
    with desk.sessions.begin() as session:
        found = _found(session, acting, id_)
        if found.owner not in (None, acting.id):
            raise NotNow("taken", _name(session, found.owner))
        _give(session, acting, found, epoch, acting.id, AuditAction.CASE_CLAIMED, now)


def release(desk: Desk, acting: Acting, id_: str, epoch: int, now: datetime) -> None:
    """Gives the item back to all. Raises as `claim`, and NotNow("not_yours") for what another has."""
    with desk.sessions.begin() as session:
        found = _found(session, acting, id_)
        if found.owner != acting.id:
            raise NotNow("not_yours", _name(session, found.owner))
        _give(session, acting, found, epoch, None, AuditAction.CASE_RELEASED, now)


def transfer(desk: Desk, acting: Acting, id_: str, epoch: int, to: UUID, now: datetime) -> None:
    """Gives the item to the officer `to`: one's own, or anybody's for who may reassign.

    Raises as `release`, and NotNow("nobody_there") for an officer who can take none, or from whom the file is kept.
    """
    with desk.sessions.begin() as session:
        found = _found(session, acting, id_)
        if found.owner != acting.id and not acting.may(Ability.REASSIGN):
            raise NotNow("not_yours", _name(session, found.owner))
        require_taker(session, to, case_of(session, found.case_id) if found.case_id else None)
        _give(session, acting, found, epoch, to, AuditAction.CASE_TRANSFERRED, now)


def who_can_take(desk: Desk, acting: Acting, id_: str) -> list[tuple[UUID, str]]:
    """The id and name of every officer to whom the item can be given, by name, without who has it. Raises NotHere."""
    with desk.sessions() as session:
        found = _found(session, acting, id_)
        case = case_of(session, found.case_id) if found.case_id else None
        return sorted(
            (
                (one.id, one.display_name)
                for one in officers(session)
                if one.id != found.owner
                and one.active
                and may(one.role, Ability.OPEN_CASE)
                and not (case and is_hidden(case, one.id))
            ),
            key=lambda pair: pair[1],
        )


def take_over(desk: Desk, acting: Acting, id_: str, epoch: int, now: datetime) -> None:
    """Takes the item from the officer who has it, openly: it is noted, and the page says so to both."""
    with desk.sessions.begin() as session:
        found = _found(session, acting, id_)
        _give(session, acting, found, epoch, acting.id, AuditAction.CASE_TRANSFERRED, now)


def is_hidden(case: Case, officer: UUID) -> bool:
    """Whether the file is kept from this officer (conflict of interest, C-72)."""
    return str(officer) in (case.hidden_from or "").split()


def require_taker(session: Session, to: UUID, case: Case | None) -> None:
    """Raises NotNow("nobody_there") unless `to` is an active officer whose role opens cases and who may see this one."""
    officer = session.get(Officer, to)
    if officer is None or not officer.active or not may(officer.role, Ability.OPEN_CASE):
        raise NotNow("nobody_there")
    if case and is_hidden(case, to):
        raise NotNow("nobody_there")


def _found(session: Session, acting: Acting, id_: str) -> QueueItem:
    found = item(session, id_)
    case = case_of(session, found.case_id) if found and found.case_id else None
    if found is None or found.done_at or not acting.may(Ability.SEE_QUEUE) or (case and is_hidden(case, acting.id)):
        raise NotHere
    return found


def _give(
    session: Session,
    acting: Acting,
    found: QueueItem,
    epoch: int,
    owner: UUID | None,
    action: AuditAction,
    now: datetime,
) -> None:
    if not take(session, found.id, epoch, owner):
        session.refresh(found)
        raise NotNow("taken" if found.owner else "changed", _name(session, found.owner))
    holder = found.case_id or found.request_id
    case = case_of(session, found.case_id) if found.case_id else None
    if case:
        case.owner, case.epoch = owner, case.epoch + 1
    subject = case_vault(session, holder).opaque_id(holder) if holder else None
    audit.note(session, action, acting.id, subject, now)


def _name(session: Session, officer: UUID | None) -> str:
    found = session.get(Officer, officer) if officer else None
    return found.display_name if found else ""
