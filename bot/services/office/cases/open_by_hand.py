"""A case for a parent who phones, writes or comes: it begins with the permission that was just given (C-33)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.casework.office.ledger import Change
from bot.records import audit
from bot.records.audit_words import AuditAction
from bot.records.case_keys import make_case_key
from bot.records.cases import Case, Permission
from bot.services.office.cases.permit import WAYS
from bot.services.office.working import Acting, Desk, NotNow

FIRST = "open_case"


def open_by_hand(
    desk: Desk,
    acting: Acting,
    told: Mapping[str, str],
    *,
    how: str,
    wording: str,
    words: str,
    reply: str,
    reference: str,
    now: datetime,
) -> str:
    """The id of a new case, this officer's own, with what was `told` (ids of the referral's questions).

    Raises NotNow("empty") without the permission: how it was given, the words read out (`words`, whose hash is `wording`)
    and what was answered. Then nothing is kept.
    """
    if how not in WAYS or not words.strip() or not reply.strip() or not told.get("name", "").strip():
        raise NotNow("empty")
    with desk.sessions.begin() as session:
        case = Case(
            envelope=None,
            opened_at=now,
            owner=acting.id,
            epoch=1,
            reference=reference,
            answers={name: value.strip() for name, value in told.items() if value.strip()},
            safety={},
            conversation=[],
        )
        vault = make_case_key(session, case.id, now)
        session.add(case)
        session.flush()
        session.add(
            Permission(
                case_id=case.id,
                seq=1,
                purpose=FIRST,
                change=Change.GIVEN,
                at=now,
                how=how,
                wording=wording,
                recipient="",
                evidence={"words": words, "reply": reply, "by": str(acting.id)},
            )
        )
        audit.note(session, AuditAction.CASE_OPENED, acting.id, vault.opaque_id(case.id), now)
        return case.id
