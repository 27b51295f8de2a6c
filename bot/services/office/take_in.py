"""Takes envelopes in: opens each, makes a case or a request of it, and erases the envelope (architecture.md 4).

A withdrawal suspends what it names in the same transaction, before any officer looks (C-46). A new referral never changes
a case that is there: whether two are of one family is an officer's to say (C-71).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.office.due import LONDON, referral_due, request_due
from bot.casework.office.ledger import Change, grants
from bot.casework.office.queue import Waiting
from bot.casework.office.suspending import suspended_by
from bot.casework.requests.kinds import Kind, Scope
from bot.intake.envelope import ALERT, Envelope, EnvelopeError, new_id, unseal
from bot.intake.keys import ALERTS, KeyProblem, opening_key
from bot.intake.tray import Tray
from bot.records import audit
from bot.records.alerts import is_taken_in
from bot.records.audit_words import AuditAction
from bot.records.case_keys import case_vault, make_case_key, office_vault, open_keys
from bot.records.cases import Case, Permission, case_from, open_cases, permissions_of
from bot.records.counts import EqualityFacts
from bot.records.queue import QueueItem, RequestRow, next_version
from bot.services.office.alerts.alert import keep_alert

REFERRALS = {"referral": Waiting.REFERRAL, "call_me": Waiting.CALL_ME}
# What a parent may need that is no matter of course; the queue says only that there is something.
NEEDS = ("access", "be_careful", "who_may_see", "never_times", "safe_word")


@dataclass
class Taken:
    """What came in, by kind; how many permissions were suspended; which envelopes could not be opened."""

    kinds: Counter[str] = field(default_factory=Counter)
    suspended: int = 0
    unreadable: list[str] = field(default_factory=list)


def take_in(tray: Tray, keys: Path, sessions: sessionmaker[Session], reply_working_days: int, now: datetime) -> Taken:
    """Takes in all that waits at `now` (UTC), each envelope in a transaction of its own.

    What was taken in before, and not erased because a process fell, is erased and nothing else. An envelope that cannot
    be opened stays where it is and stands in the queue once.
    """
    taken = Taken()
    for envelope in tray.envelopes():
        try:
            told = unseal(envelope, opening_key(keys / ALERTS if envelope.kind == ALERT else keys, envelope.key))
        except (EnvelopeError, KeyProblem):
            taken.unreadable.append(envelope.id)
            with sessions.begin() as session:
                _mark_unreadable(session, envelope, now)
            continue
        with sessions.begin() as session:
            if not _is_known(session, envelope):
                at = datetime.fromisoformat(told["at"])
                if envelope.kind == ALERT:
                    keep_alert(session, envelope.id, told["content"], at, now)
                elif envelope.kind in REFERRALS:
                    _open_case(session, envelope, told["content"], at, reply_working_days, now)
                else:
                    taken.suspended += _take_request(session, envelope, told["content"], at, reply_working_days, now)
                taken.kinds[envelope.kind] += 1
        tray.erase(envelope.id)
    return taken


def _is_known(session: Session, envelope: Envelope) -> bool:
    request = select(RequestRow.id).where(RequestRow.envelope == envelope.id)
    if envelope.kind == ALERT:
        return is_taken_in(session, envelope.id)
    return case_from(session, envelope.id) is not None or session.scalar(request) is not None


def _open_case(
    session: Session, envelope: Envelope, content: Mapping[str, Any], at: datetime, days: int, now: datetime
) -> None:
    answers, safety = dict(content["answers"]), dict(content["safety"])
    case = Case(
        envelope=envelope.id,
        opened_at=now,
        reference=content["reference"],
        answers=answers,
        safety=safety,
        conversation=list(content.get("conversation", [])),
    )
    vault = make_case_key(session, case.id, now)
    session.add(case)
    session.flush()
    for number, one in enumerate(content["permissions"], start=1):
        session.add(
            Permission(
                case_id=case.id,
                seq=number,
                purpose=one["purpose"],
                change=Change.GIVEN if one["given"] else Change.REFUSED,
                at=datetime.fromisoformat(one["at"]) if one["at"] else at,
                how=one["how"],
                wording=one["wording"],
                recipient=one["recipient"],
                evidence=dict(one),
            )
        )
    if "equality" in content:
        office_vault(session, now)
        session.add(EqualityFacts(quarter=_quarter(at), facts=content["equality"]))
    place = REFERRALS[envelope.kind]
    due = referral_due(answers.get("deadline", ""), at, days)
    needs = any((answers | safety).get(name) not in (None, "", "no") for name in NEEDS)
    _queue(session, place, at, due, content["permissions"][0]["how"], needs, case=case.id)
    audit.note(session, AuditAction.CASE_OPENED, audit.SYSTEM, vault.opaque_id(case.id), now)


def _take_request(
    session: Session, envelope: Envelope, content: Mapping[str, Any], at: datetime, days: int, now: datetime
) -> int:
    kind = Kind(content["kind"])
    request = RequestRow(envelope=envelope.id, kind=kind.value, at=at, content=dict(content))
    make_case_key(session, request.id, now)
    session.add(request)
    session.flush()
    suspended, place = 0, Waiting(kind.value)
    if kind is Kind.WITHDRAW:
        every = open_cases(session)
        open_keys(session, [case.id for case in every])
        cases = [case for case in every if is_about(case, content["answers"].get("find", ""))]
        suspended = sum(_suspend(session, case, content, now) for case in cases)
        place = Waiting.WITHDRAW if cases else Waiting.UNMATCHED_WITHDRAWAL
    how = content["permissions"][0]["how"]
    _queue(session, place, at, request_due(kind, at, days), how, False, request=request.id)
    return suspended


def is_about(case: Case, find: str) -> bool:
    """Whether what a parent wrote to find their file is about this case: its reference, or a number or address in it.

    A name alone is not enough; an officer decides. It opens nothing to anybody, it only stops.
    """
    said = find.lower()
    if case.reference and case.reference.lower() in re.sub(r"[^a-z]+", "-", said):
        return True
    digits = re.sub(r"\D", "", said)
    phone = re.sub(r"\D", "", (case.answers.get("phone") or "").split("(")[0])
    email = (case.answers.get("email") or "").split(" ")[0].lower()
    return bool((len(phone) >= 10 and phone[-10:] in digits) or (email and email in said))


def _suspend(session: Session, case: Case, content: Mapping[str, Any], now: datetime) -> int:
    rows = permissions_of(session, case.id)
    live = grants((row.event for row in rows), now.astimezone(LONDON).date(), is_open=True)
    words = " ".join(content["answers"].get(name, "") for name in ("words", "stop"))
    stopped = suspended_by(live, [Scope(scope) for scope in content["stop"]], words)
    for number, grant in enumerate(stopped, start=1):
        add_event(session, rows, number, grant.purpose, grant.recipient, Change.SUSPENDED, now, "request")
    if stopped:
        subject = case_vault(session, case.id).opaque_id(case.id)
        audit.note(session, AuditAction.PERMISSION_WITHDRAWN, audit.SYSTEM, subject, now)
    return len(stopped)


def add_event(
    session: Session,
    rows: Sequence[Permission],
    number: int,
    purpose: str,
    recipient: str,
    change: Change,
    now: datetime,
    how: str,
    *,
    wording: str = "",
    evidence: Mapping[str, Any] | None = None,
) -> Permission:
    """Adds the event that comes `number` after those in `rows`, all of one case."""
    row = Permission(
        case_id=rows[0].case_id,
        seq=rows[-1].seq + number,
        purpose=purpose,
        change=change,
        at=now,
        how=how,
        wording=wording,
        recipient=recipient,
        evidence=dict(evidence or {}),
    )
    session.add(row)
    return row


def _queue(
    session: Session,
    kind: Waiting,
    since: datetime,
    due: datetime,
    channel: str,
    needs: bool,
    *,
    case: str | None = None,
    request: str | None = None,
) -> None:
    session.add(
        QueueItem(
            id=new_id(),
            kind=kind,
            since=since,
            due=due,
            channel=channel,
            needs=needs,
            case_id=case,
            request_id=request,
            version=next_version(session),
        )
    )
    session.flush()


def _mark_unreadable(session: Session, envelope: Envelope, now: datetime) -> None:
    if session.get(QueueItem, envelope.id) is None:
        session.add(
            QueueItem(
                id=envelope.id,
                kind=Waiting.UNREADABLE,
                since=now,
                due=now,
                channel="web",
                needs=False,
                version=next_version(session),
            )
        )


def _quarter(at: datetime) -> str:
    day = at.astimezone(LONDON).date()
    return f"{day.year}-{(day.month - 1) // 3 + 1}"
