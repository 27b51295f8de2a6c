"""What comes first, and when time is running out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.casework.office.due import referral_due, request_due
from bot.casework.office.queue import Place, Urgency, Waiting, order, urgency
from bot.casework.requests.kinds import Kind

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
places = st.builds(Place, st.sampled_from(Waiting), moments, st.none() | moments)


@given(st.lists(places, max_size=20))
def test_safeguarding_is_first_then_what_fits_no_file_then_who_is_there_then_what_is_due(found: list[Place]) -> None:
    kinds = [one.kind for one in sorted(found, key=order)]
    first = [Waiting.SAFEGUARDING, Waiting.UNMATCHED_WITHDRAWAL, Waiting.LIVE]
    ranks = [first.index(kind) if kind in first else 3 for kind in kinds]
    assert ranks == sorted(ranks)
    dues = [one.due for one in sorted(found, key=order) if one.kind not in first and one.due]
    assert dues == sorted(dues)


def test_time_runs_out_at_three_quarters_and_is_out_at_the_end() -> None:
    place = Place(Waiting.REFERRAL, NOON, NOON + timedelta(hours=4))
    assert [urgency(place, NOON + timedelta(hours=hours)) for hours in (0, 2.9, 3, 3.9, 4, 9)] == [
        Urgency.FINE,
        Urgency.FINE,
        Urgency.SOON,
        Urgency.SOON,
        Urgency.LATE,
        Urgency.LATE,
    ]


def test_a_parents_own_deadline_brings_a_referral_forward() -> None:
    # Monday; two working days are promised.
    assert referral_due("", NOON, 2) == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert referral_due("the meeting is on 24 November", NOON, 2) == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert referral_due("20 January 2027", NOON, 2) == datetime(2026, 11, 25, 17, tzinfo=UTC)


def test_requests_are_due_as_parents_are_told_summer_time_and_winter_time() -> None:
    assert request_due(Kind.NOTES, NOON, 2) == datetime(2026, 12, 23, 17, tzinfo=UTC)
    assert request_due(Kind.STATUS, NOON, 2) == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert request_due(Kind.WITHDRAW, datetime(2026, 7, 6, 12, tzinfo=UTC), 2) == datetime(2026, 7, 7, 16, tzinfo=UTC)
