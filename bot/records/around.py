"""What stands around a case: links to other cases, and the papers a parent handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.records.base import Base
from bot.records.sealed import Sealed, SealedRow


class CaseLink(SealedRow, Base):
    """That an officer linked a case with another, and why; the other has a row of its own, under its own key."""

    __tablename__ = "case_links"
    __table_args__ = (UniqueConstraint("case_id", "other_id"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime]
    by: Mapped[UUID]
    why = Sealed[str]()


class Document(SealedRow, Base):
    """A paper that was handed in, sealed under the case's key: it goes with the case. `size` is in bytes."""

    __tablename__ = "documents"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[UUID]
    size: Mapped[int]
    name = Sealed[str]()
    given_by = Sealed[str]()


class DocumentContent(SealedRow, Base):
    """What is in a paper, apart from its name: a list of papers opens none of them."""

    __tablename__ = "document_contents"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), unique=True)
    content = Sealed[bytes]()


def links_of(session: Session, case: str) -> Sequence[CaseLink]:
    """What a case is linked with, the oldest first."""
    return session.scalars(select(CaseLink).where(CaseLink.case_id == case).order_by(CaseLink.at)).all()


def documents_of(session: Session, case: str) -> Sequence[Document]:
    """The papers of a case, the newest first."""
    return session.scalars(select(Document).where(Document.case_id == case).order_by(Document.at.desc())).all()


def content_of(session: Session, document: str) -> bytes:
    """What is in a paper."""
    return session.scalars(select(DocumentContent).where(DocumentContent.document_id == document)).one().content
