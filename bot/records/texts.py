"""Officers' texts on their way out: whom and what is sealed, and emptied as soon as nothing more comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.casework.office.texting import State
from bot.records.base import Base
from bot.records.sealed import Sealed, SealedRow


class OutgoingText(SealedRow, Base):
    """One text. `about` is the case or conversation it belongs to; `message` holds `to` (E.164) and `text`, {} once it is over.

    `is_reply`: somebody texted just now and this answers. `number` counts them in the order in
    which they were written; `segments` is what it costs; `sid` is Twilio's id of it. `noticed_at` is when whoever has the
    case or conversation saw that it did not arrive.
    """

    __tablename__ = "sms_outbox"
    __table_args__ = (Index("ix_sms_outbox_due", "state", "next_at"),)
    __case__ = None

    # Which letter, or which message of a live conversation, it is, so that none is put in twice.
    part: Mapped[str | None] = mapped_column(String(60), unique=True)
    number: Mapped[int] = mapped_column(unique=True)
    about: Mapped[str] = mapped_column(String(80), index=True)
    by: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"))
    is_reply: Mapped[bool]
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[State] = mapped_column(Enum(State, native_enum=False, length=12))
    sid: Mapped[str | None] = mapped_column(String(34), unique=True)
    code: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    segments: Mapped[int]
    tried_at: Mapped[datetime | None]
    noticed_at: Mapped[datetime | None]
    message = Sealed[dict[str, Any]]()


def has_part(session: Session, part: str) -> bool:
    """Whether this message of a conversation was put in."""
    return session.scalar(select(OutgoingText.id).where(OutgoingText.part == part)) is not None


def next_number(session: Session) -> int:
    """The number of the next text; unique, since a transaction that writes is alone (base.open_records)."""
    return (session.scalar(select(func.max(OutgoingText.number))) or 0) + 1


def next_due(session: Session, now: datetime) -> OutgoingText | None:
    """The oldest text that may go at `now`: none overtakes another of the same conversation."""
    waiting = select(OutgoingText).where(OutgoingText.state == State.PENDING)
    seen = set()
    for text in session.scalars(waiting.order_by(OutgoingText.number)):
        if text.next_at <= now and text.about not in seen:
            return text
        seen.add(text.about)
    return None


def by_sid(session: Session, sid: str) -> OutgoingText | None:
    """The text that Twilio calls `sid`."""
    return session.scalar(select(OutgoingText).where(OutgoingText.sid == sid))


def in_state(session: Session, state: State) -> Sequence[OutgoingText]:
    """All texts in a state, oldest first."""
    return session.scalars(select(OutgoingText).where(OutgoingText.state == state).order_by(OutgoingText.number)).all()


def texts_about(session: Session, about: str) -> Sequence[OutgoingText]:
    """The texts of a case or conversation, oldest first."""
    return session.scalars(select(OutgoingText).where(OutgoingText.about == about).order_by(OutgoingText.number)).all()


def unnoticed(session: Session) -> frozenset[str]:
    """What texts are about that did not arrive, or of which nobody can tell, and that nobody has seen since."""
    found = select(OutgoingText.about).where(
        OutgoingText.state.in_((State.FAILED, State.UNKNOWN)), OutgoingText.noticed_at.is_(None)
    )
    return frozenset(session.scalars(found))


def segments_since(session: Session, since: datetime) -> int:
    """How many segments were tried from `since` on, whatever became of them."""
    spent = select(func.sum(OutgoingText.segments)).where(OutgoingText.tried_at >= since)
    return session.scalar(spent) or 0
