"""Whose browser a request comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from bot.casework.access import Role
from bot.records.accounts import SignIn, sign_in_of
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.sign_in import token_hash

# C-134. Documented together because each needs the other: a desk that is left, and a browser that never is.
IDLE = timedelta(minutes=15)
AT_MOST = timedelta(hours=8)
# To be seen again within this is not written down, or every request would be a write.
NOT_WORTH_A_WRITE = timedelta(seconds=20)


class Absent(StrEnum):
    """Why nobody is signed in."""

    NO_SIGN_IN = "no_sign_in"
    ENDED = "ended"
    IDLE = "idle"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Present:
    """The officer who is signed in. `csrf` stands in every form they are shown.

    `seconds_left` until it ends if nothing more is done, `seconds_at_most` until it ends whatever is done.
    """

    officer_id: UUID
    sign_in_id: UUID
    user_name: str
    display_name: str
    role: Role
    csrf: str
    seconds_left: int
    seconds_at_most: int


def who_is(
    accounts: Accounts,
    token: str,
    now: datetime,
    *,
    touch: bool = True,
    idle: timedelta = IDLE,
    at_most: timedelta = AT_MOST,
) -> Present | Absent:
    """Who is signed in with `token`, or why nobody is. With `touch` the idle time begins anew."""
    with accounts.sessions.begin() as session:
        found = sign_in_of(session, token_hash(token)) if token else None
        if found is None:
            return Absent.NO_SIGN_IN
        sign_in, officer = found
        if sign_in.ended_at is not None or not officer.active:
            return Absent.ENDED
        if now >= sign_in.began_at + at_most:
            return Absent.TOO_LONG
        if now >= sign_in.seen_at + idle:
            return Absent.IDLE
        if touch and now - sign_in.seen_at >= NOT_WORTH_A_WRITE:
            sign_in.seen_at = now
        return Present(
            officer.id,
            sign_in.id,
            officer.user_name,
            officer.display_name,
            officer.role,
            sign_in.csrf,
            *_left(sign_in, now, idle, at_most),
        )


def _left(sign_in: SignIn, now: datetime, idle: timedelta, at_most: timedelta) -> tuple[int, int]:
    whole = (sign_in.began_at + at_most - now).total_seconds()
    return math.floor(min(whole, (sign_in.seen_at + idle - now).total_seconds())), math.floor(whole)
