"""Records a permission that was given or taken back to an officer: by telephone, on paper, face to face."""

from __future__ import annotations

from datetime import datetime

from bot.casework.office.ledger import Change, grant_for
from bot.casework.requests.effect import Act
from bot.casework.requests.effect import may as may_act
from bot.records import audit
from bot.records.audit_words import AuditAction
from bot.records.cases import permissions_of
from bot.services.office.cases.opening import live_grants, own_case, subject_of
from bot.services.office.take_in import add_event
from bot.services.office.working import Acting, Desk, NotNow

WAYS = ("telephone", "paper", "face to face", "text", "email")


def give_permission(
    desk: Desk,
    acting: Acting,
    id_: str,
    purpose: str,
    recipient: str,
    *,
    how: str,
    wording: str,
    words: str,
    reply: str,
    now: datetime,
) -> None:
    """Records that a permission was given: how, in which wording (its hash and words), and what the parent answered.

    A permission that was suspended needs the person to be proved first: who stopped it need not be who resumes it (C-46).
    Raises NotHere; NotNow("empty") without words or an answer, NotNow("not_verified").
    """
    if how not in WAYS or not words.strip() or not reply.strip():
        raise NotNow("empty")
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        rows = permissions_of(session, case.id)
        last = next((row for row in reversed(rows) if (row.purpose, row.recipient) == (purpose, recipient)), None)
        was_stopped = last is not None and last.change in (Change.SUSPENDED, Change.WITHDRAWN)
        if was_stopped and not may_act(Act.RESUME, is_verified=case.verified_at is not None):
            raise NotNow("not_verified")
        change = Change.RESUMED if was_stopped else Change.GIVEN
        evidence = {"words": words, "reply": reply, "by": str(acting.id)}
        add_event(session, rows, 1, purpose, recipient, change, now, how, wording=wording, evidence=evidence)
        audit.note(session, AuditAction.PERMISSION_RECORDED, acting.id, subject_of(session, case), now)


def take_permission_back(
    desk: Desk, acting: Acting, id_: str, purpose: str, recipient: str, *, how: str, now: datetime
) -> None:
    """Records that a permission was taken back: one press, nothing to prove (C-46). Nothing happens if there is none."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        if grant_for(live_grants(session, case, now), purpose, recipient) is None:
            return
        rows = permissions_of(session, case.id)
        add_event(session, rows, 1, purpose, recipient, Change.WITHDRAWN, now, how)
        audit.note(session, AuditAction.PERMISSION_WITHDRAWN, acting.id, subject_of(session, case), now)
