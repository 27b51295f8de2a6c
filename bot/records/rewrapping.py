"""A new key outside the database, taken into use while the office works (C-131)."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.database import empty_journal
from bot.records.case_keys import CaseKey, unwrapped, wrapped
from bot.records.key_ring import KeyRing
from bot.records.sealing import VaultClosed

BATCH = 100


def rewrap_all(sessions: sessionmaker[Session], ring: KeyRing, batch: int = BATCH) -> int:
    """Wraps every case's key anew with the newest key of the ring, and returns how many. What is sealed is untouched.

    In transactions of `batch` keys, while other sessions read and write: until it ends both keys of the ring are in use,
    and the older may go only when `under_older` is 0. A key that does not unwrap stays as it is.
    """
    newest, done, last = ring.newest(), 0, ""
    while True:
        with sessions.begin() as session:
            older = select(CaseKey).where(CaseKey.kek != newest.id, CaseKey.holder > last)
            rows = session.scalars(older.order_by(CaseKey.holder).limit(batch).with_for_update()).all()
            for row in rows:
                last = row.holder
                try:
                    anew = wrapped(unwrapped(row, ring), row.holder, row.key_id, newest)
                except (VaultClosed, ValueError):
                    continue
                # Only while it is the one that was read: a key erased meanwhile must not come back.
                same = update(CaseKey).where(CaseKey.holder == row.holder, CaseKey.wrapped == row.wrapped)
                same = same.execution_options(synchronize_session=False)
                session.execute(same.values(kek=newest.id, wrapped=anew))
                done += 1
        if len(rows) < batch:
            break
    # It holds the keys as the older one wrapped them, and that one may have been seen by somebody.
    empty_journal(sessions.kw["bind"])
    return done


def under_older(session: Session, ring: KeyRing) -> int:
    """How many cases' keys are still wrapped by another key than the newest of the ring."""
    count = select(func.count()).select_from(CaseKey).where(CaseKey.kek != ring.newest().id)
    return session.scalar(count) or 0


def lost_keys(session: Session, kept: set[str]) -> list[tuple[str, int]]:
    """Each key of a ring that is needed and not among the ids `kept`, with how many cases need it."""
    needed = select(CaseKey.kek, func.count()).group_by(CaseKey.kek).order_by(CaseKey.kek)
    return [(kek, count) for kek, count in session.execute(needed) if kek not in kept]
