"""Opens a file with a live conversation in it, if the parent said yes to exactly that in it (C-33, C-41)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.casework.evidence import NotAgreed, evidence
from bot.casework.office.ledger import Change
from bot.casework.referral.reference import reference
from bot.intake.asked import asked_in
from bot.intake.conversation import Message
from bot.intake.relay.relay import RelayAway
from bot.intake.relay.written import as_message
from bot.records import audit
from bot.records.audit_words import AuditAction
from bot.records.case_keys import make_case_key
from bot.records.cases import Case, Permission
from bot.services.office.cases.open_by_hand import FIRST
from bot.services.office.conversations.live import Live, held
from bot.services.office.conversations.write import KEEP
from bot.services.office.working import Acting, NotNow


def keep(live: Live, acting: Acting, handle: str, name: str, now: datetime) -> str:
    """The id of a new case, this officer's own, with the whole conversation and the evidence of the permission.

    Raises NotHere, NotNow("not_agreed") without an express yes in the conversation, NotNow("empty") without a `name`.
    """
    row = held(live, acting, handle)
    key = live.key_of(row)
    messages = [as_message(one, key, handle) for one in live.relay.messages(handle)]
    if not name.strip():
        raise NotNow("empty")
    try:
        agreed = _agreed(live, messages, row.channel)
    except NotAgreed:
        raise NotNow("not_agreed") from None
    with live.sessions.begin() as session:
        case = Case(
            envelope=None,
            opened_at=now,
            owner=acting.id,
            epoch=1,
            reference=reference(secrets.token_bytes(8)),
            answers={"name": name.strip()},
            safety={},
            conversation=[
                {"number": one.seq, "from": one.sender, "text": one.text, "at": one.at.isoformat() if one.at else ""}
                for one in messages
            ],
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
                how=row.channel,
                wording=agreed["wording"],
                recipient="",
                evidence=agreed,
            )
        )
        audit.note(session, AuditAction.CASE_OPENED, acting.id, vault.opaque_id(case.id), now)
        try:
            live.relay.note_in_case(handle)
        except RelayAway:
            raise NotNow("away") from None
        return case.id


def is_agreed(live: Live, messages: Sequence[Message]) -> bool:
    """Whether the parent said yes, expressly, to a file with this conversation in it."""
    try:
        return bool(_agreed(live, messages, "web"))
    except NotAgreed:
        return False


def _agreed(live: Live, messages: Sequence[Message], channel: str) -> dict[str, Any]:
    asked = asked_in(messages, live.library.wordings)
    return evidence(KEEP, True, "", asked, live.library.words_of, channel)
