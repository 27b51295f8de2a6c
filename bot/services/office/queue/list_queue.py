"""What waits, in the order in which it is to be looked at. Nobody's name is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.casework.alerts import Stage
from bot.casework.office.queue import Place, Urgency, Waiting, order, urgency
from bot.intake.relay.relay import RelayAway
from bot.records.accounts import officers
from bot.records.alerts import latest_alert_version
from bot.records.queue import latest_version, waiting
from bot.records.texts import unnoticed
from bot.services.office.alerts.alert import AlertLine, waiting_alerts
from bot.services.office.conversations.live import Live
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
    # Of an alert: who is to look at it now, whether it is a trial, and whether nobody has taken it.
    stage: Stage = Stage.DUTY
    is_drill: bool = False
    sounds: bool = False
    level: int = 0
    # A text of ours about it did not arrive, and whoever has it has not seen that yet.
    is_text_lost: bool = False


@dataclass(frozen=True)
class Queue:
    """The whole of it; `version` is the number of the last change, by which a page knows whether it missed one."""

    lines: tuple[Line, ...]
    version: str


def list_queue(desk: Desk, now: datetime, live: Live | None = None) -> Queue:
    """All that waits at `now` (UTC): safeguarding first, then what fits no file, who is there now, and what is due."""
    with desk.sessions() as session:
        names = {officer.id: officer.display_name for officer in officers(session)}
        lost = unnoticed(session)
        lines = [
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
                is_text_lost=f"case:{one.case_id}" in lost,
            )
            for one in waiting(session)
        ]
        alerts = waiting_alerts(session, desk)
        version = f"{latest_version(session)}.{latest_alert_version(session)}.{len(lost)}"
    lines += [_alert_line(one, now) for one in alerts]
    conversations, changes = _live_lines(live, names, lost, now) if live else ([], 0)
    every = sorted([*lines, *conversations], key=_first)
    return Queue(tuple(every), f"{version}.{changes}")


def _first(line: Line) -> tuple[int, int, tuple[float, ...], str]:
    # Among alerts danger now comes before what came earlier.
    rank, *then = order(Place(line.kind, line.since, line.due))
    return rank, -line.level, tuple(then), line.id


def _alert_line(alert: AlertLine, now: datetime) -> Line:
    place = Place(Waiting.SAFEGUARDING, alert.at, alert.due)
    return Line(
        alert.id,
        Waiting.SAFEGUARDING,
        alert.at,
        alert.due,
        urgency(place, now),
        alert.channel,
        False,
        alert.owner_id,
        alert.owner,
        alert.version,
        None,
        alert.stage,
        alert.is_drill,
        sounds=alert.owner_id is None,
        level=alert.level,
    )


def _live_lines(live: Live, names: Mapping[UUID, str], lost: frozenset[str], now: datetime) -> tuple[list[Line], int]:
    try:
        rows, changes = live.relay.open_rows(), live.relay.version()
    except RelayAway:
        return [], -1
    found = []
    for row in rows:
        owner = UUID(hex=row.held.owner) if row.held.owner else None
        since, name = row.unanswered_since or row.since, names.get(owner, "") if owner else ""
        line = Line(
            row.handle,
            Waiting.LIVE,
            since,
            None,
            Urgency.FINE,
            row.channel,
            False,
            owner,
            name,
            row.held.epoch,
            None,
            is_text_lost=f"conversation:{row.handle}" in lost,
        )
        found.append(line)
    return found, changes
