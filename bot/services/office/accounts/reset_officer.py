"""What an admin does at the machine itself for an officer who cannot sign in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.casework.passwords import fault
from bot.records import audit
from bot.records.accounts import end_sign_ins, replace_recovery_codes
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts import codes
from bot.services.office.accounts.accounts import AccountProblem, Accounts
from bot.services.office.accounts.add_officer import Keys
from bot.services.office.accounts.find_officer import require_officer


def reset_officer(
    accounts: Accounts, user_name: str, password: str, *, service_names: Iterable[str], now: datetime
) -> Keys:
    """New password, code app and recovery codes; every sign-in ends, and the account is active again.

    Raises AccountProblem if there is no such account or the password will not do.
    """
    with accounts.sessions.begin() as session:
        officer = require_officer(session, user_name)
    if wrong := fault(password, (officer.user_name, officer.display_name, *service_names)):
        raise AccountProblem(wrong.rstrip("."))
    hashed, secret, recovery = accounts.hasher.hash(password), codes.new_secret(), codes.new_recovery_codes()
    with accounts.sessions.begin() as session:
        officer = require_officer(session, user_name)
        officer.password, officer.password_at, officer.active = hashed, now, True
        officer.totp_sealed = accounts.vault.seal(secret.encode(), codes.where_kept(officer.id))
        officer.totp_step = 0
        replace_recovery_codes(session, officer.id, codes.recovery_hashes(officer.id, recovery))
        end_sign_ins(session, officer.id, now)
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, audit.SYSTEM, officer.id, now, AuditDetail.RESET)
        return Keys(officer.id, officer.user_name, secret, tuple(recovery))
