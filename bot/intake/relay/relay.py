"""The one row a conversation has: every change of who holds it is a comparison and a change in one transaction.

Whatever is said because of a change is written in the same transaction: it can be neither lost nor said twice.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, create_engine, delete, insert, inspect, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from bot.casework.handoff import Event, Held, State, after, is_open
from bot.database import empty_journal, options, set_up_sqlite
from bot.intake.relay.keys import seal
from bot.intake.relay.tables import CONVERSATIONS, COUNTER, MESSAGES, METADATA, SIGNS

# C-61, issue of live handoff: erased within a day of its end, unless it went into a case.
KEPT_AFTER_END = timedelta(hours=20)
OFFICER, PARENT = "officer", "parent"

log = logging.getLogger("evenhand.relay")


class RelayAway(Exception):
    """The relay cannot be reached now: nothing was written."""


@dataclass(frozen=True)
class Said:
    """One message to be added: who says it, its content for `keys.seal`, and the sender's own id for it, or ""."""

    sender: str
    content: Mapping[str, Any]
    client_id: str = ""


@dataclass(frozen=True)
class Row:
    """A conversation as it stands. Times in UTC."""

    handle: str
    held: Held
    channel: str
    opened: datetime
    since: datetime
    unanswered_since: datetime | None
    ended: datetime | None
    last_seq: int
    office_key: str
    sealed_key: bytes
    evidence: bytes
    in_case: bool
    is_unsafe: bool
    version: int
    is_the_parents: bool


@dataclass(frozen=True)
class Written:
    """One message as it is kept."""

    seq: int
    sender: str
    at: datetime
    sealed: bytes


@dataclass(frozen=True)
class Opening:
    """What a conversation begins with: who finds it, its key (also sealed to the office's), the evidence of permission.

    `first_seq` is the number its first message gets, `said` what stands in it from the beginning.
    """

    handle: str
    whose: str
    key: bytes
    office_key: str
    sealed_key: bytes
    evidence: bytes
    channel: str
    first_seq: int
    said: Sequence[Said]


@dataclass(frozen=True)
class Signs:
    """When somebody last typed, was seen on the page, left it (UTC); None where nothing is known."""

    typing: datetime | None = None
    here: datetime | None = None
    left: datetime | None = None


class Relay:
    """The conversations at an address of SQLAlchemy. Every method may raise RelayAway; times need a time zone."""

    def __init__(self, url: str) -> None:
        """Makes the tables if they are not there yet."""
        self._engine = create_engine(url, connect_args=options(url))
        self._reading = create_engine(url, connect_args=options(url), isolation_level="AUTOCOMMIT")
        if self._engine.dialect.name == "sqlite":
            set_up_sqlite(self._engine)
            set_up_sqlite(self._reading, only_reads=True)
        with self._writing() as connection:
            METADATA.create_all(connection)
            _bring_up_to_date(connection)
            if connection.execute(select(COUNTER.c.version)).first() is None:
                connection.execute(insert(COUNTER).values(id=1, version=0))

    # ---- Reading

    def find(self, whose: str) -> Row | None:
        """The conversation of a parent's token that is not over for them."""
        return self._one(CONVERSATIONS.c.whose == whose)

    def row(self, handle: str) -> Row | None:
        """The conversation `handle`, if it is not erased."""
        return self._one(CONVERSATIONS.c.handle == handle)

    def open_rows(self) -> list[Row]:
        """All that wait or are with an officer."""
        states = [state.value for state in State if is_open(state)]
        with self._read() as connection:
            return [_row(one) for one in connection.execute(_ROWS.where(CONVERSATIONS.c.state.in_(states)))]

    def messages(self, handle: str, after_seq: int = 0) -> list[Written]:
        """What was said after number `after_seq`, in order."""
        rows = (
            select(MESSAGES.c.seq, MESSAGES.c.sender, MESSAGES.c.at, MESSAGES.c.sealed)
            .where(MESSAGES.c.handle == handle, MESSAGES.c.seq > after_seq)
            .order_by(MESSAGES.c.seq)
        )
        with self._read() as connection:
            return [Written(one.seq, one.sender, _moment(one.at), one.sealed) for one in connection.execute(rows)]

    def was_said(self, handle: str, client_id: str) -> bool:
        """Whether a message with this id of its sender is there."""
        found = select(MESSAGES.c.seq).where(MESSAGES.c.handle == handle, MESSAGES.c.client_id == client_id)
        with self._read() as connection:
            return connection.execute(found).first() is not None

    def version(self) -> int:
        """The number of the last change of any conversation."""
        with self._read() as connection:
            return int(connection.execute(select(COUNTER.c.version)).scalar_one())

    def changed(self, version: int) -> list[str]:
        """The handles of all that changed after change number `version`."""
        rows = select(CONVERSATIONS.c.handle).where(CONVERSATIONS.c.version > version)
        with self._read() as connection:
            return list(connection.execute(rows).scalars())

    def signs(self, handle: str) -> Signs:
        """What is known of the parent's page."""
        with self._read() as connection:
            found = connection.execute(select(SIGNS).where(SIGNS.c.handle == handle)).first()
        return Signs(*(_moment(at) if at else None for at in found[1:])) if found else Signs()

    # ---- Writing

    def open(self, opening: Opening, now: datetime) -> Row:
        """Puts a parent through: the conversation waits, and what it begins with stands in it, in one step.

        The parent's own that is there already stays as it is and is returned: asked twice is put through once. One that
        the assistant has again is let go: its numbers do not go on where the conversation's do.
        """
        with self._writing() as connection:
            found = connection.execute(_ROWS.where(CONVERSATIONS.c.whose == opening.whose)).first()
            if found is not None:
                row = _row(found)
                if row.held.state is not State.BOT:
                    return row
                _set(connection, row.handle, whose=None, ended=now.timestamp())
            values = {
                "handle": opening.handle,
                "whose": opening.whose,
                "state": State.WAITING.value,
                "epoch": 1,
                "channel": opening.channel,
                "opened": now.timestamp(),
                "since": now.timestamp(),
                "last_seq": opening.first_seq - 1,
                "office_key": opening.office_key,
                "sealed_key": opening.sealed_key,
                "evidence": opening.evidence,
                "in_case": False,
                "version": self._next(connection),
            }
            connection.execute(insert(CONVERSATIONS).values(values))
            last = self._add(connection, opening.handle, opening.first_seq - 1, opening.said, opening.key, now)
            _set(connection, opening.handle, last_seq=last)
            return self._again(connection, opening.handle)

    def say(
        self,
        handle: str,
        said: Sequence[Said],
        key: bytes,
        now: datetime,
        *,
        owner: str | None = None,
        epoch: int | None = None,
    ) -> Row | None:
        """The conversation with `said` added, or as it was if the first of it is there already; None if it is gone.

        A parent's words are added while it waits or is with an officer; in any other state nothing is added, which the
        row shows. An officer's (`owner` with `epoch`) only while it is theirs at that epoch.
        """
        with self._writing() as connection:
            found = connection.execute(_ROWS.where(CONVERSATIONS.c.handle == handle)).first()
            if found is None:
                return None
            row = _row(found)
            is_theirs = owner is None or (row.held.owner == owner and row.held.epoch == epoch)
            if not is_open(row.held.state) or not is_theirs or self._is_there(connection, handle, said):
                return row
            last = self._add(connection, handle, row.last_seq, said, key, now)
            values: dict[str, Any] = {"last_seq": last, "version": self._next(connection)}
            senders = {one.sender for one in said}
            if OFFICER in senders:
                values["unanswered_since"] = None
            elif PARENT in senders and row.unanswered_since is None:
                values["unanswered_since"] = now.timestamp()
            if PARENT in senders:
                # Whoever sent it has stopped typing.
                connection.execute(update(SIGNS).where(SIGNS.c.handle == handle).values(typing=None))
            _set(connection, handle, **values)
            return self._again(connection, handle)

    def change(
        self,
        handle: str,
        event: Event,
        epoch: int,
        said: Sequence[Said],
        key: bytes,
        now: datetime,
        *,
        owner: str | None = None,
        by: str | None = None,
        unanswered_since: datetime | None = None,
    ) -> Row | None:
        """The conversation after `event` with `said` in it; None if it may not happen or somebody was first (handoff.after).

        A timer says since when it saw a parent wait (`unanswered_since`, as `Row` gave it): an answer was first as well,
        though it changes no epoch.
        """
        with self._writing() as connection:
            found = connection.execute(_ROWS.where(CONVERSATIONS.c.handle == handle)).first()
            row = _row(found) if found else None
            held = after(row.held, event, epoch, owner, by) if row else None
            if row is None or held is None:
                return None
            if unanswered_since is not None and unanswered_since != row.unanswered_since:
                return None
            self._change(connection, row, held, said, key, now)
            return self._again(connection, handle)

    def end(self, handle: str, now: datetime) -> None:
        """The parent ends it and clears it: what was said is gone at once, here too (C-46)."""
        with self._writing() as connection:
            connection.execute(delete(MESSAGES).where(MESSAGES.c.handle == handle))
            found = connection.execute(_ROWS.where(CONVERSATIONS.c.handle == handle)).first()
            if found is None:
                return
            row = _row(found)
            held = after(row.held, Event.END, row.held.epoch)
            if held is not None:
                self._change(connection, row, held, (), b"", now)
            _set(connection, handle, whose=None, evidence=b"", version=self._next(connection))
        self._leave_nothing()

    def let_go(self, handle: str, whose: str, now: datetime) -> None:
        """It is over for the parent: their token does not find it any more, and begins anew."""
        with self._writing() as connection:
            this = update(CONVERSATIONS).where(CONVERSATIONS.c.handle == handle, CONVERSATIONS.c.whose == whose)
            connection.execute(this.values(whose=None, ended=now.timestamp()))

    def note_in_case(self, handle: str) -> None:
        """An officer made a case of it; the copy here goes with the others."""
        with self._writing() as connection:
            _set(connection, handle, in_case=True, version=self._next(connection))

    def mark_unsafe(self, handle: str, owner: str, unsafe: bool) -> bool:
        """Marks that somebody who is feared may read along, or takes the mark off; False if it is not this officer's."""
        with self._writing() as connection:
            theirs = update(CONVERSATIONS).where(CONVERSATIONS.c.handle == handle, CONVERSATIONS.c.owner == owner)
            return connection.execute(theirs.values(is_unsafe=unsafe, version=self._next(connection))).rowcount == 1

    def sign(self, handle: str, now: datetime, *, typing: bool = False, here: bool = False, left: bool = False) -> None:
        """Notes what the parent's page shows of itself."""
        at = now.timestamp()
        values: dict[str, float | None] = {}
        if here:
            values |= {"here": at, "left": None}
        if typing:
            values |= {"typing": at, "here": at, "left": None}
        if left:
            values |= {"left": at, "typing": None}
        with self._writing() as connection:
            state = connection.execute(select(CONVERSATIONS.c.state).where(CONVERSATIONS.c.handle == handle)).scalar()
            if state is None or not is_open(State(state)):
                return
            if not connection.execute(update(SIGNS).where(SIGNS.c.handle == handle).values(values)).rowcount:
                connection.execute(insert(SIGNS).values(handle=handle, **values))
            if typing or left:
                _set(connection, handle, version=self._next(connection))

    def erase_due(self, now: datetime) -> int:
        """Erases what ended, or went back to the assistant, long enough ago; how many. Waits for nobody."""
        before = (now - KEPT_AFTER_END).timestamp()
        over = CONVERSATIONS.c.state.in_([State.BOT.value, State.CLOSED.value]) & (CONVERSATIONS.c.since <= before)
        with self._writing() as connection:
            gone = list(connection.execute(select(CONVERSATIONS.c.handle).where(over)).scalars())
            for table in (MESSAGES, SIGNS, CONVERSATIONS):
                connection.execute(delete(table).where(table.c.handle.in_(gone)))
            if gone:
                self._next(connection)
        if gone:
            self._leave_nothing()
        return len(gone)

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()
        self._reading.dispose()

    def _leave_nothing(self) -> None:
        # What is erased is overwritten in the database; the journal beside it still holds what was written before (C-105).
        try:
            empty_journal(self._engine)
        except (SQLAlchemyError, sqlite3.Error) as problem:
            log.error("the relay's journal was not emptied: %s", type(problem).__name__)

    # ---- Within a transaction

    def _change(
        self,
        connection: Connection,
        row: Row,
        held: Held,
        said: Sequence[Said],
        key: bytes,
        now: datetime,
    ) -> None:
        last = self._add(connection, row.handle, row.last_seq, said, key, now)
        is_over = held.state is State.CLOSED
        changed = _set(
            connection,
            row.handle,
            epoch_was=row.held.epoch,
            state=held.state.value,
            epoch=held.epoch,
            owner=held.owner,
            since=now.timestamp(),
            unanswered_since=now.timestamp() if held.state is State.OFFICER else None,
            ended=now.timestamp() if is_over else None,
            last_seq=last,
            version=self._next(connection),
        )
        if not changed:
            # Another transaction came between: the database does not serialise writers as it was told to.
            raise RelayAway("the epoch moved")

    def _add(
        self, connection: Connection, handle: str, last: int, said: Sequence[Said], key: bytes, now: datetime
    ) -> int:
        for one in said:
            last += 1
            connection.execute(
                insert(MESSAGES).values(
                    handle=handle,
                    seq=last,
                    sender=one.sender,
                    at=now.timestamp(),
                    client_id=one.client_id or None,
                    sealed=seal(one.content, key, handle, last),
                )
            )
        return last

    def _is_there(self, connection: Connection, handle: str, said: Sequence[Said]) -> bool:
        ids = [one.client_id for one in said if one.client_id]
        found = select(MESSAGES.c.seq).where(MESSAGES.c.handle == handle, MESSAGES.c.client_id.in_(ids))
        return bool(ids) and connection.execute(found).first() is not None

    def _next(self, connection: Connection) -> int:
        connection.execute(update(COUNTER).values(version=COUNTER.c.version + 1))
        return int(connection.execute(select(COUNTER.c.version)).scalar_one())

    def _again(self, connection: Connection, handle: str) -> Row:
        return _row(connection.execute(_ROWS.where(CONVERSATIONS.c.handle == handle)).one())

    def _one(self, condition: Any) -> Row | None:
        with self._read() as connection:
            found = connection.execute(_ROWS.where(condition)).first()
        return _row(found) if found else None

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        try:
            with self._reading.connect() as connection:
                yield connection
        except SQLAlchemyError as problem:
            raise RelayAway(type(problem).__name__) from None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as problem:
            raise RelayAway(type(problem).__name__) from None


_ROWS = select(CONVERSATIONS)


def _bring_up_to_date(connection: Connection) -> None:
    # Conversations of an earlier version go on: nothing here lives for longer than a day, so this is all the migration.
    if "is_unsafe" not in {one["name"] for one in inspect(connection).get_columns(CONVERSATIONS.name)}:
        connection.execute(text("ALTER TABLE conversations ADD COLUMN is_unsafe BOOLEAN DEFAULT FALSE NOT NULL"))


def _set(connection: Connection, handle: str, *, epoch_was: int | None = None, **values: Any) -> bool:
    this = update(CONVERSATIONS).where(CONVERSATIONS.c.handle == handle)
    if epoch_was is not None:
        this = this.where(CONVERSATIONS.c.epoch == epoch_was)
    return connection.execute(this.values(values)).rowcount == 1


def _row(found: Any) -> Row:
    return Row(
        handle=found.handle,
        held=Held(State(found.state), found.epoch, found.owner),
        channel=found.channel,
        opened=_moment(found.opened),
        since=_moment(found.since),
        unanswered_since=_moment(found.unanswered_since) if found.unanswered_since else None,
        ended=_moment(found.ended) if found.ended else None,
        last_seq=found.last_seq,
        office_key=found.office_key,
        sealed_key=found.sealed_key,
        evidence=found.evidence,
        in_case=found.in_case,
        is_unsafe=found.is_unsafe,
        version=found.version,
        is_the_parents=found.whose is not None,
    )


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
