"""The audit as it is kept: entries are added and never changed, and no name is in it (C-98, C-133).

On SQLite triggers refuse every change; on PostgreSQL the office's role has INSERT and SELECT on this table and nothing
else (docs/keys.md). The database does not hold the list of actions: it grows, and a table that must never be rewritten
should not be rebuilt for a word. The code refuses what is not in the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DDL, CheckConstraint, Row, String, event, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from bot.records.audit_chain import BEGINNING, Entry, entry_mac, moment
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.base import Base
from bot.records.case_keys import case_vault
from bot.records.unlocked import rings_of
from bot.records.vault import Opaque

# Who acts when no officer does, and who failed to sign in when it was nobody we know.
SYSTEM, NOBODY = Opaque("system"), Opaque("nobody")
_OPAQUE = re.compile(r"[0-9a-f]{32}|system|nobody")
# One number for all of us: whoever holds this lock of PostgreSQL adds the next entry.
_LOCK = 7_301_133
_PAGE = 1000
TRIGGERS = {
    "audit_is_not_changed": "BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "audit_is_not_deleted": "BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    # Also because INSERT OR REPLACE deletes without asking the trigger above.
    "audit_is_added_to_at_its_end": (
        "BEFORE INSERT ON audit WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit) "
        "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END"
    ),
}


class Audit(Base):
    """One entry. `actor` and `subject` are opaque ids: only who has a case's key can tell which case it is."""

    __tablename__ = "audit"
    __table_args__ = (CheckConstraint("seq > 0", name="seq_from_one"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(32), index=True)
    detail: Mapped[str | None] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(16))  # which key of the audit's ring signed it
    previous: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))


for _name, _text in TRIGGERS.items():
    event.listen(
        Audit.__table__,
        "after_create",
        DDL(f"CREATE TRIGGER {_name} {_text}").execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
    )


def note(
    session: Session,
    action: AuditAction,
    actor: UUID | Opaque,
    subject: UUID | Opaque | None,
    at: datetime,
    detail: AuditDetail | None = None,
) -> Entry:
    """Adds an entry in the session's own transaction: what is noted and its note are kept together, or neither is.

    `at` in UTC; `subject` an officer's id, or what `of_case` gives. Raises ValueError for an id that is none, for a word
    that is not in the list and for a moment without a time zone, VaultClosed in a session without keys, RingProblem if
    the audit has no key.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    key = rings_of(session).audit.newest()
    if session.get_bind().dialect.name == "postgresql":
        # Held until the transaction ends. SQLite's transactions begin one after the other as it is.
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    before = last(session)
    seq, previous = (before.seq + 1, before.mac) if before else (1, BEGINNING)
    words = (AuditAction(action).value, _opaque(subject), AuditDetail(detail).value if detail is not None else None)
    unsigned = Entry(seq, moment(at), _opaque(actor) or NOBODY, *words, key.id, previous, "")
    entry = replace(unsigned, mac=entry_mac(unsigned, key.key))
    with session.no_autoflush:
        session.execute(insert(Audit).values({**vars(entry), "at": at}))
    return entry


def of_case(session: Session, case: str) -> Opaque:
    """What stands for a case in the audit. Raises VaultClosed if its key is erased: then nobody can tell any more."""
    return case_vault(session, case).opaque_id(case)


def last(session: Session) -> Entry | None:
    """The latest entry, if there is any."""
    with session.no_autoflush:
        row = session.execute(select(*_COLUMNS).order_by(Audit.seq.desc()).limit(1)).one_or_none()
    return _entry(row) if row else None


def entries(sessions: sessionmaker[Session]) -> Iterator[Entry]:
    """Every entry in order, in transactions of a thousand: whoever reads slowly keeps nobody from writing."""
    seq = 0
    while True:
        with sessions() as session:
            after = select(*_COLUMNS).where(Audit.seq > seq).order_by(Audit.seq).limit(_PAGE)
            page = [_entry(row) for row in session.execute(after)]
        yield from page
        if len(page) < _PAGE:
            return
        seq = page[-1].seq


def entries_about(session: Session, subject: UUID | Opaque) -> list[Entry]:
    """What is noted about one subject, the oldest first."""
    about = select(*_COLUMNS).where(Audit.subject == _opaque(subject))
    return [_entry(row) for row in session.execute(about.order_by(Audit.seq))]


def count(session: Session) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(Audit)) or 0


_COLUMNS = tuple(Audit.__table__.columns)


def _entry(row: Row[Any]) -> Entry:
    return Entry(**{**row._mapping, "at": moment(row._mapping["at"])})


def _opaque(id_: UUID | str | None) -> str | None:
    text = id_.hex if isinstance(id_, UUID) else id_
    if text is not None and not _OPAQUE.fullmatch(text):
        raise ValueError("the audit takes opaque ids only: 32 hexadecimal digits")
    return text
