"""Limits: what is allowed, that one subject's use is nobody else's, that memory stays bounded and keeps no address."""

from __future__ import annotations

import gc
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake import limits as module
from bot.intake.limits import (
    ALLOWANCES,
    CONVERSATIONS_FROM_ADDRESS,
    MESSAGES_FROM_ADDRESS,
    MESSAGES_OF_CONVERSATION,
    MOST_SUBJECTS,
    NOWHERE,
    OPEN_IN_ALL,
    OPEN_OF_ADDRESS,
    OPEN_OF_CONVERSATION,
    RETRY_AFTER_SECONDS,
    SALT_SECONDS,
    Limits,
    OpenStreams,
    address_of,
)

DAY = 24 * 60 * 60


class Clock:
    """One clock for the limits and for the library beneath them."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("throttled.utils.now_mono_f", made)
    return made


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(is_on=True, steady=clock)


def allowed(limits: Limits, what: module.Allowance, subject: str, times: int) -> int:
    return sum(limits.allows(what, subject) for _ in range(times))


@pytest.mark.parametrize("what", ALLOWANCES, ids=lambda what: what.name)
def test_the_burst_is_allowed_and_then_so_many_a_minute(limits: Limits, clock: Clock, what: module.Allowance) -> None:
    # The library reckons in fractions of seconds and may lose one to rounding.
    assert what.burst - 1 <= allowed(limits, what, "a", 1_000) <= what.burst
    minutes = 0
    for _ in range(5 * 60):
        clock.now += 1
        minutes += allowed(limits, what, "a", 50)
    assert minutes == pytest.approx(5 * what.a_minute, abs=2)


def test_a_thousand_messages_in_a_minute_are_mostly_refused(limits: Limits, clock: Clock) -> None:
    let_through = 0
    for _ in range(1_000):
        clock.now += 60 / 1_000
        let_through += limits.allows(MESSAGES_OF_CONVERSATION, "one conversation")
    assert 40 <= let_through <= 51


def test_an_evening_of_thirty_parents_behind_one_address_meets_no_limit(limits: Limits, clock: Clock) -> None:
    for _ in range(30):
        assert limits.allows(CONVERSATIONS_FROM_ADDRESS, "school")
        assert limits.allows(MESSAGES_FROM_ADDRESS, "school")
    for _ in range(10 * 20):
        for parent in range(30):
            clock.now += 6 / 30
            assert limits.allows(MESSAGES_OF_CONVERSATION, f"parent {parent}")
            assert limits.allows(MESSAGES_FROM_ADDRESS, "school")


def test_somebody_fast_who_taps_choices_meets_no_limit(limits: Limits, clock: Clock) -> None:
    for _ in range(3):
        assert allowed(limits, MESSAGES_OF_CONVERSATION, "fast", 12) == 12
        clock.now += 30


def test_after_the_time_we_tell_there_is_room_again(limits: Limits, clock: Clock) -> None:
    for what in ALLOWANCES:
        allowed(limits, what, "a", 1_000)
        clock.now += RETRY_AFTER_SECONDS
        assert allowed(limits, what, "a", 10) == 10


def test_a_refusal_uses_nothing_up(limits: Limits, clock: Clock) -> None:
    allowed(limits, MESSAGES_OF_CONVERSATION, "a", 100_000)
    clock.now += 2.1
    assert limits.allows(MESSAGES_OF_CONVERSATION, "a")


def test_one_subject_says_nothing_of_another(limits: Limits) -> None:
    allowed(limits, MESSAGES_OF_CONVERSATION, "a", 1_000)
    assert allowed(limits, MESSAGES_OF_CONVERSATION, "b", 1_000) == MESSAGES_OF_CONVERSATION.burst


def test_one_allowance_says_nothing_of_another(limits: Limits) -> None:
    allowed(limits, MESSAGES_OF_CONVERSATION, "a", 1_000)
    assert limits.allows(MESSAGES_FROM_ADDRESS, "a")


def test_switched_off_it_allows_everything(clock: Clock) -> None:
    off = Limits(is_on=False, steady=clock)
    assert allowed(off, CONVERSATIONS_FROM_ADDRESS, "a", 2_000) == 2_000


def test_a_new_salt_every_day_forgets_all_counts(limits: Limits, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    salts: list[bytes] = []
    monkeypatch.setattr(secrets, "token_bytes", lambda size: salts.append(b"s" * size) or b"s" * size)
    allowed(limits, MESSAGES_OF_CONVERSATION, "a", 1_000)
    before = limits._counting
    clock.now += DAY - 1
    limits.allows(MESSAGES_OF_CONVERSATION, "b")
    assert salts == [] and limits._counting is before
    clock.now += 1
    limits.forget_when_due()
    assert [len(salt) for salt in salts] == [32] and limits._counting is not before
    assert allowed(limits, MESSAGES_OF_CONVERSATION, "a", 1_000) == MESSAGES_OF_CONVERSATION.burst


def test_no_allowance_outlives_the_salt() -> None:
    assert SALT_SECONDS <= DAY
    assert all(what.burst / what.a_minute * 60 < SALT_SECONDS for what in ALLOWANCES)


def kept(limits: Limits, what: module.Allowance) -> list[str]:
    return list(limits._counting[what]._store._backend._client)


def test_what_is_kept_is_a_keyed_digest(limits: Limits, clock: Clock) -> None:
    limits.allows(MESSAGES_FROM_ADDRESS, "192.0.2.77")
    (key,) = kept(limits, MESSAGES_FROM_ADDRESS)
    assert "192" not in key and len(key.rpartition(":")[2]) == 32
    other = Limits(is_on=True, steady=clock)
    other.allows(MESSAGES_FROM_ADDRESS, "192.0.2.77")
    # A digest without a salt would be the same in every process, and could be looked up.
    assert kept(other, MESSAGES_FROM_ADDRESS) != [key]


def test_memory_is_bounded_and_the_busy_are_remembered(limits: Limits) -> None:
    allowed(limits, MESSAGES_FROM_ADDRESS, "busy", 1_000)
    for stranger in range(MOST_SUBJECTS + 500):
        if stranger % 5_000 == 0:
            assert not limits.allows(MESSAGES_FROM_ADDRESS, "busy")
        limits.allows(MESSAGES_FROM_ADDRESS, f"stranger {stranger}")
    assert len(kept(limits, MESSAGES_FROM_ADDRESS)) == MOST_SUBJECTS
    assert not limits.allows(MESSAGES_FROM_ADDRESS, "busy")


@pytest.mark.parametrize(
    ("host", "subject"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, NOWHERE),
        ("", NOWHERE),
        ("a host", NOWHERE),
        ("192.0.2.7, 192.0.2.8", NOWHERE),
    ],
)
def test_an_address_stands_for_a_household(host: str | None, subject: str) -> None:
    assert address_of(host) == subject


@given(st.text(max_size=200))
def test_no_address_however_garbled_raises(host: str) -> None:
    assert address_of(host)


@given(st.text(max_size=50), st.text(max_size=50))
def test_no_subject_however_garbled_raises(conversation: str, address: str) -> None:
    assert Limits(is_on=True).allows(MESSAGES_OF_CONVERSATION, conversation)
    assert OpenStreams(is_on=True).take(conversation, address)


def test_streams_are_bounded_for_a_conversation() -> None:
    streams = OpenStreams(is_on=True)
    places = [streams.take("a", "home") for _ in range(OPEN_OF_CONVERSATION)]
    assert all(places) and streams.take("a", "home") is None
    assert streams.take("b", "home")
    places[0].release()
    assert streams.take("a", "home")


def test_streams_are_bounded_for_an_address() -> None:
    streams = OpenStreams(is_on=True)
    places = [streams.take(f"{n}", "library") for n in range(OPEN_OF_ADDRESS)]
    assert all(places) and streams.take("new", "library") is None
    assert streams.take("new", "home")


def test_streams_are_bounded_in_all() -> None:
    streams = OpenStreams(is_on=True)
    places = [streams.take(f"{n}", f"home of {n}") for n in range(OPEN_IN_ALL)]
    assert all(places) and streams.take("new", "new") is None


def test_a_conversation_and_an_address_of_one_name_are_two() -> None:
    streams = OpenStreams(is_on=True)
    places = [streams.take(f"{n}", "a") for n in range(OPEN_OF_CONVERSATION)]
    assert all(places) and streams.take("a", "b")


def test_switched_off_streams_are_counted_and_not_bounded() -> None:
    streams = OpenStreams(is_on=False)
    places = [streams.take("a", "home") for _ in range(500)]
    assert all(places) and len(streams) == 500


def test_a_place_is_given_back_once() -> None:
    streams = OpenStreams(is_on=True)
    first, second = streams.take("a", "home"), streams.take("a", "home")
    assert first and second
    first.release()
    first.release()
    del first
    gc.collect()
    assert len(streams) == 1


async def test_a_stream_that_never_began_gives_its_place_back() -> None:
    streams = OpenStreams(is_on=True)

    async def events(place):  # type: ignore[no-untyped-def]
        try:
            yield "news"
        finally:
            place.release()

    never = events(streams.take("a", "home"))
    begun = events(streams.take("a", "home"))
    await anext(begun)
    assert len(streams) == 2
    del never
    gc.collect()
    assert len(streams) == 1
    await begun.aclose()
    assert len(streams) == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans()), max_size=60))
def test_nothing_stays_counted_when_all_have_gone(steps: list[tuple[int, int, bool]]) -> None:
    streams, held = OpenStreams(is_on=True), []
    for conversation, address, leaves in steps:
        if leaves and held:
            held.pop(conversation % len(held)).release()
        elif place := streams.take(str(conversation), str(address)):
            held.append(place)
        assert len(streams) == len(held)
    for place in held:
        place.release()
    assert len(streams) == 0 and not streams._open


def test_a_stream_open_over_midnight_leaves_no_count_behind() -> None:
    clock = Clock()
    streams = OpenStreams(is_on=True, steady=clock)
    yesterday = streams.take("a", "home")
    clock.now += DAY
    today = streams.take("a", "home")
    assert yesterday and today and len(streams) == 2
    yesterday.release()
    today.release()
    assert len(streams) == 0 and not streams._open
