"""Signing in: name and password first, then a code, and only then an answer.

The code is asked for whatever was typed, so that nothing told apart on the way says which names there are, which
password is right, or whether a try was refused (C-74). Unknown names, disabled accounts, wrong passwords and refused
tries take the same steps: one look-up, one argon2id check, one sealed answer.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from bot.casework.passwords import MOST_CHARACTERS
from bot.records import audit
from bot.records.accounts import (
    Officer,
    SignIn,
    forget_sign_ins,
    officer_named,
    use_recovery_code,
    use_step,
)
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts import codes, device, pending
from bot.services.office.accounts.accounts import NOBODY, Accounts, clean_user_name
from bot.services.office.accounts.brake import Try
from bot.services.office.accounts.pending import Pending

# How long it can be seen when somebody was signed in.
SIGN_INS_KEPT = timedelta(days=30)


class TooMany(Exception):
    """So much went wrong from this network that nothing is looked at for a while. It says nothing about any account."""


@dataclass(frozen=True)
class NewSignIn:
    """A sign-in that has just begun: its token, kept by the browser alone, and the browser's tokens to be known by."""

    token: str
    devices: str
    by_recovery_code: bool


def begin(accounts: Accounts, user_name: str, password: str, *, address: str, devices: str, now: datetime) -> str:
    """What to carry to `finish`, right or wrong. Raises TooMany for a network that is refused.

    `address` is the caller's network (`address_of`), `devices` what the browser keeps to be known by.
    """
    a_try = _try(accounts, user_name, address, devices, now)
    if not accounts.brake.lets_in(a_try, now):
        raise TooMany
    with accounts.sessions.begin() as session:
        officer = officer_named(session, a_try.user_name)
    is_looked_at = accounts.brake.allows(a_try, now)
    is_disabled = officer is not None and not officer.active
    kept = officer.password if officer is not None and is_looked_at and not is_disabled else None
    # Outside the transaction: it takes a tenth of a second.
    is_right = accounts.hasher.matches(kept, password[: MOST_CHARACTERS + 1])
    if not is_right:
        accounts.brake.failed(a_try, now)
    wrong = None if is_right else AuditDetail.WRONG_PASSWORD
    if is_disabled or not is_looked_at:
        wrong = AuditDetail.TOO_OFTEN if not is_looked_at else AuditDetail.DISABLED_ACCOUNT
    id_ = officer.id if officer is not None else None
    return pending.seal(accounts.pending_key, Pending(id_, a_try.user_name, wrong, now))


def finish(
    accounts: Accounts, carried: str, code: str, *, address: str, devices: str, now: datetime
) -> NewSignIn | None:
    """The new sign-in; None if name, password or code were wrong, too late or refused: which, it does not say.

    Raises TooMany for a network that is refused.
    """
    half = pending.unseal(accounts.pending_key, carried, now)
    if half is None:
        return None
    a_try = _try(accounts, half.user_name, address, devices, now)
    if not accounts.brake.lets_in(a_try, now):
        raise TooMany
    typed, wrong = codes.clean(code), half.wrong
    if wrong is None and not accounts.brake.allows(a_try, now):
        wrong = AuditDetail.TOO_OFTEN
    with accounts.sessions.begin() as session:
        officer = session.get(Officer, half.officer_id or uuid4())
        if wrong is None and officer is not None and not (officer.active and officer.password_at <= half.at):
            wrong = AuditDetail.DISABLED_ACCOUNT
        password = f"{officer.id} {officer.password_at}" if officer is not None else ""
        if wrong is None and not accounts.brake.allows_code(password, now):
            wrong = AuditDetail.TOO_OFTEN
        theirs = officer if wrong is None else None
        is_right = _uses_code(session, theirs.id if theirs else uuid4(), _secret(accounts, theirs), typed, now)
        if theirs is not None and is_right:
            accounts.brake.succeeded(a_try, password)
            return _new_sign_in(accounts, session, theirs, _how(typed, half.by_provider), devices, a_try.device, now)
        subject = officer.id if officer is not None else audit.NOBODY
        accounts.note(session, AuditAction.SIGN_IN_FAILED, audit.NOBODY, subject, now, wrong or AuditDetail.WRONG_CODE)
    if wrong is None:
        # A wrong password was counted when it was typed.
        accounts.brake.failed_code(a_try, password, now)
    return None


def token_hash(token: str) -> str:
    """What the records keep of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _try(accounts: Accounts, user_name: str, address: str, devices: str, now: datetime) -> Try:
    name = clean_user_name(user_name)
    return Try(name, address, device.id_in(devices, accounts.signing_key, name, now))


def _secret(accounts: Accounts, officer: Officer | None) -> str:
    if officer is None:
        return accounts.vault.open(accounts.sealed_of_nobody, NOBODY).decode()
    return accounts.vault.open(officer.totp_sealed, codes.where_kept(officer.id)).decode()


def _uses_code(session: Session, officer_id: UUID, secret: str, typed: str, now: datetime) -> bool:
    step = codes.matching_step(secret, typed, now)
    if codes.is_from_app(typed):
        # A step that fits nothing is asked for all the same: one statement either way.
        return use_step(session, officer_id, -1 if step is None else step)
    return use_recovery_code(session, officer_id, codes.recovery_hash(officer_id, typed), now)


def _how(typed: str, by_provider: bool) -> AuditDetail | None:
    if not codes.is_from_app(typed):
        return AuditDetail.WITH_RECOVERY_CODE
    return AuditDetail.WITH_PROVIDER if by_provider else None


def _new_sign_in(
    accounts: Accounts,
    session: Session,
    officer: Officer,
    how: AuditDetail | None,
    devices: str,
    known: str | None,
    now: datetime,
) -> NewSignIn:
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            officer_id=officer.id,
            csrf=secrets.token_urlsafe(32),
            began_at=now,
            seen_at=now,
        )
    )
    forget_sign_ins(session, now - SIGN_INS_KEPT)
    accounts.note(session, AuditAction.SIGN_IN, officer.id, officer.id, now, how)
    new = device.make(accounts.signing_key, officer.user_name, now)
    return NewSignIn(token, device.joined(devices, new, known), how is AuditDetail.WITH_RECOVERY_CODE)
