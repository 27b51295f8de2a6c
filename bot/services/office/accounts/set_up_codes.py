"""The code with which an officer sets up their account by themself: no admin ever sees their password or code app."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.records.accounts import AWAITS_SET_UP, Officer
from bot.services.office.accounts.codes import clean

# Long enough to meet, short enough that a paper left somewhere is soon worth nothing.
LASTS = timedelta(days=3)
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LETTERS = 20


@dataclass(frozen=True)
class SetUpCode:
    """What the officer is handed, once: 99 random bits, good until `until` (UTC) or until it is used."""

    officer_id: UUID
    user_name: str
    code: str
    until: datetime


def give_code(officer: Officer, now: datetime) -> SetUpCode:
    """Takes the place of the officer's password, whatever it was: from now on only the code helps, and only to set up."""
    raw = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    officer.password, officer.password_at = mark_of(officer.id, raw), now
    shown = "-".join(raw[start : start + 4] for start in range(0, _LETTERS, 4))
    return SetUpCode(officer.id, officer.user_name, shown, now + LASTS)


def mark_of(officer_id: UUID, code: str) -> str:
    """What is kept in the place of a password. The code is long and random: it needs no slow hash."""
    said = f"{officer_id}:{clean(code)}".encode("utf-8", "replace")
    return AWAITS_SET_UP + hashlib.sha256(said).hexdigest()


def is_good(officer: Officer, now: datetime) -> bool:
    """Whether a code was given to this officer, was not used, and is not too old."""
    return officer.active and officer.awaits_set_up and timedelta(0) <= now - officer.password_at < LASTS
