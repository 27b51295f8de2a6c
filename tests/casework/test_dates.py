"""Dates as parents write them: one reading is taken, two or none are asked back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.dates import is_only_a_date, read_dates

# A Monday.
TODAY = date(2026, 11, 23)
days = st.dates(date(2015, 1, 1), TODAY)


def read(text: str, today: date = TODAY, **options: bool) -> list[list[date]]:
    return [list(said.days) for said in read_dates(text, today, **options)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I asked for an assessment on 3 March", date(2026, 3, 3)),
        ("on the 3rd of march 2025", date(2025, 3, 3)),
        ("March 3rd", date(2026, 3, 3)),
        ("the third of October", date(2026, 10, 3)),
        ("dated 25/3/26", date(2026, 3, 25)),
        ("03/03/2026", date(2026, 3, 3)),
        ("2026-03-04", date(2026, 3, 4)),
        ("permanently excluded yesterday", date(2026, 11, 22)),
        ("they sent the draft last Friday", date(2026, 11, 20)),
        ("2 days ago", date(2026, 11, 21)),
        ("a week ago today", date(2026, 11, 16)),
        ("on 24 November", date(2025, 11, 24)),
        ("29 February", date(2024, 2, 29)),
        ("Tuesday 3 March", date(2026, 3, 3)),
    ],
)
def test_a_day_with_one_reading_is_taken(text: str, day: date) -> None:
    assert read(text) == [[day]]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("3/4", [date(2026, 3, 4), date(2026, 4, 3)]),
        ("on Monday", [date(2026, 11, 16), TODAY]),
        ("next Friday", [date(2026, 11, 27), date(2026, 12, 4)]),
    ],
)
def test_a_day_with_two_readings_has_both(text: str, readings: list[date]) -> None:
    assert read(text) == [readings]


def test_last_tuesday_said_on_a_thursday_is_two_days() -> None:
    assert read("last Tuesday", date(2026, 11, 26)) == [[date(2026, 11, 17), date(2026, 11, 24)]]


@pytest.mark.parametrize(
    "text", ["last week", "three weeks ago", "in March", "a while ago", "30 February", "31/6/2026", "Tuesday 4 March"]
)
def test_no_day_is_made_up(text: str) -> None:
    assert read(text) == [[]]


@pytest.mark.parametrize(
    "text", ["24/7 care", "1:1 all day", "section F", "may I ask", "he sat in class", "Year 7", "£3.50"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read(text) == []


@given(days)
def test_a_day_written_in_full_is_read_whenever_it_was(day: date) -> None:
    for text in (
        f"{day.day} {day:%B %Y}",
        f"{day:%A} {day.day} {day:%B %Y}",
        f"{day:%Y-%m-%d}",
        f"{day:%B} {day.day}, {day:%Y}",
    ):
        assert read(text) == [[day]], text


@given(days)
def test_a_day_without_its_year_is_the_latest_so_far(day: date) -> None:
    [[found]] = read(f"{day.day} {day:%B}")
    assert (found.month, found.day) == (day.month, day.day) and found <= TODAY
    if (day.month, day.day) != (2, 29):
        assert TODAY - found < timedelta(days=366)


@given(days)
def test_numbers_have_two_readings_just_when_they_can_be_swapped(day: date) -> None:
    [found] = read(f"{day.day}/{day.month}/{day.year}")
    assert day in found
    assert (len(found) == 2) == (day.day <= 12 and day.day != day.month)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for said in read_dates(text, TODAY):
        assert said.words and list(said.days) == sorted(said.days)


@pytest.mark.parametrize(
    ("text", "only"),
    [("it was last Friday", True), ("3 March I think", True), ("we moved on 3 March", False), ("hello", False)],
)
def test_an_answer_that_is_only_a_date_is_known(text: str, only: bool) -> None:
    assert is_only_a_date(text, TODAY) is only
