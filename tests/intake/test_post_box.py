"""Envelopes go in, once each; the connection that puts them in can read, count, change and remove nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DatabaseError

from bot.intake.envelope import Envelope, new_id, seal
from bot.intake.post_box import ENVELOPES, NotPosted, PostBox, prepare

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = PrivateKey.generate().public_key


def envelope(id_: str | None = None) -> Envelope:
    return seal("referral", {"name": "Ottoline"}, KEY, "0" * 16, id_ or new_id(), NOW)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Engine]:
    engine = prepare(f"sqlite:///{tmp_path}/intake.db")
    yield engine
    engine.dispose()


@pytest.fixture
def box(tmp_path: Path, office: Engine) -> Iterator[PostBox]:
    made = PostBox(f"sqlite:///{tmp_path}/intake.db")
    yield made
    made.close()


def count(office: Engine) -> int:
    with office.connect() as connection:
        found: int = connection.execute(select(func.count()).select_from(ENVELOPES)).scalar_one()
    return found


def test_what_is_put_in_the_office_finds(box: PostBox, office: Engine) -> None:
    one = envelope()
    box.put(one)
    with office.connect() as connection:
        row = connection.execute(select(ENVELOPES)).mappings().one()
    assert Envelope(**row) == one


def test_sending_again_sends_once_and_says_nothing(box: PostBox, office: Engine) -> None:
    one = envelope()
    box.put(one)
    box.put(one)
    box.put(envelope(one.id))
    assert count(office) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM envelopes",
        "SELECT count(*) FROM envelopes",
        "SELECT 1",
        "DELETE FROM envelopes",
        "UPDATE envelopes SET kind = 'x'",
        "INSERT INTO envelopes SELECT * FROM envelopes",
        "INSERT INTO envelopes VALUES ('a', 1, 'b', 'c', 'd', x'00') RETURNING id",
        "DROP TABLE envelopes",
        "CREATE TABLE other (a)",
        "CREATE TEMP TRIGGER t AFTER INSERT ON envelopes BEGIN SELECT 1; END",
        "PRAGMA table_info(envelopes)",
        "ATTACH ':memory:' AS other",
        "SELECT name FROM sqlite_master",
    ],
)
def test_the_public_side_can_do_nothing_else(box: PostBox, office: Engine, statement: str) -> None:
    box.put(envelope())
    with pytest.raises(DatabaseError), box._engine.connect() as connection:
        connection.execute(text(statement))
    # The control: whoever may read can do it.
    assert count(office) == 1


def test_an_envelope_that_cannot_be_written_is_told(tmp_path: Path, box: PostBox) -> None:
    with pytest.raises(NotPosted):
        PostBox(f"sqlite:///{tmp_path}/missing/intake.db").put(envelope())
    with pytest.raises(NotPosted):
        PostBox(f"sqlite:///{tmp_path}/empty.db").put(envelope())


def test_a_full_disk_is_told_and_nothing_half_written_stays(tmp_path: Path, box: PostBox, office: Engine) -> None:
    box.put(envelope())
    with sqlite3.connect(tmp_path / "intake.db") as direct:
        direct.execute("PRAGMA journal_mode = DELETE")
    full = PostBox(f"sqlite:///{tmp_path}/intake.db")
    connection = full._engine.raw_connection()
    connection.driver_connection.set_authorizer(None)
    pages = connection.driver_connection.execute("PRAGMA page_count").fetchone()[0]
    connection.driver_connection.execute(f"PRAGMA max_page_count = {pages}")
    connection.close()
    with pytest.raises(NotPosted):
        for _ in range(20):
            full.put(envelope())
    assert count(office) < 21
