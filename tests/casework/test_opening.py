"""When officers answer: hours, bank holidays, closures and the clocks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.casework.calendar import is_bank_holiday
from bot.casework.opening import Hours, is_open, opens_next

HOURS = Hours({day: (time(9), time(17)) for day in range(5)}, frozenset({date(2026, 12, 29)}))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31))


def test_the_edges_of_a_day() -> None:
    assert not is_open(HOURS, datetime(2026, 11, 23, 8, 59))
    assert is_open(HOURS, datetime(2026, 11, 23, 9, 0))
    assert is_open(HOURS, datetime(2026, 11, 23, 16, 59))
    assert not is_open(HOURS, datetime(2026, 11, 23, 17, 0))


def test_over_christmas_the_next_time_is_after_every_day_off() -> None:
    assert opens_next(HOURS, datetime(2026, 12, 24, 18)) == (date(2026, 12, 30), time(9))


def test_before_nine_it_is_today() -> None:
    assert opens_next(HOURS, datetime(2026, 11, 23, 7)) == (date(2026, 11, 23), time(9))


def test_a_service_without_hours_says_nothing() -> None:
    assert opens_next(Hours({}), datetime(2026, 11, 23, 7)) is None


@given(MOMENTS)
def test_it_opens_next_at_an_open_moment_and_not_before(now: datetime) -> None:
    found = opens_next(HOURS, now)
    assert found is not None
    opens = datetime.combine(*found)
    assert opens > now and is_open(HOURS, opens) and not is_open(HOURS, opens - timedelta(minutes=1))
    between = now + timedelta(minutes=1)
    while not is_open(HOURS, now) and between < opens:
        assert not is_open(HOURS, between)
        between += timedelta(hours=1)


@given(MOMENTS)
def test_never_open_on_a_weekend_bank_holiday_or_closure(now: datetime) -> None:
    day = now.date()
    if day.weekday() > 4 or is_bank_holiday(day) or day in HOURS.closed:
        assert not is_open(HOURS, now)
