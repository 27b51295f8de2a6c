"""The office's database keeps moments in UTC and lets two writers pass only one after the other."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.base import Base, open_records

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Kept(Base):
    __tablename__ = "kept_for_this_test"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    owner: Mapped[str | None]


def records(folder: Path):
    sessions = open_records(f"sqlite:///{folder / 'records.db'}")
    Base.metadata.create_all(sessions.kw["bind"], tables=[Kept.__table__])
    return sessions


def test_a_moment_comes_back_aware_and_in_utc(tmp_path: Path) -> None:
    sessions = records(tmp_path)
    summer = NOON.astimezone(timezone(timedelta(hours=1)))
    with sessions.begin() as session:
        session.add(Kept(id=1, at=summer))
    with sessions() as session:
        read = session.scalars(select(Kept)).one().at
    assert read == NOON
    assert read.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StatementError, match="time zone"), records(tmp_path).begin() as session:
        session.add(Kept(id=1, at=NOON.replace(tzinfo=None)))


def test_of_two_who_compare_and_set_at_once_one_passes(tmp_path: Path) -> None:
    sessions = records(tmp_path)
    with sessions.begin() as session:
        session.add(Kept(id=1, at=NOON))
    passed: list[str] = []

    def claim(name: str) -> None:
        with sessions.begin() as session:
            kept = session.scalars(select(Kept)).one()
            if kept.owner is None:
                kept.owner = name
                session.flush()
                passed.append(name)

    for _ in range(20):
        with sessions.begin() as session:
            session.execute(text("UPDATE kept_for_this_test SET owner = NULL"))
        passed.clear()
        both = [threading.Thread(target=claim, args=(name,)) for name in ("A", "B")]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert len(passed) == 1
