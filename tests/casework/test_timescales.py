"""Each date against the regulations, counted here in another way; nothing a date can do breaks it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.calendar import Period, SchoolCalendar, add_months, end_of
from bot.casework.date_talk import DateTalk, Wanted, hear, plain, talk_of
from bot.casework.timescales import TIMESCALES, Given, appeal_by, transfer_dates, work_out

SCHOOL = SchoolCalendar(date(2025, 9, 1), date(2027, 8, 31), ((date(2026, 5, 25), date(2026, 5, 29)),))
TODAY = date(2026, 11, 23)
starts = st.dates(date(2016, 1, 1), date(2035, 12, 31))
# SI 2014/1530 and the other laws, as days where the law counts days or weeks.
IN_DAYS = {
    ("assessment-requested", "decision"): 6 * 7,
    ("assessment-requested", "no-plan"): 16 * 7,
    ("assessment-requested", "final-plan"): 20 * 7,
    # "15 days, beginning with the day on which the draft plan was served": that day is the first.
    ("draft-plan", "comment"): 14,
    ("changes-proposed", "comment"): 14,
    ("changes-proposed", "amended-plan"): 8 * 7,
    ("review-meeting", "report"): 2 * 7,
    ("review-meeting", "decision"): 4 * 7,
    ("review-meeting", "amended-plan"): 12 * 7,
    ("reassessment-agreed", "final-plan"): 14 * 7,
    ("moved", "told"): 6 * 7,
}
IN_MONTHS = {
    ("decision-letter", "adviser"): 2,
    ("decision-letter", "appeal"): 2,
    ("certificate", "appeal"): 1,
    ("moved", "review"): 3,
    ("records-requested", "answer"): 1,
}


def worked_out(id_: str, start: date) -> dict[str, date | None]:
    return {one.step.id: one.on for one in work_out(TIMESCALES[id_], start, SCHOOL)}


@given(starts)
def test_weeks_and_days_are_those_of_the_regulations(start: date) -> None:
    for (id_, step), number in IN_DAYS.items():
        assert worked_out(id_, start)[step] == start + timedelta(days=number), (id_, step)


@given(starts)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(start: date) -> None:
    for (id_, step), months in IN_MONTHS.items():
        end = worked_out(id_, start)[step]
        assert end is not None
        assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
        assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).month != end.month)


def test_every_step_is_held_against_the_law_somewhere() -> None:
    counted = {*IN_DAYS, *IN_MONTHS}
    school = {
        (id_, step.id) for id_, one in TIMESCALES.items() for step in one.steps if step.period.unit == "school days"
    }
    claims = {(id_, step.id) for id_, one in TIMESCALES.items() for step in one.steps if step.id == "claim"}
    assert {(id_, step.id) for id_, one in TIMESCALES.items() for step in one.steps} == counted | school | claims
    assert all(step.reference for one in TIMESCALES.values() for step in one.steps)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 12), 2, date(2026, 10, 12)),
    ],
)
def test_months_by_hand(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_a_claim_of_discrimination_has_six_months_that_begin_with_the_day() -> None:
    assert worked_out("permanent-exclusion", date(2026, 11, 23))["claim"] == date(2027, 5, 22)


def test_school_days_leave_out_weekends_bank_holidays_and_holidays() -> None:
    # Friday 22 May 2026; half term follows, and its Monday is a bank holiday as well.
    assert SCHOOL.school_day(1, date(2026, 5, 22)) == date(2026, 6, 1)
    # Early May bank holiday: Monday 4 May 2026.
    assert SCHOOL.school_day(1, date(2026, 5, 1)) == date(2026, 5, 5)


def test_full_time_education_starts_on_the_sixth_school_day() -> None:
    assert worked_out("permanent-exclusion", date(2026, 6, 8))["sixth-day"] == date(2026, 6, 15)
    # First out on a Sunday: the first school day is Monday.
    assert worked_out("permanent-exclusion", date(2026, 6, 7))["sixth-day"] == date(2026, 6, 15)


@given(st.dates(date(2025, 9, 1), date(2027, 6, 1)), st.integers(1, 20))
def test_a_school_day_is_one_and_so_many_lie_between(start: date, number: int) -> None:
    end = SCHOOL.school_day(number, start)
    assert end is not None and SCHOOL.is_school_day(end)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(map(SCHOOL.is_school_day, between)) == number


def test_where_nobody_told_us_of_holidays_no_school_day_is_counted() -> None:
    assert SCHOOL.school_day(15, date(2027, 8, 25)) is None
    assert end_of(Period(15, "school days"), date(2030, 1, 7), SCHOOL) is None


@given(starts, st.integers(0, 90))
def test_a_certificate_never_shortens_the_time_to_appeal(letter: date, later: int) -> None:
    without, certificate = appeal_by(letter), letter + timedelta(days=later)
    assert appeal_by(letter, certificate) == max(without, add_months(certificate, 1))


def test_phase_transfers_have_their_own_days() -> None:
    assert transfer_dates(2027) == {"school": date(2027, 2, 15), "college": date(2027, 3, 31)}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("work out my dates", Wanted.EVENT),
        ("I asked for an assessment", Wanted.DAY),
        ("I asked for an assessment on 3 March", Wanted.WORKED_OUT),
        ("I asked for an assessment on 3/4", Wanted.UNCLEAR),
        ("they sent the draft last week", Wanted.UNCLEAR),
        ("I asked for an assessment on 3 March 2027", Wanted.STILL_TO_COME),
        ("the council said no on 3 November", Wanted.GIVEN),
        ("the decision letter is dated 3 November", Wanted.WORKED_OUT),
        ("the final plan came on 3 November", Wanted.WORKED_OUT),
        ("annual review is on 5 December", Wanted.WORKED_OUT),
        ("when is a school named at phase transfer", Wanted.TRANSFER),
    ],
)
def test_what_is_missing_is_asked(said: str, wanted: Wanted) -> None:
    assert hear(DateTalk(), said, TODAY)[1] is wanted


def test_a_talk_goes_on_where_it_was() -> None:
    talk, wanted = hear(DateTalk(), "I asked for an assessment last week", TODAY)
    assert wanted is Wanted.UNCLEAR
    talk, wanted = hear(talk_of(plain(talk)), "it was 16 November", TODAY)
    assert wanted is Wanted.WORKED_OUT and talk.day == date(2026, 11, 16)
    assert talk.timescale == "assessment-requested"


def test_another_event_begins_anew() -> None:
    talk, _ = hear(DateTalk("decision-letter", date(2026, 11, 3), Given.LETTER), "they sent the draft yesterday", TODAY)
    assert (talk.timescale, talk.day) == ("draft-plan", date(2026, 11, 22))
