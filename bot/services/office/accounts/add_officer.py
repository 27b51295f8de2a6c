"""A new account, with everything its officer needs to sign in for the first time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from bot.casework.access import Role
from bot.casework.passwords import fault
from bot.records import audit
from bot.records.accounts import Officer, officer_named, replace_recovery_codes
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts import codes
from bot.services.office.accounts.accounts import AccountProblem, Accounts, clean_user_name

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")


@dataclass(frozen=True)
class Keys:
    """What an officer is given once and nobody can be shown again: the secret of the code app, and recovery codes."""

    officer_id: UUID
    user_name: str
    secret: str
    recovery_codes: tuple[str, ...]


def add_officer(
    accounts: Accounts,
    user_name: str,
    display_name: str,
    role: Role,
    password: str,
    *,
    service_names: Iterable[str],
    now: datetime,
) -> Keys:
    """Adds an account. Raises AccountProblem for a name that is taken or no name, and for a password that will not do."""
    (name, shown), id_ = require_names(user_name, display_name), uuid4()
    if wrong := fault(password, (name, shown, *service_names)):
        raise AccountProblem(wrong.rstrip("."))
    secret, recovery = codes.new_secret(), codes.new_recovery_codes()
    hashed = accounts.hasher.hash(password)
    with accounts.sessions.begin() as session:
        if officer_named(session, name):
            raise AccountProblem(f"there is an account {name} already")
        session.add(
            Officer(
                id=id_,
                user_name=name,
                display_name=shown,
                role=role,
                password=hashed,
                totp_sealed=accounts.vault.seal(secret.encode(), codes.where_kept(id_)),
                totp_step=0,
                active=True,
                added_at=now,
                password_at=now,
            )
        )
        session.flush()
        replace_recovery_codes(session, id_, codes.recovery_hashes(id_, recovery))
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, audit.SYSTEM, id_, now, AuditDetail.ADDED)
    return Keys(id_, name, secret, tuple(recovery))


def require_names(user_name: str, display_name: str) -> tuple[str, str]:
    """Both names as they are kept. Raises AccountProblem for what is none."""
    name, shown = clean_user_name(user_name), display_name.strip()
    if not _USER_NAME.fullmatch(name):
        raise AccountProblem(
            "a user name has 2 to 64 small letters, digits and . _ @ + - and begins with a letter or digit"
        )
    if not 1 <= len(shown) <= 120:
        raise AccountProblem("the name that colleagues see must have 1 to 120 characters")
    return name, shown
