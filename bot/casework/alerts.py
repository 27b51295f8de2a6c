"""Safeguarding alerts: by when somebody must look, who is told if nobody does, how long they are kept (C-96, C-98, C-104)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from typing import Optional
from zoneinfo import ZoneInfo

from bot.casework.opening import Hours, is_open, opens_next

LONDON = ZoneInfo("Europe/London")
EVENING = time(17)
# What goes to the lead and the manager, by whatever way: nothing of what it is about, and nobody's name (C-9, C-92).
NOTIFICATION = "There is a new item for you in the queue. Please sign in."


class Decision(str, Enum):
    """What the lead decided."""

    REFERRED = "referred"  # told to children's social care or the police
    NOT_REFERRED = "not_referred"  # kept, with the reasons
    NO_CONCERN = "no_concern"  # no danger in it: erased after the set days
    DRILL = "drill"  # the weekly trial, seen


class Told(str, Enum):
    """Whether the family was told that it was passed on."""

    YES = "yes"
    NOT_SAFE = "not_safe"
    NOT_REACHED = "not_reached"


class Stage(int, Enum):
    """Who is to look: all who are on duty, then the lead, then the manager."""

    DUTY = 0
    LEAD = 1
    MANAGER = 2


@dataclass(frozen=True)
class Rules:
    """A service's own times. `on_call`: somebody is paged out of hours too, so that no alert waits for the morning.

    The mobiles of lead and manager are texted when an alert comes to them; "none" for nobody.
    """

    acknowledge_minutes: int
    escalate_minutes: int
    on_call: bool
    erase_dismissed_days: int
    keep_years: int
    drill_days: int
    lead_mobile: str
    manager_mobile: str


def acknowledge_by(at: datetime, hours: Hours, rules: Rules) -> datetime:
    """By when somebody must have taken an alert that came `at` (UTC): the clock runs in hours, unless there is an on-call."""
    begins = at
    here = at.astimezone(LONDON)
    if not rules.on_call and not is_open(hours, here):
        opening = opens_next(hours, here)
        if opening:
            begins = datetime.combine(*opening, LONDON).astimezone(timezone.utc)
    return begins + timedelta(minutes=rules.acknowledge_minutes)


def decide_by(at: datetime, hours: Hours, rules: Rules) -> datetime:
    """By when it is decided (UTC): the evening of the day on which it was to be taken (C-96)."""
    day = acknowledge_by(at, hours, rules).astimezone(LONDON).date()
    return datetime.combine(day, EVENING, LONDON).astimezone(timezone.utc)


def stage(at: datetime, now: datetime, hours: Hours, rules: Rules) -> Stage:
    """Who is to look `now` at an alert that nobody took."""
    due = acknowledge_by(at, hours, rules)
    if now < due:
        return Stage.DUTY
    return Stage.LEAD if now < due + timedelta(minutes=rules.escalate_minutes) else Stage.MANAGER


def erase_on(decision: Decision, decided_at: datetime, rules: Rules) -> date:
    """The day from which it is erased: soon if there was nothing in it, else after its own years (C-104)."""
    day = decided_at.astimezone(LONDON).date()
    if decision in (Decision.NO_CONCERN, Decision.DRILL):
        return day + timedelta(days=rules.erase_dismissed_days)
    try:
        return day.replace(year=day.year + rules.keep_years)
    except ValueError:  # 29 February
        return date(day.year + rules.keep_years, 3, 1)


def is_drill_due(last: Optional[datetime], now: datetime, hours: Hours, rules: Rules) -> bool:
    """Whether a trial alert is to be sent `now`: in hours, `drill_days` after the last one."""
    if not is_open(hours, now.astimezone(LONDON)):
        return False
    return last is None or now - last >= timedelta(days=rules.drill_days)


def is_silent(last: Optional[datetime], now: datetime, rules: Rules) -> bool:
    """Whether trial alerts have stopped coming: then real ones may not come either, and that is an alarm."""
    return last is not None and now - last >= timedelta(days=rules.drill_days + 4)
