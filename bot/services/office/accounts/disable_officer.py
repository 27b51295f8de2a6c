"""What an admin does about an officer who should not be signed in any more, or may be again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bot.records import audit
from bot.records.accounts import end_sign_ins
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.vault import Opaque
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.find_officer import Named, require_another_admin, require_officer


def disable_officer(accounts: Accounts, named: Named, now: datetime, *, by: UUID | Opaque = audit.SYSTEM) -> int:
    """Nobody can sign in as this officer until they are enabled; how many sign-ins that ended. The account stays for the audit.

    Raises AccountProblem if there is no such account, or if no admin who can sign in would be left.
    """
    with accounts.sessions.begin() as session:
        officer = require_officer(session, named)
        require_another_admin(session, officer)
        officer.active = False
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, by, officer.id, now, AuditDetail.DISABLED)
        return end_sign_ins(session, officer.id, now)


def enable_officer(accounts: Accounts, named: Named, now: datetime, *, by: UUID | Opaque = audit.SYSTEM) -> bool:
    """The officer can sign in again, with the password and code app they had; False if they could all the time.

    Raises AccountProblem if there is no such account.
    """
    with accounts.sessions.begin() as session:
        officer = require_officer(session, named)
        if officer.active:
            return False
        officer.active = True
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, by, officer.id, now, AuditDetail.ENABLED)
        return True


def end_all_sign_ins(accounts: Accounts, named: Named, now: datetime, *, by: UUID | Opaque = audit.SYSTEM) -> int:
    """Ends every sign-in of this officer; how many."""
    with accounts.sessions.begin() as session:
        officer = require_officer(session, named)
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, by, officer.id, now, AuditDetail.SIGN_INS_ENDED)
        return end_sign_ins(session, officer.id, now)
