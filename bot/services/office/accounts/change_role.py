"""What an officer may do, changed by an admin."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bot.casework.access import Role
from bot.records import audit
from bot.records.accounts import end_sign_ins
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.vault import Opaque
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.find_officer import Named, require_another_admin, require_officer


def change_role(
    accounts: Accounts, named: Named, role: Role, now: datetime, *, by: UUID | Opaque = audit.SYSTEM
) -> bool:
    """From now on the account has this role, and its officer signs in again; False if it had it before.

    Raises AccountProblem if there is no such account, or if no admin who can sign in would be left.
    """
    with accounts.sessions.begin() as session:
        officer = require_officer(session, named)
        if officer.role is role:
            return False
        require_another_admin(session, officer)
        officer.role = role
        end_sign_ins(session, officer.id, now)
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, by, officer.id, now, AuditDetail.ROLE_CHANGED)
        return True
