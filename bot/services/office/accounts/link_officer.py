"""An officer whom another identity provider may sign in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bot.records import audit
from bot.records.accounts import end_sign_ins, officer_linked
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.vault import Opaque
from bot.services.office.accounts.accounts import AccountProblem, Accounts
from bot.services.office.accounts.find_officer import Named, require_officer


def link_officer(
    accounts: Accounts,
    named: Named,
    issuer: str,
    subject: str,
    now: datetime,
    *,
    by: UUID | Opaque = audit.SYSTEM,
) -> None:
    """From now on the identity provider `issuer` may sign this officer in as its `subject` (C-134).

    Raises AccountProblem if there is no such account, or the subject is another officer's.
    """
    if not subject or len(subject) > 255 or not issuer or len(issuer) > 255:
        raise AccountProblem("an issuer and a subject have 1 to 255 characters")
    with accounts.sessions.begin() as session:
        officer, other = require_officer(session, named), officer_linked(session, issuer, subject)
        if other is not None and other.id != officer.id:
            raise AccountProblem(f"that subject is linked to {other.user_name} already")
        officer.issuer, officer.subject = issuer, subject
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, by, officer.id, now, AuditDetail.LINKED)


def unlink_officer(accounts: Accounts, named: Named, now: datetime, *, by: UUID | Opaque = audit.SYSTEM) -> bool:
    """No identity provider signs this officer in any more; False if none did. Their password goes on working.

    What the provider signed in ends, and since nobody knows which that was, all of it. Raises AccountProblem if there is
    no such account.
    """
    with accounts.sessions.begin() as session:
        officer = require_officer(session, named)
        if officer.issuer is None:
            return False
        officer.issuer = officer.subject = None
        end_sign_ins(session, officer.id, now)
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, by, officer.id, now, AuditDetail.UNLINKED)
        return True
