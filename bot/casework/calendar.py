"""Counting in weeks, months and school days, as the law counts them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Optional, Sequence, Tuple

import holidays

SATURDAY = 5


@dataclass(frozen=True)
class Period:
    """So many days, weeks, months or school days. `from_the_day` counts the day it begins as the first.

    The law says "within 6 weeks of" or "15 days beginning with the day on which": the second ends a day sooner.
    """

    number: int
    unit: Literal["days", "weeks", "months", "school days"]
    from_the_day: bool = False


@dataclass(frozen=True)
class SchoolCalendar:
    """The days schools are shut, as the service's area sets them: first and last day of each holiday, in order.

    `begins` and `ends` are the first and last day the table covers: outside them no school day is counted.
    """

    begins: date
    ends: date
    shut: Sequence[Tuple[date, date]] = ()

    def is_school_day(self, day: date) -> bool:
        """Whether schools are open: no weekend, no bank holiday in England, no school holiday."""
        if day.weekday() >= SATURDAY or day in _bank_holidays():
            return False
        return not any(first <= day <= last for first, last in self.shut)

    def school_day(self, number: int, after: date) -> Optional[date]:
        """The `number`th school day after `after`, or None where the table does not reach."""
        day = after
        if not self.begins <= day:
            return None
        while number:
            day += timedelta(days=1)
            if day > self.ends:
                return None
            number -= self.is_school_day(day)
        return day


def end_of(period: Period, start: date, school: SchoolCalendar) -> Optional[date]:
    """The last day of `period` that began at `start`; None if it counts school days nobody told us of.

    Months end on the day of the same number, or on the last day of a shorter month (the corresponding date rule).
    """
    if period.unit == "school days":
        return school.school_day(period.number, start - timedelta(days=period.from_the_day))
    if period.unit == "months":
        end = add_months(start, period.number)
    else:
        end = start + timedelta(days=period.number * (7 if period.unit == "weeks" else 1))
    return end - timedelta(days=1) if period.from_the_day else end


def add_months(day: date, months: int) -> date:
    """`day`, so many months later: 31 December and two months is the last of February."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def working_day_after(day: date, number: int) -> date:
    """The working day that is `number` (1 or more) after `day`: Monday to Friday, bank holidays in England left out."""
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5 and day not in _bank_holidays()
    return day


def working_day_from(day: date) -> date:
    """`day` itself if it is a working day in England, the next one otherwise."""
    return working_day_after(day - timedelta(days=1), 1)


def is_bank_holiday(day: date) -> bool:
    """Whether it is a bank holiday in England."""
    return day in _bank_holidays()


def in_words(day: date) -> str:
    """A day as people write it: 14 April 2026."""
    return f"{day.day} {day:%B %Y}"


_found: Optional[holidays.HolidayBase] = None


def _bank_holidays() -> holidays.HolidayBase:
    # The library works out a year when it is first asked for a day in it.
    global _found
    if _found is None:
        _found = holidays.country_holidays("GB", subdiv="ENG")
    return _found
