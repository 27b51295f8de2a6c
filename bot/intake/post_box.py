"""The post box: the public side puts envelopes in, and nothing on the public side can take one out or look (C-31, C-71).

On SQLite, which knows no roles, the connection itself refuses to read: an authorizer denies every SELECT and RETURNING.
On PostgreSQL the public role has INSERT on this table and nothing else; the authorizer's place is then the server's.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.database import options
from bot.intake.envelope import Envelope

METADATA = MetaData()
ENVELOPES = Table(
    "envelopes",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("created", String(14), nullable=False),
    Column("key", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
# Who sent STOP, as a keyed hash (bot.intake.stops), and what became of officers' texts (bot.intake.receipts).
STOPS = Table("sms_stops", METADATA, Column("hash", String(64), primary_key=True))
RECEIPTS = Table(
    "sms_receipts",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("sid", String(34), nullable=False),
    Column("status", String(20), nullable=False),
    Column("code", Integer, nullable=False),
    Column("put_at", Integer, nullable=False),
)
# What the public side's connection may do on SQLite; everything else is denied.
_ALLOWED = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT)


class NotPosted(Exception):
    """The post box could not be reached: nothing was sent, and the parent must be told so."""


class PostBox:
    """Where the public side puts envelopes. It cannot read them back, count them, or learn what is there."""

    def __init__(self, url: str) -> None:
        """`url` is SQLAlchemy's address of the database whose table `prepare` made."""
        self._engine = create_engine(url, connect_args=options(url))
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _forbid_reading)

    def put(self, envelope: Envelope) -> None:
        """Writes `envelope`, whole or not at all; an envelope that is there already stays, and nothing is said of it.

        Raises NotPosted if it could not be written (no room, locked for five seconds, no database).
        """
        self.insert(insert(ENVELOPES).values(vars(envelope)))

    def insert(self, row: Insert) -> None:
        """Runs one INSERT, whole or not at all; a row that is there already stays. Raises NotPosted as `put` does."""
        try:
            with self._engine.begin() as connection:
                connection.execute(row)
        except IntegrityError:
            # The id is random and the sender's own: only the same envelope, sent again, can have it.
            return
        except (SQLAlchemyError, sqlite3.Error) as problem:
            raise NotPosted(type(problem).__name__) from None

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()


def prepare(url: str) -> Engine:
    """Makes the table if it is not there, and returns an engine that may read: for the office's side only."""
    engine = create_engine(url, connect_args=options(url))
    METADATA.create_all(engine)
    return engine


def take_all(url: str) -> list[Envelope]:
    """Every envelope that waits, by the hour of posting: for the office's side only. Raises NotPosted if it cannot read."""
    engine = create_engine(url, connect_args=options(url))
    try:
        with engine.connect() as connection:
            return [
                Envelope(**row._mapping) for row in connection.execute(select(ENVELOPES).order_by(ENVELOPES.c.created))
            ]
    except SQLAlchemyError as problem:
        raise NotPosted(type(problem).__name__) from None
    finally:
        engine.dispose()


def _forbid_reading(connection: sqlite3.Connection, _: Any) -> None:
    def allowed(action: int, *_: Any) -> int:
        return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY

    connection.set_authorizer(allowed)
