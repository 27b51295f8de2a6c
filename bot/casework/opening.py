"""When officers answer: the hours a service sets, without bank holidays in England and the days it is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import FrozenSet, Mapping, Optional, Tuple

from bot.casework.calendar import is_bank_holiday

# A service that is closed for longer than this has closed.
MOST_DAYS_AHEAD = 60


@dataclass(frozen=True)
class Hours:
    """`of` are opening and closing time by weekday (0 is Monday), Europe/London; `closed` days it is shut besides."""

    of: Mapping[int, Tuple[time, time]]
    closed: FrozenSet[date] = field(default_factory=frozenset)

    def on(self, day: date) -> Optional[Tuple[time, time]]:
        """From when until when officers answer on `day`; None if not at all."""
        return None if day in self.closed or is_bank_holiday(day) else self.of.get(day.weekday())


def is_open(hours: Hours, now: datetime) -> bool:
    """Whether officers answer at `now`, which is local time in Europe/London."""
    today = hours.on(now.date())
    return today is not None and today[0] <= now.time() < today[1]


def opens_next(hours: Hours, now: datetime) -> Optional[Tuple[date, time]]:
    """The day and time from which officers answer next, after `now` (Europe/London); None within sixty days."""
    for ahead in range(MOST_DAYS_AHEAD):
        day = now.date() + timedelta(days=ahead)
        found = hours.on(day)
        if found and (ahead or now.time() < found[0]):
            return day, found[0]
    return None
