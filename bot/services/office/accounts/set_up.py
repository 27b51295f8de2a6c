"""An officer sets up their own account: with the code they were handed, a password of theirs, and their code app.

The code is looked at like a password: the same work and the same answer for a wrong one, an old one, a name that is
nobody's and an account that waits for nothing (C-74); wrong ones are counted (brake.py), apart from those of signing in.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from bot.casework.passwords import fault
from bot.records.accounts import Officer, officer_named, replace_recovery_codes
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.sealing import VaultClosed
from bot.services.office.accounts import codes
from bot.services.office.accounts.accounts import AccountProblem, Accounts, clean_user_name
from bot.services.office.accounts.brake import Try
from bot.services.office.accounts.set_up_codes import is_good, mark_of
from bot.services.office.accounts.sign_in import TooMany


@dataclass(frozen=True)
class Offer:
    """The secret for a new code app, and the same sealed, to be carried to `finish_set_up`."""

    user_name: str
    secret: str
    sealed: str


def begin_set_up(accounts: Accounts, user_name: str, code: str, *, address: str, now: datetime) -> Offer | None:
    """What to show whoever has the code; None for any other. Nothing changes yet. Raises TooMany."""
    officer = _holder(accounts, user_name, code, address, now)
    secret = codes.new_secret()
    sealed = accounts.vault.seal(secret.encode(), _where_offered(officer.id if officer else uuid4(), code))
    if officer is None:
        return None
    return Offer(officer.user_name, secret, base64.urlsafe_b64encode(sealed).decode())


def offered_again(accounts: Accounts, user_name: str, code: str, sealed: str, *, address: str, now: datetime) -> Offer:
    """The offer that was made to whoever has the code. Raises AccountProblem for anything else, TooMany."""
    officer = _holder(accounts, user_name, code, address, now)
    if officer is None:
        raise AccountProblem(TOO_OLD)
    return Offer(officer.user_name, _opened(accounts, officer.id, code, sealed), sealed)


TOO_OLD = "That page is too old, or the code was used; begin again"


def finish_set_up(
    accounts: Accounts,
    user_name: str,
    code: str,
    sealed: str,
    password: str,
    from_app: str,
    *,
    service_names: Iterable[str],
    address: str,
    now: datetime,
) -> tuple[str, ...]:
    """The account is the officer's: with this password, the app that shows `from_app`, and the recovery codes returned.

    The code is used up. Raises AccountProblem, in words for the officer, and then nothing has changed; TooMany.
    """
    officer = _holder(accounts, user_name, code, address, now)
    if officer is None:
        raise AccountProblem(TOO_OLD)
    secret = _opened(accounts, officer.id, code, sealed)
    if wrong := fault(password, (officer.user_name, officer.display_name, *service_names)):
        raise AccountProblem(wrong.rstrip("."))
    step = codes.matching_step(secret, codes.clean(from_app), now)
    if step is None:
        raise AccountProblem("That code of the app does not fit; wait for the next one and try again")
    # Outside the transaction: it takes a tenth of a second.
    hashed, recovery = accounts.hasher.hash(password), codes.new_recovery_codes()
    with accounts.sessions.begin() as session:
        kept = session.get_one(Officer, officer.id, with_for_update=True)
        if not is_good(kept, now) or kept.password != officer.password:
            raise AccountProblem(TOO_OLD)
        kept.password, kept.password_at = hashed, now
        kept.totp_sealed = accounts.vault.seal(secret.encode(), codes.where_kept(kept.id))
        kept.totp_step = step
        replace_recovery_codes(session, kept.id, codes.recovery_hashes(kept.id, recovery))
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, kept.id, kept.id, now, AuditDetail.SET_UP)
    return tuple(recovery)


def _holder(accounts: Accounts, user_name: str, code: str, address: str, now: datetime) -> Officer | None:
    name = clean_user_name(user_name)
    # Counted apart: whoever guesses here slows nobody's signing in.
    a_try = Try(f"set up {name}", address, None)
    if not accounts.brake.lets_in(a_try, now):
        raise TooMany
    with accounts.sessions.begin() as session:
        officer = officer_named(session, name)
    is_looked_at = accounts.brake.allows(a_try, now)
    mark, kept = mark_of(officer.id if officer else uuid4(), code), officer.password if officer else ""
    fits = hmac.compare_digest(*(hashlib.sha256(one.encode()).digest() for one in (mark, kept)))
    if officer is not None and fits and is_looked_at and is_good(officer, now):
        return officer
    accounts.brake.failed(a_try, now)
    return None


def _opened(accounts: Accounts, officer_id: UUID, code: str, sealed: str) -> str:
    try:
        return accounts.vault.open(base64.urlsafe_b64decode(sealed), _where_offered(officer_id, code)).decode()
    except (VaultClosed, ValueError):
        raise AccountProblem(TOO_OLD) from None


def _where_offered(officer_id: UUID, code: str) -> str:
    # Of this very code: one given later opens nothing that was offered before.
    return f"officers/{officer_id}/totp/set-up/{mark_of(officer_id, code)[-16:]}"
