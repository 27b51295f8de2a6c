"""What waits, in the order in which it is to be looked at. Nobody's name is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.casework.office.queue import Urgency, Waiting, order, urgency
from bot.records.accounts import officers
from bot.records.queue import latest_version, waiting
from bot.services.office.working import Desk


@dataclass(frozen=True)
class Line:
    """One thing that waits. `owner` is the name of the officer who has it, "" if nobody; `epoch` is for claiming it."""

    id: str
    kind: Waiting
    since: datetime
    due: datetime | None
    urgency: Urgency
    channel: str
    needs: bool
    owner_id: UUID | None
    owner: str
    epoch: int
    case_id: str | None


@dataclass(frozen=True)
class Queue:
    """The whole of it; `version` is the number of the last change, by which a page knows whether it missed one."""

    lines: tuple[Line, ...]
    version: int


def list_queue(desk: Desk, now: datetime) -> Queue:
    """All that waits at `now` (UTC): safeguarding first, then what fits no file, who is there now, and what is due."""
    with desk.sessions() as session:
        names = {officer.id: officer.display_name for officer in officers(session)}
        found = sorted(waiting(session), key=lambda one: (order(one.place), one.id))
        lines = tuple(
            Line(
                one.id,
                one.kind,
                one.since,
                one.due,
                urgency(one.place, now),
                one.channel,
                one.needs,
                one.owner,
                names.get(one.owner, "") if one.owner else "",
                one.epoch,
                one.case_id,
            )
            for one in found
        )
        return Queue(lines, latest_version(session))
