"""The key of each case, wrapped by a key outside the database: whoever deletes it erases the case (C-105, C-131).

This table is backed up apart from the others, for 35 days at most: only then does a case erased today become unreadable
in older backups too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import batched
from secrets import token_bytes, token_hex

from sqlalchemy import Engine, LargeBinary, String, delete, event, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.database import empty_journal
from bot.records.base import Base
from bot.records.key_ring import KEY_BYTES, KeyRing, RingKey
from bot.records.sealing import VaultClosed, at, seal, unseal
from bot.records.unlocked import opened, rings_of
from bot.records.vault import CaseVault, Vault

OFFICE = "office"
_BATCH = 500
_HOLDER = re.compile(r"[A-Za-z0-9-]{1,64}")


class CaseKey(Base):
    """The wrapped data key of one holder: a case, a safeguarding file, or the office itself."""

    __tablename__ = "case_keys"

    holder: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16))
    kek: Mapped[str] = mapped_column(String(16))  # which key of the ring wraps it
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


def make_case_key(session: Session, case: str, now: datetime) -> CaseVault:
    """Makes the key of a new case in the session's transaction, and returns its vault.

    `case` is the id of the case, or of another holder of a key (1 to 64 letters, digits and hyphens). Raises
    IntegrityError if it has a key already: two keys of one case would be half a case lost.
    """
    vaults = opened(session)
    vaults[case] = CaseVault(case, *_make(session, case, now))
    return vaults[case]


def case_vault(session: Session, case: str) -> CaseVault:
    """The vault of a case. Raises VaultClosed if it has no key (any more), RingProblem if the ring lacks its key."""
    open_keys(session, [case])
    try:
        return opened(session)[case]
    except KeyError:
        raise VaultClosed from None


def open_keys(session: Session, cases: Iterable[str]) -> None:
    """Opens the vaults of many cases at once, so that a list of them is read without a query for each.

    Those that have no key (any more) are passed over: reading one of them raises VaultClosed. Raises RingProblem.
    """
    vaults = opened(session)
    for some in batched((case for case in cases if case not in vaults), _BATCH):
        for row in _rows(session, some):
            with suppress(VaultClosed):
                vaults[row.holder] = CaseVault(row.holder, unwrapped(row, rings_of(session).records), row.key_id)


def office_vault(session: Session, now: datetime) -> Vault:
    """The vault of what belongs to no case; its key is made in the session's transaction if there is none yet.

    It may be kept for the life of the process: the office's key is never erased. Raises VaultClosed, RingProblem.
    """
    for row in _rows(session, [OFFICE]):
        return Vault(unwrapped(row, rings_of(session).records), row.key_id)
    return Vault(*_make(session, OFFICE, now))


def erase_case_key(session: Session, case: str) -> bool:
    """Deletes the key of a case in the session's transaction: from its commit nothing sealed under it can be read.

    Returns whether there was one. On SQLite the write-ahead log is emptied after the commit, since it holds what was
    deleted. Never the office's own key (ValueError).
    """
    if case == OFFICE:
        raise ValueError("the office's own key cannot be erased")
    opened(session).pop(case, None)
    gone = session.execute(delete(CaseKey).where(CaseKey.holder == case).returning(CaseKey.holder)).first()
    engine = session.get_bind()
    if isinstance(engine, Engine):
        event.listen(session, "after_commit", _emptying(engine), once=True)
    return gone is not None


def wrapped(key: bytes, holder: str, key_id: str, by: RingKey) -> bytes:
    """A data key as it is kept."""
    return bytes(seal(key, by.key, by.id, at("case_keys", holder, key_id)))


def unwrapped(row: CaseKey, ring: KeyRing) -> bytes:
    """The data key of a row. Raises VaultClosed if it was changed or moved, RingProblem if the ring lacks its key."""
    return unseal(row.wrapped, ring.key(row.kek).key, row.kek, at("case_keys", row.holder, row.key_id))


def _make(session: Session, holder: str, now: datetime) -> tuple[bytes, str]:
    if not _HOLDER.fullmatch(holder):
        raise ValueError("who holds a key is named by 1 to 64 letters, digits and hyphens")
    newest, key, key_id = rings_of(session).records.newest(), token_bytes(KEY_BYTES), token_hex(8)
    row = {"holder": holder, "key_id": key_id, "kek": newest.id, "made_at": now}
    row["wrapped"] = wrapped(key, holder, key_id, newest)
    with session.no_autoflush:
        session.execute(insert(CaseKey).values(row))
    return key, key_id


def _rows(session: Session, holders: Sequence[str]) -> list[CaseKey]:
    # Not as objects that the session remembers past the transaction.
    columns = (CaseKey.holder, CaseKey.key_id, CaseKey.kek, CaseKey.wrapped)
    rings_of(session)
    with session.no_autoflush:
        rows = session.execute(select(*columns).where(CaseKey.holder.in_(holders)))
        return [CaseKey(**row._mapping) for row in rows]


def _emptying(engine: Engine) -> Callable[[Session], None]:
    return lambda _: empty_journal(engine)
