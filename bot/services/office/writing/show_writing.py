"""What an officer sees while writing a letter in a case: who it may go to and how, what may be told, what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.casework.office.ledger import Grant, grant_for, is_about_others
from bot.casework.office.letters import BY_POST
from bot.records import audit
from bot.records.accounts import officers
from bot.records.audit_words import AuditAction
from bot.records.cases import notes_of
from bot.records.letters import letters_of
from bot.services.office.cases.opening import live_grants, own_case, subject_of
from bot.services.office.sms.told import TextLine, texts_of_case
from bot.services.office.working import Acting, Desk
from bot.services.office.writing.identity import Identity, identity_in
from bot.services.office.writing.writing import Writing, kept_in

WAYS = ("may_email", "may_text", BY_POST)


@dataclass(frozen=True)
class Noted:
    """A note of the case, as it may be picked for a letter to the parent."""

    id: str
    at: datetime
    kind: str
    text: str


@dataclass(frozen=True)
class Sent:
    """A letter that left: when, by whom, how, to whom; of a text from the outbox, what became of it."""

    id: str
    at: datetime
    by: str
    medium: str
    recipient: str
    has_reason: bool
    text: TextLine | None


@dataclass(frozen=True)
class WritingView:
    """Names are plain here: never log it. `ways` are the permissions by which the parent may be written to now."""

    case_id: str
    reference: str
    is_closed: bool
    identity: Identity
    answers: dict[str, Any]
    safety: dict[str, Any]
    notes: tuple[Noted, ...]
    others: tuple[Grant, ...]
    ways: frozenset[str]
    sent: tuple[Sent, ...]
    writing: Writing


def show_writing(desk: Desk, acting: Acting, case_id: str, now: datetime) -> WritingView:
    """All of it, for the officer whose case it is; noted as a look at the case. Raises NotHere."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, case_id, now)
        audit.note(session, AuditAction.CASE_VIEWED, acting.id, subject_of(session, case), now)
        live = live_grants(session, case, now)
        names = {officer.id: officer.display_name for officer in officers(session)}
        texts = texts_of_case(session, case)
        return WritingView(
            case.id,
            case.reference,
            case.closed_at is not None,
            identity_in(case),
            case.answers,
            case.safety,
            tuple(Noted(one.id, one.at, one.kind, one.text) for one in notes_of(session, case.id)),
            tuple(one for one in live if is_about_others(one.purpose)),
            frozenset(way for way in WAYS if grant_for(live, way, "")),
            tuple(
                Sent(
                    one.id,
                    one.at,
                    names.get(one.by, ""),
                    one.medium,
                    one.recipient,
                    bool(one.reason),
                    texts.get(one.id),
                )
                for one in letters_of(session, case.id)
            ),
            kept_in(session, case, acting),
        )
