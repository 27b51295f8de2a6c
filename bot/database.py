"""How SQLite is opened, wherever several processes compare and set on one file."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, event

BUSY_SECONDS = 5


def options(url: str) -> dict[str, Any]:
    """What to connect to the database at SQLAlchemy's address `url` with: on SQLite, how long to wait for a writer."""
    return {"timeout": BUSY_SECONDS} if url.startswith("sqlite") else {}


def set_up_sqlite(engine: Engine, *, only_reads: bool = False) -> None:
    """Each transaction begins with BEGIN IMMEDIATE, so that two processes that compare and set never both pass
    (architecture.md 4); readers do not wait for a writer (WAL); foreign keys are held to; what is erased is overwritten.

    An engine that `only_reads` begins no transactions: each statement sees what is there, and holds nobody up.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _: Any) -> None:
        # The driver must not begin transactions by itself, or it would begin them DEFERRED.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is erased is overwritten (C-105).
        connection.execute("PRAGMA secure_delete = ON")

    if not only_reads:

        @event.listens_for(engine, "begin")
        def begun(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def empty_journal(engine: Engine) -> None:
    """On SQLite, moves the write-ahead log into the database and cuts it to nothing; others may delay that."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
