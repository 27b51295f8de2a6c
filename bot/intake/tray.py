"""The office's end of the post box: takes envelopes out and erases them. Never given to the public side."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.intake.envelope import ALERT, Envelope
from bot.intake.post_box import ENVELOPES, prepare

# Before all others: an alert, and what somebody wants stopped must not wait behind a heap of referrals (C-46).
FIRST = (ALERT, "withdraw")


class Tray:
    """The envelopes that wait at an address of SQLAlchemy."""

    def __init__(self, url: str) -> None:
        """Makes the table if it is not there yet."""
        self._engine = prepare(url)

    def envelopes(self) -> Sequence[Envelope]:
        """Every envelope that waits, alerts and withdrawals first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(ENVELOPES).order_by(ENVELOPES.c.created, ENVELOPES.c.id)).all()
        found = [Envelope(**row._mapping) for row in rows]
        return sorted(found, key=lambda one: FIRST.index(one.kind) if one.kind in FIRST else len(FIRST))

    def erase(self, id_: str) -> None:
        """Erases an envelope that was taken in."""
        with self._engine.begin() as connection:
            connection.execute(delete(ENVELOPES).where(ENVELOPES.c.id == id_))

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()
