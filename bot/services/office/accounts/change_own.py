"""What officers change about their own account, each with their present password."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.casework.passwords import MOST_CHARACTERS, fault
from bot.records.accounts import (
    Officer,
    SignIn,
    end_sign_ins,
    open_sign_ins,
    recovery_codes,
    replace_recovery_codes,
    use_step,
)
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.sealing import VaultClosed
from bot.services.office.accounts import codes
from bot.services.office.accounts.accounts import AccountProblem, Accounts
from bot.services.office.accounts.brake import Try
from bot.services.office.accounts.who_is import AT_MOST, IDLE, Present

WRONG_PASSWORD = "That is not your present password"  # noqa: S105
TOO_OFTEN = "That was wrong too often; wait a quarter of an hour"


def change_password(
    accounts: Accounts, who: Present, present: str, new: str, *, service_names: Iterable[str], now: datetime
) -> None:
    """Sets a new password and ends every other sign-in. Raises AccountProblem, in words for the officer."""
    require_password(accounts, who, present, now)
    if new == present:
        raise AccountProblem("The new password is the same as the present one")
    if wrong := fault(new, (who.user_name, who.display_name, *service_names)):
        raise AccountProblem(wrong.rstrip("."))
    hashed = accounts.hasher.hash(new)
    with accounts.sessions.begin() as session:
        officer = session.get_one(Officer, who.officer_id)
        officer.password, officer.password_at = hashed, now
        end_sign_ins(session, officer.id, now, but=who.sign_in_id)
        _note(accounts, session, who, AuditDetail.PASSWORD_CHANGED, now)


def renew_recovery_codes(accounts: Accounts, who: Present, present: str, now: datetime) -> list[str]:
    """Ten new codes, to be shown once; the old ones end. Raises AccountProblem."""
    require_password(accounts, who, present, now)
    new = codes.new_recovery_codes()
    with accounts.sessions.begin() as session:
        replace_recovery_codes(session, who.officer_id, codes.recovery_hashes(who.officer_id, new))
        accounts.note(
            session,
            AuditAction.ACCOUNT_CHANGED,
            who.officer_id,
            who.officer_id,
            now,
            AuditDetail.RECOVERY_CODES_RENEWED,
        )
    return new


def offer_code_app(accounts: Accounts, who: Present, present: str, now: datetime) -> tuple[str, str]:
    """A secret for a new code app, and the same sealed for `take_code_app`; nothing changes yet. Raises AccountProblem."""
    require_password(accounts, who, present, now)
    secret = codes.new_secret()
    sealed = accounts.vault.seal(secret.encode(), _where_offered(who))
    return secret, base64.urlsafe_b64encode(sealed).decode()


def take_code_app(accounts: Accounts, who: Present, offered: str, code: str, now: datetime) -> None:
    """From now on codes come from the offered secret, once a code shows that the app has it. Raises AccountProblem."""
    secret = offered_secret(accounts, who, offered)
    _require_room(accounts, who, now)
    step = codes.matching_step(secret, codes.clean(code), now)
    if step is None:
        accounts.brake.failed(_try(who), now)
        raise AccountProblem("That code does not fit; wait for the next one and try again")
    with accounts.sessions.begin() as session:
        officer = session.get_one(Officer, who.officer_id)
        officer.totp_sealed = accounts.vault.seal(secret.encode(), codes.where_kept(officer.id))
        officer.totp_step = 0
        session.flush()
        use_step(session, officer.id, step)
        end_sign_ins(session, officer.id, now, but=who.sign_in_id)
        _note(accounts, session, who, AuditDetail.CODE_APP_CHANGED, now)


def offered_secret(accounts: Accounts, who: Present, offered: str) -> str:
    """The secret that was offered in this sign-in. Raises AccountProblem for anything else."""
    try:
        return accounts.vault.open(base64.urlsafe_b64decode(offered), _where_offered(who)).decode()
    except (VaultClosed, ValueError):
        raise AccountProblem("That page is too old; begin again") from None


def require_password(accounts: Accounts, who: Present, present: str, now: datetime) -> None:
    """Raises AccountProblem unless `present` is the password of the officer who is signed in; wrong ones are counted."""
    _require_room(accounts, who, now)
    with accounts.sessions.begin() as session:
        kept = session.get_one(Officer, who.officer_id).password
    if len(present) > MOST_CHARACTERS or not accounts.hasher.matches(kept, present):
        accounts.brake.failed(_try(who), now)
        raise AccountProblem(WRONG_PASSWORD)


def own_account(
    accounts: Accounts, who: Present, now: datetime, *, idle: timedelta = IDLE, at_most: timedelta = AT_MOST
) -> tuple[int, list[tuple[UUID, datetime, datetime]]]:
    """How many recovery codes are left, and where the officer is signed in: id, since when, last seen."""
    with accounts.sessions.begin() as session:
        left = sum(code.used_at is None for code in recovery_codes(session, who.officer_id))
        found = open_sign_ins(session, who.officer_id, seen_since=now - idle, begun_since=now - at_most)
        return left, [_line(one) for one in found]


def _line(one: SignIn) -> tuple[UUID, datetime, datetime]:
    return one.id, one.began_at, one.seen_at


def _require_room(accounts: Accounts, who: Present, now: datetime) -> None:
    if not accounts.brake.allows(_try(who), now):
        raise AccountProblem(TOO_OFTEN)


def _try(who: Present) -> Try:
    # Whoever sits here is counted by the sign-in: nobody elsewhere can use this up, or is stopped by it.
    return Try(f"own account {who.sign_in_id}", "signed in", None)


def _note(accounts: Accounts, session: Session, who: Present, what: AuditDetail, now: datetime) -> None:
    accounts.note(session, AuditAction.ACCOUNT_CHANGED, who.officer_id, who.officer_id, now, what)


def _where_offered(who: Present) -> str:
    return f"officers/{who.officer_id}/totp/offered/{who.sign_in_id}"
