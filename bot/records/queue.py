"""The queue as it is kept: what waits, who has it. Nobody's name stands here, sealed or open, until it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CheckConstraint, CursorResult, Enum, ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.casework.office.queue import Place, Waiting
from bot.records.base import Base
from bot.records.sealed import Sealed, SealedRow


class RequestRow(SealedRow, Base):
    """A request about what we hold, under a key of its own: it belongs to a case only once an officer says so (C-111)."""

    __tablename__ = "requests"
    __case__ = "id"

    envelope: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    content = Sealed[dict[str, Any]]()


class QueueItem(Base):
    """One thing that waits. `version` grows with every change, in the whole queue: who knows the last one missed nothing."""

    __tablename__ = "queue"
    __table_args__ = (
        CheckConstraint("(case_id IS NULL) <> (request_id IS NULL) OR kind = 'UNREADABLE'", name="of_one_thing"),
        Index("ix_queue_open", "done_at", "kind"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[Waiting] = mapped_column(Enum(Waiting, native_enum=False, length=24))
    since: Mapped[datetime]
    due: Mapped[datetime | None]
    channel: Mapped[str] = mapped_column(String(10))
    # Whether somebody asked for an interpreter, a format or care in contact: which, stands in the case.
    needs: Mapped[bool]
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    request_id: Mapped[str | None] = mapped_column(ForeignKey("requests.id"))
    owner: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    epoch: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(index=True)

    @property
    def place(self) -> Place:
        """As the rules see it."""
        return Place(self.kind, self.since, self.due)


def waiting(session: Session) -> Sequence[QueueItem]:
    """All that is not done, in no order."""
    return session.scalars(select(QueueItem).where(QueueItem.done_at.is_(None))).all()


def item(session: Session, id_: str) -> QueueItem | None:
    """One thing, done or not."""
    return session.get(QueueItem, id_)


def items_of(session: Session, case: str) -> Sequence[QueueItem]:
    """What waits about a case."""
    return session.scalars(select(QueueItem).where(QueueItem.case_id == case, QueueItem.done_at.is_(None))).all()


def next_version(session: Session) -> int:
    """The number of the next change; unique, since a transaction that writes is alone (base.open_records)."""
    return (session.scalar(select(func.max(QueueItem.version))) or 0) + 1


def latest_version(session: Session) -> int:
    """The number of the last change."""
    return session.scalar(select(func.max(QueueItem.version))) or 0


def take(session: Session, id_: str, epoch: int, owner: UUID | None) -> bool:
    """Gives the item to `owner` (None: back to all) if nobody changed that since `epoch`; whether it did."""
    this = update(QueueItem).where(QueueItem.id == id_, QueueItem.epoch == epoch, QueueItem.done_at.is_(None))
    values = {"owner": owner, "epoch": epoch + 1, "version": next_version(session)}
    return cast("CursorResult[object]", session.execute(this.values(values))).rowcount == 1
