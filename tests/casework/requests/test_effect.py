"""Stopping is free, all else needs the person; and a month is counted as the law counts it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.requests.effect import ANSWERS, Act, answer_due_on, may
from bot.casework.requests.kinds import Kind


def test_without_proof_of_the_person_a_request_can_stop_and_nothing_else() -> None:
    assert [act for act in Act if may(act, is_verified=False)] == [Act.SUSPEND]
    assert all(may(act, is_verified=True) for act in Act)
    assert set(ANSWERS) == set(Kind)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 23)),
        # No 31st of September; the 30th is a Wednesday.
        (date(2026, 8, 31), date(2026, 9, 30)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        # 25 to 28 December 2026: Christmas, Boxing Day on a Saturday kept on the Monday.
        (date(2026, 11, 25), date(2026, 12, 29)),
        # A Saturday.
        (date(2026, 10, 5), date(2026, 11, 5)),
        (date(2026, 10, 7), date(2026, 11, 9)),
    ],
)
def test_the_day_by_which_a_request_is_answered(received: date, due: date) -> None:
    assert answer_due_on(received) == due


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_it_is_a_working_day_a_month_or_little_more_away(day: date) -> None:
    due = answer_due_on(day)
    assert due.weekday() < 5
    assert timedelta(days=28) <= due - day <= timedelta(days=31 + 5)
