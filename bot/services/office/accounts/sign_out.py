"""Ending sign-ins: one's own, another browser's, all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bot.records.accounts import end_sign_ins, sign_in_of
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.sign_in import token_hash


def sign_out(accounts: Accounts, token: str, now: datetime) -> None:
    """Ends the sign-in of this token, if there is one; nothing keeps the token alive after it."""
    with accounts.sessions.begin() as session:
        found = sign_in_of(session, token_hash(token))
        if found and end_sign_ins(session, found[1].id, now, only=found[0].id):
            accounts.note(session, AuditAction.SIGN_OUT, found[1].id, found[1].id, now)


def end_others(
    accounts: Accounts, officer_id: UUID, now: datetime, *, only: UUID | None = None, but: UUID | None = None
) -> int:
    """Ends `only` one of the officer's sign-ins, or all `but` one; how many. Another officer's id ends nothing."""
    with accounts.sessions.begin() as session:
        ended = end_sign_ins(session, officer_id, now, only=only, but=but)
        if ended:
            accounts.note(session, AuditAction.ACCOUNT_CHANGED, officer_id, officer_id, now, AuditDetail.SIGN_INS_ENDED)
    return ended
