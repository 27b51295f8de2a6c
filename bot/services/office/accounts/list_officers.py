"""The accounts there are, for an admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.casework.access import Role
from bot.records.accounts import Officer, SignIn, officers, open_sign_ins
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.find_officer import Named, require_officer
from bot.services.office.accounts.set_up_codes import LASTS
from bot.services.office.accounts.who_is import AT_MOST, IDLE


@dataclass(frozen=True)
class Line:
    """One account as it is listed. `set_up_until` is the last moment (UTC) of its set-up code, None once it is set up."""

    id: UUID
    user_name: str
    display_name: str
    role: Role
    active: bool
    linked: bool
    set_up_until: datetime | None


def list_officers(accounts: Accounts) -> list[Line]:
    """Every account, by user name."""
    with accounts.sessions.begin() as session:
        return [_line(one) for one in officers(session)]


def one_officer(accounts: Accounts, named: Named) -> Line:
    """One account. Raises AccountProblem if there is no such account."""
    with accounts.sessions.begin() as session:
        return _line(require_officer(session, named))


def list_sign_ins(accounts: Accounts, named: Named, now: datetime) -> list[tuple[datetime, datetime]]:
    """Since when, and when last seen, this officer is signed in (UTC). Raises AccountProblem if there is no such account."""
    with accounts.sessions.begin() as session:
        officer = require_officer(session, named)
        found = open_sign_ins(session, officer.id, seen_since=now - IDLE, begun_since=now - AT_MOST)
        return [_when(one) for one in found]


def _line(one: Officer) -> Line:
    until = one.password_at + LASTS if one.awaits_set_up else None
    return Line(one.id, one.user_name, one.display_name, one.role, one.active, one.issuer is not None, until)


def _when(one: SignIn) -> tuple[datetime, datetime]:
    return one.began_at, one.seen_at
