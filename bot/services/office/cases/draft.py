"""Keeps what an officer is writing, sealed, until it is saved or thrown away (channels.md E1)."""

from __future__ import annotations

from datetime import datetime

from bot.records.cases import Draft, draft_of
from bot.services.office.cases.opening import own_case
from bot.services.office.working import Acting, Desk

MOST_CHARACTERS = 20_000


def keep_draft(desk: Desk, acting: Acting, id_: str, text: str, now: datetime) -> None:
    """Keeps `text` as this officer's draft in the case; an empty one is forgotten. Raises NotHere."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        found = draft_of(session, case.id, acting.id)
        if found and not text.strip():
            session.delete(found)
        elif found:
            found.text, found.at = text[:MOST_CHARACTERS], now
        elif text.strip():
            session.add(Draft(case_id=case.id, by=acting.id, at=now, text=text[:MOST_CHARACTERS]))
