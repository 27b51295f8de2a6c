"""By when something that arrived is to be looked at: the service's own promise, or the parent's deadline if that is sooner."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from zoneinfo import ZoneInfo

from bot.casework.calendar import working_day_after
from bot.casework.dates import read_dates
from bot.casework.requests.effect import answer_due_on
from bot.casework.requests.kinds import Kind

LONDON = ZoneInfo("Europe/London")
# The end of an officer's day.
EVENING = time(17)


def request_due(kind: Kind, at: datetime, reply_working_days: int) -> datetime:
    """When a request is due (UTC): a withdrawal on the next working day, for an officer to see what it stopped."""
    day = at.astimezone(LONDON).date()
    if kind is Kind.WITHDRAW:
        return _evening(working_day_after(day, 1))
    if kind is Kind.STATUS:
        return _evening(working_day_after(day, reply_working_days))
    return _evening(answer_due_on(day))


def referral_due(deadline: str, at: datetime, reply_working_days: int) -> datetime:
    """When a referral is due (UTC): as parents are told, or the first date they gave."""
    day = at.astimezone(LONDON).date()
    promised = working_day_after(day, reply_working_days)
    given = [one.day for one in read_dates(deadline, day, ahead=True) if one.day and one.day >= day]
    return _evening(min([promised, *given]))


def _evening(day: date) -> datetime:
    return datetime.combine(day, EVENING, LONDON).astimezone(timezone.utc)
