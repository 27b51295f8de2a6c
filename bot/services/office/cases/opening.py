"""The case that an officer works on: theirs, or another's with a reason that is noted (C-76, C-79)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.casework.access import Ability
from bot.casework.office.due import LONDON
from bot.casework.office.ledger import Grant, grants
from bot.records import audit
from bot.records.audit_words import AuditAction
from bot.records.case_keys import case_vault
from bot.records.cases import Case, case_of, permissions_of
from bot.records.vault import Opaque
from bot.services.office.queue.claim import is_hidden
from bot.services.office.working import Acting, NotHere


def own_case(
    session: Session, acting: Acting, id_: str, now: datetime, *, reason: str = "", by: Ability = Ability.OPEN_ANY_CASE
) -> Case:
    """The case, which must be this officer's; or any for whoever may do `by`, with a `reason`.

    Raises NotHere for what is not there, is somebody else's or is hidden from this officer: nobody can tell which.
    """
    case = case_of(session, id_)
    if case is None or is_hidden(case, acting.id):
        raise NotHere
    if case.owner != acting.id:
        if not acting.may(by) or not reason.strip():
            raise NotHere
        audit.note(session, AuditAction.LOOKUP, acting.id, subject_of(session, case), now)
    return case


def seen_case(session: Session, acting: Acting, id_: str) -> Case:
    """The case for what stands beside it on its page, which notes the looking. Raises NotHere as `own_case`."""
    case = case_of(session, id_)
    if case is None or is_hidden(case, acting.id):
        raise NotHere
    if case.owner != acting.id and not acting.may(Ability.OPEN_ANY_CASE):
        raise NotHere
    return case


def subject_of(session: Session, case: Case) -> Opaque:
    """What stands for the case in the audit."""
    return case_vault(session, case.id).opaque_id(case.id)


def live_grants(session: Session, case: Case, now: datetime) -> tuple[Grant, ...]:
    """What is permitted in the case at `now` (UTC)."""
    rows = permissions_of(session, case.id)
    return grants((row.event for row in rows), now.astimezone(LONDON).date(), is_open=case.closed_at is None)
