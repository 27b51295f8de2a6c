"""The file an officer has beside a live conversation, by the reference somebody told them."""

from __future__ import annotations

from sqlalchemy import select

from bot.casework.access import Ability
from bot.records.case_keys import open_keys
from bot.records.cases import Case
from bot.services.office.queue.claim import is_hidden
from bot.services.office.working import Acting, Desk, NotHere, NotNow


def own_file(desk: Desk, acting: Acting, reference: str) -> str:
    """The id of this officer's own open case with that `reference`.

    Nobody else's is looked at, so neither the answer nor how long it takes tells of one (C-76). Raises NotHere for who may
    open none, NotNow("no_such_file") for any other reference.
    """
    if not acting.may(Ability.OPEN_CASE):
        raise NotHere
    wanted = "-".join(reference.lower().replace("-", " ").split())
    with desk.sessions() as session:
        own = session.scalars(select(Case).where(Case.owner == acting.id, Case.closed_at.is_(None))).all()
        open_keys(session, [case.id for case in own])
        for case in own:
            if case.reference.lower() == wanted and not is_hidden(case, acting.id):
                return case.id
    raise NotNow("no_such_file")
