"""Sessions that have the office's keys: without them nothing sealed can be read and nothing be noted in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from bot.records.key_ring import KeyRing
from bot.records.sealing import VaultClosed
from bot.records.vault import CaseVault

RECORDS, AUDIT = "records", "audit"
# Where a session keeps the rings it was given, and the vaults of cases that it opened in the present transaction.
_RINGS, _OPENED = "evenhand rings", "evenhand opened vaults"


@dataclass(frozen=True)
class Rings:
    """`records` wraps the keys of cases, `audit` signs the audit: who checks the audit need not be able to read a case."""

    records: KeyRing
    audit: KeyRing


def rings_in(folder: Path) -> Rings:
    """The rings in the folder of the office's keys (EVENHAND_KEYS)."""
    return Rings(KeyRing(folder / RECORDS), KeyRing(folder / AUDIT))


def unlocked(sessions: sessionmaker[Session], rings: Rings) -> sessionmaker[Session]:
    """Sessions on the same database that can seal, open and note."""
    made = sessionmaker(sessions.kw["bind"], expire_on_commit=False, info={_RINGS: rings})
    # A key that was made and rolled back, or erased since, must not be used again.
    event.listen(made, "after_transaction_end", _forget)
    return made


def rings_of(session: Session) -> Rings:
    """The rings of a session that `unlocked` made. Raises VaultClosed for any other."""
    rings = session.info.get(_RINGS)
    if not isinstance(rings, Rings):
        raise VaultClosed
    return rings


def opened(session: Session) -> dict[str, CaseVault]:
    """The vaults that were opened in the session's present transaction, by case; to be looked up and added to."""
    vaults: dict[str, CaseVault] = session.info.setdefault(_OPENED, {})
    return vaults


def _forget(session: Session, _: SessionTransaction) -> None:
    session.info.pop(_OPENED, None)
