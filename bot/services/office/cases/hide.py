"""Keeps a file from an officer who knows the family, or of whom the parent said so: for them it is not there (C-72, C-76)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bot.casework.access import Ability
from bot.records import audit
from bot.records.accounts import Officer, officers
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.cases import Case, case_of
from bot.records.queue import items_of, next_version
from bot.services.office.cases.opening import own_case, subject_of
from bot.services.office.working import Acting, Desk, NotHere, NotNow


def hide_from(desk: Desk, acting: Acting, id_: str, officer: UUID, now: datetime) -> None:
    """Keeps one's own case from `officer`; who keeps it from themself gives it back to all.

    Raises NotHere, NotNow("nobody_there") for an officer who is none.
    """
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        if session.get(Officer, officer) is None:
            raise NotNow("nobody_there")
        hidden = (case.hidden_from or "").split()
        if str(officer) in hidden:
            return
        case.hidden_from = " ".join([*hidden, str(officer)])
        if case.owner == officer:
            case.owner, case.epoch = None, case.epoch + 1
            for item in items_of(session, case.id):
                item.owner, item.epoch, item.version = None, item.epoch + 1, next_version(session)
                session.flush()
        audit.note(
            session,
            AuditAction.FILE_HIDDEN,
            acting.id,
            subject_of(session, case),
            now,
            AuditDetail.CONFLICT_OF_INTEREST,
        )


def show_again(desk: Desk, acting: Acting, id_: str, officer: UUID, now: datetime) -> None:
    """Lets `officer` see it again: only who hands out cases decides that, and never for themself.

    Raises NotHere for any other, and for a case that is kept from whoever acts.
    """
    if not acting.may(Ability.REASSIGN) or acting.id == officer:
        raise NotHere
    with desk.sessions.begin() as session:
        case = case_of(session, id_)
        if case is None or str(acting.id) in (case.hidden_from or "").split():
            raise NotHere
        left = [one for one in (case.hidden_from or "").split() if one != str(officer)]
        case.hidden_from = " ".join(left) or None
        audit.note(session, AuditAction.FILE_HIDDEN, acting.id, subject_of(session, case), now, AuditDetail.SHOWN_AGAIN)


def hidden_from(desk: Desk, case: str) -> list[tuple[UUID, str]]:
    """Whom a case is kept from, by name; for the page of an officer who may see it."""
    with desk.sessions() as session:
        found: Case | None = case_of(session, case)
        hidden = (found.hidden_from or "").split() if found else []
        return sorted(
            ((one.id, one.display_name) for one in officers(session) if str(one.id) in hidden), key=lambda pair: pair[1]
        )
