"""A request about what we hold, once an officer has taken it: read it, and say what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.records import audit
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.case_keys import case_vault
from bot.records.queue import QueueItem, RequestRow, item, next_version
from bot.services.office.working import Acting, Desk, NotHere

DONE, NOT_DONE = "done", "not_done"


@dataclass(frozen=True)
class RequestView:
    """A request as its page shows it: what the parent wrote, how to find the file, the words and the answer."""

    id: str
    item: str
    kind: str
    at: datetime
    due: datetime | None
    reference: str
    answers: dict[str, Any]
    stop: list[str]
    evidence: list[dict[str, Any]]


def show_request(desk: Desk, acting: Acting, item_id: str, now: datetime) -> RequestView:
    """The request behind a thing in the queue that this officer has. Raises NotHere for any other."""
    with desk.sessions.begin() as session:
        found, request = _own(session, acting, item_id)
        subject = case_vault(session, request.id).opaque_id(request.id)
        audit.note(session, AuditAction.CASE_VIEWED, acting.id, subject, now)
        told = request.content
        return RequestView(
            request.id,
            found.id,
            request.kind,
            request.at,
            found.due,
            told.get("reference", ""),
            told.get("answers", {}),
            told.get("stop", []),
            told.get("permissions", []),
        )


def finish_request(desk: Desk, acting: Acting, item_id: str, outcome: str, now: datetime) -> None:
    """Takes the request out of the queue: DONE, or NOT_DONE because it fits no file or nobody could be proved.

    Raises NotHere, and ValueError for another outcome.
    """
    if outcome not in (DONE, NOT_DONE):
        raise ValueError("an outcome is done or not_done")
    with desk.sessions.begin() as session:
        found, request = _own(session, acting, item_id)
        request.decided_at, found.done_at, found.version = now, now, next_version(session)
        subject = case_vault(session, request.id).opaque_id(request.id)
        detail = AuditDetail.ALLOWED if outcome == DONE else AuditDetail.REFUSED
        audit.note(session, AuditAction.REQUEST_DECIDED, acting.id, subject, now, detail)


def _own(session: Session, acting: Acting, item_id: str) -> tuple[QueueItem, RequestRow]:
    found = item(session, item_id)
    request = session.get(RequestRow, found.request_id) if found and found.request_id else None
    if found is None or request is None or found.owner != acting.id or found.done_at:
        raise NotHere
    return found, request
