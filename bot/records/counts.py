"""What is counted and belongs to nobody: enquiries, and facts for equality, kept apart from every case (C-52, C-126)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.records.base import Base
from bot.records.sealed import Sealed, SealedRow


class EnquiryCount(Base):
    """How many enquiries of one sort came on a day. No person is in it."""

    __tablename__ = "enquiry_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(60), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    support: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int]


class EqualityFacts(SealedRow, Base):
    """What somebody told for counting: no case, no day, only the quarter (2026-4)."""

    __tablename__ = "equality_facts"
    __case__ = None

    quarter: Mapped[str] = mapped_column(String(6))
    facts = Sealed[Any]()


def count_enquiry(session: Session, day: date, topic: str, channel: str, support: str) -> None:
    """One enquiry more."""
    key = {"day": day, "topic": topic, "channel": channel, "support": support}
    found = session.get(EnquiryCount, tuple(key.values()))
    if found:
        found.number += 1
    else:
        session.add(EnquiryCount(**key, number=1))


def enquiries(session: Session, first: date, last: date) -> dict[str, int]:
    """How many enquiries there were about each topic from `first` to `last`."""
    rows = session.scalars(select(EnquiryCount).where(EnquiryCount.day.between(first, last)))
    totals: dict[str, int] = {}
    for row in rows:
        totals[row.topic] = totals.get(row.topic, 0) + row.number
    return totals
