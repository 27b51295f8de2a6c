"""Who sent STOP: the one thing kept of somebody who gave no permission, and only as a keyed hash (channels.md A5, A6).

Both zones look here: the front desk to be silent, the back office before it sends. Without the key a row names nobody.
"""

from __future__ import annotations

import hmac
import sqlite3
from typing import Any

from sqlalchemy import create_engine, delete, event, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.database import options
from bot.intake.post_box import STOPS, NotPosted


class Stops:
    """The numbers that are not to be texted. Everything else in the same database is closed to it."""

    def __init__(self, url: str, key: bytes) -> None:
        """`url` is SQLAlchemy's address of the post box; `key` must stay the same for ever."""
        is_sqlite = url.startswith("sqlite")
        self._key = key
        self._engine = create_engine(url, connect_args=options(url))
        if is_sqlite:
            event.listen(self._engine, "connect", _only_stops)

    def add(self, number: str) -> None:
        """No more texts to `number` (E.164). Raises NotPosted if that cannot be kept."""
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(STOPS).values(hash=self._hash(number)))
        except IntegrityError:
            return
        except (SQLAlchemyError, sqlite3.Error) as problem:
            raise NotPosted(type(problem).__name__) from None

    def lift(self, number: str) -> None:
        """`number` texted again: it may be answered. Raises NotPosted if that cannot be kept."""
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(STOPS).where(STOPS.c.hash == self._hash(number)))
        except (SQLAlchemyError, sqlite3.Error) as problem:
            raise NotPosted(type(problem).__name__) from None

    def holds(self, number: str) -> bool:
        """Whether `number` sent STOP and nothing since. Raises NotPosted if nobody can tell: then send nothing."""
        try:
            with self._engine.connect() as connection:
                found = connection.execute(select(STOPS.c.hash).where(STOPS.c.hash == self._hash(number))).first()
        except (SQLAlchemyError, sqlite3.Error) as problem:
            raise NotPosted(type(problem).__name__) from None
        return found is not None

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def _hash(self, number: str) -> str:
        return hmac.digest(self._key, b"stop " + number.encode(), "sha256").hex()


def _only_stops(connection: sqlite3.Connection, _: Any) -> None:
    ours = (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_READ)
    always = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT)

    def allowed(action: int, table: str | None, *_: Any) -> int:
        return (
            sqlite3.SQLITE_OK if action in always or (action in ours and table == STOPS.name) else sqlite3.SQLITE_DENY
        )

    # What is erased is overwritten (C-105).
    connection.execute("PRAGMA secure_delete = ON")
    connection.set_authorizer(allowed)
