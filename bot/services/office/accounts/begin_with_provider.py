"""Half a sign-in by another identity provider, which stands in for the password."""

from __future__ import annotations

from datetime import datetime

from bot.records.accounts import officer_linked
from bot.records.audit_words import AuditDetail
from bot.services.office.accounts import pending
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.pending import Pending


def begin_with_provider(accounts: Accounts, issuer: str, subject: str, now: datetime) -> str:
    """What to carry to `finish`, whether or not an active officer is linked to exactly this issuer and subject (C-74)."""
    with accounts.sessions.begin() as session:
        officer = officer_linked(session, issuer, subject)
        if officer is None:
            half = Pending(None, "", AuditDetail.WRONG_PASSWORD, now, by_provider=True)
        else:
            wrong = None if officer.active else AuditDetail.DISABLED_ACCOUNT
            half = Pending(officer.id, officer.user_name, wrong, now, by_provider=True)
    return pending.seal(accounts.pending_key, half)
