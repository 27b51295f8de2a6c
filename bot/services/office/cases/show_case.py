"""Everything an officer sees of a case. Each time it is looked at is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.casework.office.ledger import Change, Grant
from bot.records import audit
from bot.records.accounts import officers
from bot.records.audit_words import AuditAction
from bot.records.cases import contacts_of, disclosures_of, draft_of, notes_of, permissions_of, tasks_of
from bot.records.queue import items_of
from bot.services.office.cases.opening import live_grants, own_case, subject_of
from bot.services.office.sms.told import TextLine, about_case, note_seen, texts_of_case
from bot.services.office.working import Acting, Desk


@dataclass(frozen=True)
class PermissionLine:
    """One event of the permissions: what for, about whom, what happened, when, how, and the words and the answer."""

    seq: int
    purpose: str
    recipient: str
    change: Change
    at: datetime
    how: str
    words: str
    reply: str
    is_live: bool
    until: date | None


@dataclass(frozen=True)
class Written:
    """A note, contact or task with its author's name."""

    at: datetime
    by: str
    kind: str
    text: str
    id: str = ""


@dataclass(frozen=True)
class CaseView:
    """A case as its page shows it. Names are plain here: never log it."""

    id: str
    reference: str
    opened_at: datetime
    closed_at: datetime | None
    is_verified: bool
    answers: dict[str, Any]
    safety: dict[str, Any]
    conversation: list[Any]
    permissions: tuple[PermissionLine, ...]
    live: tuple[Grant, ...]
    notes: tuple[Written, ...]
    contacts: tuple[Written, ...]
    tasks: tuple[Written, ...]
    disclosures: tuple[Written, ...]
    texts: tuple[TextLine, ...]
    draft: str
    queue_item: str
    epoch: int
    case_epoch: int


def show_case(desk: Desk, acting: Acting, id_: str, now: datetime, *, reason: str = "") -> CaseView:
    """The case, for the officer it belongs to. Raises NotHere (see `own_case`)."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now, reason=reason)
        audit.note(session, AuditAction.CASE_VIEWED, acting.id, subject_of(session, case), now)
        live = live_grants(session, case, now)
        until = {one.seq: one.until for one in live}
        names = {officer.id: officer.display_name for officer in officers(session)}
        lines = tuple(
            PermissionLine(
                row.seq,
                row.purpose,
                row.recipient,
                row.change,
                row.at,
                row.how,
                row.evidence.get("words", ""),
                row.evidence.get("reply", ""),
                row.seq in until,
                until.get(row.seq),
            )
            for row in permissions_of(session, case.id)
        )
        texts = tuple(texts_of_case(session, case).values())
        if case.owner == acting.id:
            note_seen(session, about_case(case.id), now)
        queued, draft = items_of(session, case.id), draft_of(session, case.id, acting.id)
        return CaseView(
            case.id,
            case.reference,
            case.opened_at,
            case.closed_at,
            case.verified_at is not None,
            case.answers,
            case.safety,
            case.conversation,
            lines,
            live,
            tuple(Written(one.at, names.get(one.by, ""), one.kind, one.text) for one in notes_of(session, case.id)),
            tuple(
                Written(one.at, names.get(one.by, ""), one.way, f"{one.with_whom}: {one.text}")
                for one in contacts_of(session, case.id)
            ),
            tuple(
                Written(
                    datetime.combine(one.due_on, datetime.min.time(), case.opened_at.tzinfo),
                    "",
                    "done" if one.done_at else "open",
                    one.text,
                    one.id,
                )
                for one in tasks_of(session, case.id)
            ),
            tuple(
                Written(one.at, names.get(one.by, ""), one.outcome, f"{one.recipient}: {', '.join(one.fields)}")
                for one in disclosures_of(session, case.id)
            ),
            texts,
            draft.text if draft else "",
            queued[0].id if queued else "",
            queued[0].epoch if queued else case.epoch,
            case.epoch,
        )
