"""Papers that a parent hands in: sealed under the case's key before anything is written, opened for who has the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.casework.office.papers import endings_of, safe_name
from bot.records import audit
from bot.records.accounts import officers
from bot.records.around import Document, DocumentContent, content_of, documents_of
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.cases.opening import own_case, seen_case, subject_of
from bot.services.office.working import Acting, Desk, NotHere, NotNow

MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Paper:
    """A paper as the case's page lists it. `size` in bytes."""

    id: str
    name: str
    given_by: str
    at: datetime
    by: str
    size: int


def add_document(desk: Desk, acting: Acting, id_: str, name: str, content: bytes, given_by: str, now: datetime) -> None:
    """Adds a paper, under a name that ends as what is in it does.

    Raises NotHere, NotNow("empty") without content or without who gave it, NotNow("too_large"), NotNow("no_such_kind")
    for what is no letter, table, picture or text (casework/office/papers.py).
    """
    if not content or not given_by.strip():
        raise NotNow("empty")
    if len(content) > MOST_BYTES:
        raise NotNow("too_large")
    endings = endings_of(content)
    if endings is None:
        raise NotNow("no_such_kind")
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        paper = Document(
            case_id=case.id,
            at=now,
            by=acting.id,
            size=len(content),
            name=safe_name(name, endings),
            given_by=given_by.strip()[:200],
        )
        session.add(paper)
        session.flush()
        session.add(DocumentContent(case_id=case.id, document_id=paper.id, content=content))
        audit.note(session, AuditAction.DOCUMENT, acting.id, subject_of(session, case), now, AuditDetail.ADDED)


def list_documents(desk: Desk, acting: Acting, id_: str) -> list[Paper]:
    """The papers of one's own case, the newest first. Raises NotHere."""
    with desk.sessions() as session:
        case = seen_case(session, acting, id_)
        names = {officer.id: officer.display_name for officer in officers(session)}
        return [
            Paper(one.id, one.name, one.given_by, one.at, names.get(one.by, ""), one.size)
            for one in documents_of(session, case.id)
        ]


def open_document(desk: Desk, acting: Acting, id_: str, paper: str, now: datetime) -> tuple[str, bytes]:
    """The name and content of a paper of one's own case; it is noted. Raises NotHere."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        found = session.get(Document, paper)
        if found is None or found.case_id != case.id:
            raise NotHere
        audit.note(session, AuditAction.DOCUMENT, acting.id, subject_of(session, case), now, AuditDetail.OPENED)
        return found.name, content_of(session, found.id)
