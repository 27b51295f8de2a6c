"""What officers write to somebody: the letter as it left, and the one that is being written. Sealed under the case's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.records.base import Base
from bot.records.sealed import Sealed, SealedRow


class Letter(SealedRow, Base):
    """A letter, email or text message that was allowed to leave, word for word. Added, never changed.

    `way` is the permission by which it reached the parent, "" if none was needed; `reason` says why a sentence that the
    rules of wording flag was left as it is. It stands here and nowhere else (never in the audit).
    `override` says why it left without permission (C-90): "reason", "necessity", "family"; empty for every other letter.
    """

    __tablename__ = "letters"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[UUID]
    medium: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(40))
    way: Mapped[str] = mapped_column(String(40))
    recipient = Sealed[str]()
    address = Sealed[str]()
    subject = Sealed[str]()
    fields = Sealed[list[str]]()
    words = Sealed[str]()
    reason = Sealed[str]()
    override = Sealed[dict[str, str]]()


class LetterDraft(SealedRow, Base):
    """A letter that an officer is writing: it outlives a lost line, a sign-in that ended and a hand-over."""

    __tablename__ = "letter_drafts"
    __table_args__ = (UniqueConstraint("case_id", "by"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    by: Mapped[UUID]
    at: Mapped[datetime]
    content = Sealed[dict[str, Any]]()


def letters_of(session: Session, case: str) -> Sequence[Letter]:
    """What was written to somebody in a case, the newest first."""
    return session.scalars(select(Letter).where(Letter.case_id == case).order_by(Letter.at.desc(), Letter.id)).all()


def letter_draft_of(session: Session, case: str, by: UUID) -> LetterDraft | None:
    """The letter that this officer is writing in a case."""
    return session.scalar(select(LetterDraft).where(LetterDraft.case_id == case, LetterDraft.by == by))
