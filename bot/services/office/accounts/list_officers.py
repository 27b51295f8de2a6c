"""The accounts there are, for an admin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.casework.access import Role
from bot.records.accounts import SignIn, officers, open_sign_ins
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.find_officer import require_officer
from bot.services.office.accounts.who_is import AT_MOST, IDLE


@dataclass(frozen=True)
class Line:
    """One account as it is listed."""

    user_name: str
    display_name: str
    role: Role
    active: bool
    linked: bool


def list_officers(accounts: Accounts) -> list[Line]:
    """Every account, by user name."""
    with accounts.sessions.begin() as session:
        return [
            Line(one.user_name, one.display_name, one.role, one.active, one.issuer is not None)
            for one in officers(session)
        ]


def list_sign_ins(accounts: Accounts, user_name: str, now: datetime) -> list[tuple[datetime, datetime]]:
    """Since when, and when last seen, this officer is signed in (UTC). Raises AccountProblem if there is no such account."""
    with accounts.sessions.begin() as session:
        officer = require_officer(session, user_name)
        found = open_sign_ins(session, officer.id, seen_since=now - IDLE, begun_since=now - AT_MOST)
        return [_when(one) for one in found]


def _when(one: SignIn) -> tuple[datetime, datetime]:
    return one.began_at, one.seen_at
