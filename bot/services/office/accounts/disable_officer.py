"""What an admin does at the machine itself about an officer who should not be signed in any more."""

from __future__ import annotations

from datetime import datetime

from bot.records import audit
from bot.records.accounts import end_sign_ins
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.find_officer import require_officer


def disable_officer(accounts: Accounts, user_name: str, now: datetime) -> int:
    """Nobody can sign in as this officer until a reset; how many sign-ins that ended. The account stays for the audit."""
    with accounts.sessions.begin() as session:
        officer = require_officer(session, user_name)
        officer.active = False
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, audit.SYSTEM, officer.id, now, AuditDetail.DISABLED)
        return end_sign_ins(session, officer.id, now)


def end_all_sign_ins(accounts: Accounts, user_name: str, now: datetime) -> int:
    """Ends every sign-in of this officer; how many."""
    with accounts.sessions.begin() as session:
        officer = require_officer(session, user_name)
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, audit.SYSTEM, officer.id, now, AuditDetail.SIGN_INS_ENDED)
        return end_sign_ins(session, officer.id, now)
