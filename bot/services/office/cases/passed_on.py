"""Tells an officer who worked on a case that it is with somebody else now, and gives back what they were writing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.records.accounts import Officer
from bot.records.audit import entries_about
from bot.records.audit_words import AuditAction
from bot.records.cases import case_of, draft_of
from bot.records.sealing import VaultClosed
from bot.services.office.cases.opening import subject_of
from bot.services.office.queue.claim import is_hidden
from bot.services.office.working import Acting, Desk


@dataclass(frozen=True)
class PassedOn:
    """Who has the case now, "" for nobody, and the draft of the officer who had it."""

    to: str
    draft: str


def passed_on(desk: Desk, acting: Acting, id_: str) -> PassedOn | None:
    """Where a case went that this officer had opened before; None for any other, there or not (C-76).

    That they had it stands in the audit, so nobody learns here of a case they never saw, nor of one that is kept from them
    since. They learn who has it, nothing more of it.
    """
    with desk.sessions() as session:
        case = case_of(session, id_)
        if case is None or is_hidden(case, acting.id) or case.owner == acting.id:
            return None
        try:
            known = entries_about(session, subject_of(session, case))
            draft = draft_of(session, case.id, acting.id)
            text = draft.text if draft else ""
        except VaultClosed:
            return None
        if not any(one.action == AuditAction.CASE_VIEWED and one.actor == acting.id.hex for one in known):
            return None
        officer = session.get(Officer, case.owner) if case.owner else None
        return PassedOn(officer.display_name if officer else "", text)
