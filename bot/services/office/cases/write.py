"""Writes in a case: a note, a task, a contact, who somebody is; closes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.casework.office.gate import Allowed, decide
from bot.records import audit
from bot.records.audit_words import AuditAction
from bot.records.cases import CaseNote, CaseTask, ContactEntry, Incident, draft_of
from bot.records.queue import items_of, next_version
from bot.services.office.cases.opening import live_grants, own_case, subject_of
from bot.services.office.working import Acting, Desk, NotNow

FACT, OPINION = "fact", "opinion"
OUTGOING, RECEIVED = "we contacted", "contacted us"
# UK GDPR, Article 33: from when we know of it.
REPORT_WITHIN = timedelta(hours=72)


def write_note(desk: Desk, acting: Acting, id_: str, kind: str, text: str, now: datetime) -> None:
    """Adds a note, as a fact or an opinion (C-116). Raises NotHere, NotNow("empty")."""
    if not text.strip() or kind not in (FACT, OPINION):
        raise NotNow("empty")
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        draft = draft_of(session, case.id, acting.id)
        if draft:
            session.delete(draft)
        session.add(CaseNote(case_id=case.id, at=now, by=acting.id, kind=kind, text=text.strip()))
        audit.note(session, AuditAction.NOTE_WRITTEN, acting.id, subject_of(session, case), now)


def add_task(desk: Desk, acting: Acting, id_: str, due_on: date, text: str, now: datetime) -> None:
    """Adds something to do by a day (Europe/London). Raises NotHere, NotNow("empty")."""
    if not text.strip():
        raise NotNow("empty")
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        session.add(CaseTask(case_id=case.id, due_on=due_on, text=text.strip()))


def finish_task(desk: Desk, acting: Acting, id_: str, task: str, now: datetime) -> None:
    """Marks a task as done. Raises NotHere, NotNow("no_such_task")."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        found = session.get(CaseTask, task)
        if found is None or found.case_id != case.id:
            raise NotNow("no_such_task")
        found.done_at = found.done_at or now


def log_contact(
    desk: Desk,
    acting: Acting,
    id_: str,
    way: str,
    direction: str,
    with_whom: str,
    purpose: str,
    text: str,
    now: datetime,
) -> bool:
    """Logs a contact that has happened, and returns whether it became an incident.

    What was received from somebody is logged and confirms nothing. What we began with somebody outside needs a permission
    for that person and purpose; without one it can still be logged, and the lead and the data protection officer have 72
    hours. The parent themself is "parent".
    """
    if not with_whom.strip() or not text.strip():
        raise NotNow("empty")
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        session.add(
            ContactEntry(
                case_id=case.id, at=now, by=acting.id, way=f"{way}, {direction}"[:20], with_whom=with_whom, text=text
            )
        )
        if direction == RECEIVED or with_whom == "parent":
            return False
        allowed = decide(live_grants(session, case, now), with_whom, purpose, ["spoken"])
        if isinstance(allowed, Allowed):
            return False
        session.add(
            Incident(case_id=case.id, at=now, by=acting.id, report_by=now + REPORT_WITHIN, settled_at=None, text=text)
        )
        audit.note(session, AuditAction.INCIDENT, acting.id, subject_of(session, case), now)
        return True


def verify_person(desk: Desk, acting: Acting, id_: str, said: str, *, called_back: bool, now: datetime) -> bool:
    """Whether the person is proved: by the safe word they gave, or because the officer rang the number on file (C-111)."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        word = " ".join(str(case.safety.get("safe_word") or "").casefold().split())
        is_word = bool(word) and word == " ".join(said.casefold().split())
        if is_word or called_back:
            case.verified_at = now
            return True
        return False


def close_case(desk: Desk, acting: Acting, id_: str, now: datetime) -> None:
    """Closes the case: from now on nothing in it is permitted, and its years begin to count (C-48, C-100)."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        if case.closed_at:
            return
        case.closed_at = now
        for one in items_of(session, case.id):
            one.done_at, one.version = now, next_version(session)
            session.flush()
        audit.note(session, AuditAction.CASE_CLOSED, acting.id, subject_of(session, case), now)
