"""Safeguarding alerts as they are kept: apart from cases, each under a key of its own, on a schedule of their own (C-95, C-104).

A case never points here. An alert may say which case it is about, so that the ordinary file still ends when it is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.records.base import Base
from bot.records.sealed import Sealed, SealedRow


class Alert(SealedRow, Base):
    """One alert. `version` grows with every change of any. Sealed: the least that was kept, and why it was decided so."""

    __tablename__ = "alerts"
    __case__ = "id"

    envelope: Mapped[str | None] = mapped_column(String(32), unique=True)
    at: Mapped[datetime]
    level: Mapped[int]
    channel: Mapped[str] = mapped_column(String(10))
    is_drill: Mapped[bool] = mapped_column(default=False)
    owner: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    acknowledged_at: Mapped[datetime | None]
    stage: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    decision: Mapped[str | None] = mapped_column(String(20))
    told: Mapped[str | None] = mapped_column(String(20))
    erase_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(index=True)
    content = Sealed[dict[str, Any]]()
    reasons = Sealed[dict[str, Any]]()


def undecided(session: Session) -> Sequence[Alert]:
    """All that nobody has decided."""
    return session.scalars(select(Alert).where(Alert.decided_at.is_(None)).order_by(Alert.at)).all()


def decided(session: Session) -> Sequence[Alert]:
    """All that were decided and are still kept, the newest first; no trials."""
    found = select(Alert).where(Alert.decided_at.is_not(None), Alert.is_drill.is_(False))
    return session.scalars(found.order_by(Alert.decided_at.desc())).all()


def alert_of(session: Session, id_: str) -> Alert | None:
    """One alert."""
    return session.get(Alert, id_)


def is_taken_in(session: Session, envelope: str) -> bool:
    """Whether this envelope became an alert before."""
    return session.scalar(select(Alert.id).where(Alert.envelope == envelope)) is not None


def to_erase(session: Session, today: date) -> Sequence[Alert]:
    """What is not kept any longer on `today`."""
    return session.scalars(select(Alert).where(Alert.erase_on <= today)).all()


def last_drill(session: Session) -> datetime | None:
    """When the last trial came."""
    return session.scalar(select(func.max(Alert.at)).where(Alert.is_drill.is_(True)))


def latest_alert_version(session: Session) -> int:
    """The number of the last change."""
    return session.scalar(select(func.max(Alert.version))) or 0
