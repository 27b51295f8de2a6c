"""An officer whom another identity provider may sign in."""

from __future__ import annotations

from datetime import datetime

from bot.records import audit
from bot.records.accounts import officer_linked
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts.accounts import AccountProblem, Accounts
from bot.services.office.accounts.find_officer import require_officer


def link_officer(accounts: Accounts, user_name: str, issuer: str, subject: str, now: datetime) -> None:
    """From now on the identity provider `issuer` may sign this officer in as its `subject` (C-134).

    Raises AccountProblem if there is no such account, or the subject is another officer's.
    """
    if not subject or len(subject) > 255 or not issuer or len(issuer) > 255:
        raise AccountProblem("an issuer and a subject have 1 to 255 characters")
    with accounts.sessions.begin() as session:
        officer, other = require_officer(session, user_name), officer_linked(session, issuer, subject)
        if other is not None and other.id != officer.id:
            raise AccountProblem(f"that subject is linked to {other.user_name} already")
        officer.issuer, officer.subject = issuer, subject
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, audit.SYSTEM, officer.id, now, AuditDetail.LINKED)
