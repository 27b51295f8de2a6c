"""What is permitted follows from the events alone: the last one decides, and time and closing end it (C-48, C-55)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.office.gate import TO_PARENT, Allowed, Override, Refusal, decide
from bot.casework.office.ledger import Change, Grant, PermissionEvent, grant_for, grants
from bot.casework.office.suspending import suspended_by
from bot.casework.requests.kinds import scopes_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = NOON.date()
SCHOOL, COUNCIL = "Mrs Bell, Hillside Primary", "Jo Marsh, Averley Council"


def event(seq: int, purpose: str = "may_call", recipient: str = "", change: Change = Change.GIVEN, at: datetime = NOON):
    return PermissionEvent(seq, purpose, recipient, change, at)


def live(*events: PermissionEvent, today: date = DAY, is_open: bool = True) -> set[tuple[str, str]]:
    return {(one.purpose, one.recipient) for one in grants(events, today, is_open=is_open)}


def test_the_last_event_decides_and_each_recipient_by_itself() -> None:
    events = [
        event(1, "party_talk_to", SCHOOL),
        event(2, "party_talk_to", COUNCIL),
        event(3, "party_talk_to", SCHOOL, Change.SUSPENDED),
    ]
    assert live(*events) == {("party_talk_to", COUNCIL)}
    assert live(*events, event(4, "party_talk_to", "mrs bell,  hillside primary", Change.RESUMED)) == {
        ("party_talk_to", COUNCIL),
        ("party_talk_to", "mrs bell,  hillside primary"),
    }


@pytest.mark.parametrize(("today", "is_live"), [(date(2027, 5, 23), True), (date(2027, 5, 24), False)])
def test_talking_to_others_ends_after_six_months_and_ringing_does_not(today: date, is_live: bool) -> None:
    assert bool(live(event(1, "party_talk_to", SCHOOL), today=today)) is is_live
    assert live(event(1, "may_call"), today=today)


def test_nothing_is_permitted_in_a_closed_case() -> None:
    assert live(event(1), event(2, "party_talk_to", SCHOOL), is_open=False) == set()


events_at_random = st.lists(
    st.builds(
        PermissionEvent,
        seq=st.integers(1, 40),
        purpose=st.sampled_from(["may_call", "party_talk_to", "party_refer_to"]),
        recipient=st.sampled_from(["", SCHOOL, COUNCIL]),
        change=st.sampled_from(Change),
        at=st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 22)).map(lambda at: at.replace(tzinfo=UTC)),
    ),
    unique_by=lambda one: one.seq,
    max_size=12,
)


@given(events_at_random, st.integers(0, 400))
def test_a_permission_is_live_only_if_its_last_event_gave_it(events: list[PermissionEvent], days: int) -> None:
    for one in grants(events, DAY + timedelta(days=days), is_open=True):
        newest = max(
            (event for event in events if (event.purpose, event.recipient) == (one.purpose, one.recipient)),
            key=lambda event: event.seq,
        )
        assert newest.change in (Change.GIVEN, Change.RESUMED) and newest.seq == one.seq


@given(
    events_at_random,
    st.sampled_from(["may_call", "party_talk_to", "party_refer_to"]),
    st.sampled_from([SCHOOL, COUNCIL, "Somebody Else"]),
)
def test_no_grant_no_bytes(events: list[PermissionEvent], purpose: str, recipient: str) -> None:
    alive = grants(events, DAY, is_open=True)
    decision = decide(alive, recipient, purpose, ["help"])
    if isinstance(decision, Allowed):
        assert purpose.startswith("party_") and grant_for(alive, purpose, recipient) is not None
        assert decision.fields == ("help",)


def test_the_gate_says_why_not() -> None:
    alive = (Grant("party_talk_to", SCHOOL, 1, None), Grant("may_email", "", 2, None))
    assert decide(alive, SCHOOL, "party_talk_to", ["help"]) == Allowed(SCHOOL, "party_talk_to", ("help",), 1)
    assert decide(alive, SCHOOL, "party_refer_to", ["help"]) is Refusal.OTHER_PURPOSE
    assert decide(alive, COUNCIL, "party_talk_to", ["help"]) is Refusal.NO_PERMISSION
    assert decide(alive, " ", "party_talk_to", ["help"]) is Refusal.NOBODY_NAMED
    assert decide(alive, SCHOOL, "party_talk_to", []) is Refusal.NO_FIELDS
    assert decide(alive, TO_PARENT, "notes", ["notes"]) is Refusal.NOT_THE_PARENT
    assert decide(alive, TO_PARENT, "notes", ["notes"], is_verified=True) == Allowed(
        TO_PARENT, "notes", ("notes",), None
    )
    override = Override("lead", "a child is at risk", "only what the duty team needs")
    assert decide((), "Children's social care", "safeguarding", ["name"], override=override).grant is None


ALIVE = (
    Grant("open_case", "", 1, None),
    Grant("may_call", "", 2, None),
    Grant("may_leave_voicemail", "", 3, None),
    Grant("may_email", "", 4, None),
    Grant("share_conversation", "", 5, None),
    Grant("party_talk_to", SCHOOL, 6, None),
    Grant("party_refer_to", COUNCIL, 7, None),
)


@pytest.mark.parametrize(
    ("words", "stopped"),
    [
        ("withdraw my permission", {2, 3, 4, 5, 6, 7}),
        ("everything please", {2, 3, 4, 5, 6, 7}),
        ("stop ringing me", {2, 3}),
        ("no more emails", {4}),
        ("stop sharing with Mrs Bell", {6}),
        ("stop sharing with hillside", {6}),
        # No name that we know: rather one too many.
        ("stop sharing with the school", {5, 6, 7}),
        ("dont tell the council", {7}),
    ],
)
def test_a_withdrawal_stops_what_it_names_and_rather_more_than_less(words: str, stopped: set[int]) -> None:
    assert {one.seq for one in suspended_by(ALIVE, scopes_of(words), words)} == stopped
