"""Cases and what belongs to each, sealed under the case's own key: erase the key and all of it is gone (C-105).

What stands open are ids, states, moments and the kinds of permission: never a name, a number or a word that was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.casework.office.ledger import Change, PermissionEvent
from bot.records.base import Base
from bot.records.sealed import Sealed, SealedRow


class Case(SealedRow, Base):
    """One family's case. `owner` is the officer who works on it; `epoch` grows with every change of owner."""

    __tablename__ = "cases"
    __table_args__ = (CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="closed_after_opened"),)
    __case__ = "id"

    # The envelope it came in, so that one taken in twice is one case; None for a case opened by an officer.
    envelope: Mapped[str | None] = mapped_column(String(32), unique=True)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    owner: Mapped[UUID | None] = mapped_column(ForeignKey("officers.id"), index=True)
    epoch: Mapped[int] = mapped_column(default=0)
    verified_at: Mapped[datetime | None]
    # Officers of whom a parent said that they must not see the file, or who have an interest in it.
    hidden_from: Mapped[str | None] = mapped_column(String(400))
    reference = Sealed[str]()
    answers = Sealed[dict[str, Any]]()
    safety = Sealed[dict[str, Any]]()
    conversation = Sealed[list[Any]]()


class Permission(SealedRow, Base):
    """One event of the case's permissions, with its evidence. Added, never changed (C-44, C-55)."""

    __tablename__ = "permissions"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(40))
    change: Mapped[Change] = mapped_column(Enum(Change, native_enum=False, length=20))
    at: Mapped[datetime]
    how: Mapped[str] = mapped_column(String(20))
    wording: Mapped[str] = mapped_column(String(64))
    recipient = Sealed[str]()
    evidence = Sealed[dict[str, Any]]()

    @property
    def event(self) -> PermissionEvent:
        """As the rules see it."""
        return PermissionEvent(self.seq, self.purpose, self.recipient, self.change, self.at)


class CaseNote(SealedRow, Base):
    """What an officer wrote. Parents can ask to read it; facts and opinions are kept apart (C-116)."""

    __tablename__ = "case_notes"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(10))
    text = Sealed[str]()


class Draft(SealedRow, Base):
    """What an officer is writing and has not saved: it outlives a lost line, a sign-in that ended and a hand-over."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("case_id", "by"),)

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    by: Mapped[UUID]
    at: Mapped[datetime]
    text = Sealed[str]()


class CaseTask(SealedRow, Base):
    """Something to do by a day."""

    __tablename__ = "case_tasks"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    text = Sealed[str]()


class ContactEntry(SealedRow, Base):
    """A call, letter or visit, in either direction. One that needed a permission and had none became an incident."""

    __tablename__ = "contacts"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[UUID]
    way: Mapped[str] = mapped_column(String(20))
    with_whom = Sealed[str]()
    text = Sealed[str]()


class Disclosure(SealedRow, Base):
    """Something that left the service, or was refused: by which permission, or by whose override (C-4, C-90)."""

    __tablename__ = "disclosures"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(String(20))
    permission_seq: Mapped[int | None]
    purpose: Mapped[str] = mapped_column(String(40))
    recipient = Sealed[str]()
    fields = Sealed[list[str]]()
    content = Sealed[str]()


class Incident(SealedRow, Base):
    """Something was told without permission: the lead and the data protection officer have 72 hours (UK GDPR, Article 33)."""

    __tablename__ = "incidents"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[UUID]
    report_by: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    text = Sealed[str]()


def case_of(session: Session, id_: str) -> Case | None:
    """The case with this id, open or closed."""
    return session.get(Case, id_)


def case_from(session: Session, envelope: str) -> Case | None:
    """The case that came in this envelope."""
    return session.scalar(select(Case).where(Case.envelope == envelope))


def open_cases(session: Session) -> Sequence[Case]:
    """Every open case, the oldest first."""
    return session.scalars(select(Case).where(Case.closed_at.is_(None)).order_by(Case.opened_at, Case.id)).all()


def permissions_of(session: Session, case: str) -> Sequence[Permission]:
    """All events of a case's permissions, in order."""
    return session.scalars(select(Permission).where(Permission.case_id == case).order_by(Permission.seq)).all()


def notes_of(session: Session, case: str) -> Sequence[CaseNote]:
    """The notes of a case, the newest first."""
    return session.scalars(select(CaseNote).where(CaseNote.case_id == case).order_by(CaseNote.at.desc())).all()


def draft_of(session: Session, case: str, by: UUID) -> Draft | None:
    """What this officer was writing in a case."""
    return session.scalar(select(Draft).where(Draft.case_id == case, Draft.by == by))


def tasks_of(session: Session, case: str) -> Sequence[CaseTask]:
    """What is to be done in a case, the next first; what was done is among it."""
    return session.scalars(select(CaseTask).where(CaseTask.case_id == case).order_by(CaseTask.due_on)).all()


def contacts_of(session: Session, case: str) -> Sequence[ContactEntry]:
    """The contact log of a case, the newest first."""
    return session.scalars(
        select(ContactEntry).where(ContactEntry.case_id == case).order_by(ContactEntry.at.desc())
    ).all()


def disclosures_of(session: Session, case: str) -> Sequence[Disclosure]:
    """What left the service from a case or was refused, the newest first."""
    return session.scalars(select(Disclosure).where(Disclosure.case_id == case).order_by(Disclosure.at.desc())).all()


def incidents(session: Session) -> Sequence[Incident]:
    """Every incident that is not settled, the most urgent first."""
    return session.scalars(select(Incident).where(Incident.settled_at.is_(None)).order_by(Incident.report_by)).all()
