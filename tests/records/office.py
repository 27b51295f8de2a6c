"""An office for tests: a database on disk with keys, a family's row and notes about it. Everybody is invented."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from bot.records.base import Base, open_records
from bot.records.case_keys import CaseKey, make_case_key
from bot.records.sealed import Sealed, SealedRow
from bot.records.unlocked import Rings, rings_in, unlocked

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Family(SealedRow, Base):
    __tablename__ = "families_of_this_test"
    __case__ = "id"

    name = Sealed[str]()
    born = Sealed[date | None]()
    wishes = Sealed[dict[str, list[str]] | None]()
    is_open: Mapped[bool] = mapped_column(default=True)


class Remark(SealedRow, Base):
    __tablename__ = "remarks_of_this_test"

    case_id: Mapped[str] = mapped_column(ForeignKey("families_of_this_test.id"))
    text = Sealed[str]()
    scan = Sealed[bytes]()


class Draft(SealedRow, Base):
    """Of no case."""

    __tablename__ = "drafts_of_this_test"
    __case__ = None

    text = Sealed[str]()


class Office:
    """The database, the keys and the sessions that have both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "records.db"
        self.url = f"sqlite:///{self.file}"
        self.rings: Rings = rings_in(folder / "keys")
        self.rings.records.make(NOON)
        self.rings.audit.make(NOON)
        self.locked: sessionmaker[Session] = open_records(self.url)
        Base.metadata.create_all(self.locked.kw["bind"])
        self.sessions = unlocked(self.locked, self.rings)

    def family(self, name: str = "Wren Hollis", text: str = "School wrote back.", scan: bytes = b"%PDF") -> str:
        """Adds a family with one remark; the id of the case."""
        with self.sessions.begin() as session:
            family = Family(name=name, born=date(2017, 3, 4), wishes={"asked": ["mediation"]})
            make_case_key(session, family.id, NOON)
            session.add_all([family, Remark(case_id=family.id, text=text, scan=scan)])
        return family.id

    def by_hand(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What somebody with the database file alone can do."""
        connection = sqlite3.connect(self.file, isolation_level=None)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def case_keys(self) -> list[tuple[object, ...]]:
        return self.by_hand(f"SELECT * FROM {CaseKey.__tablename__} ORDER BY holder")
