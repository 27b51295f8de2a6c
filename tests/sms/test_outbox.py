"""Officers' texts, with the real SDK against a Twilio made by hand: nothing lost, nothing twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.casework.office.texting import State, after_receipt, may_begin_at, pause_after, told_to_officer
from bot.intake.post_box import PostBox, prepare
from bot.intake.receipts import Receipt, put_receipt, receipts
from bot.intake.stops import Stops
from bot.records.base import open_records
from bot.records.tables import tables
from bot.records.texts import OutgoingText
from bot.records.unlocked import Rings, rings_in, unlocked
from bot.services.office.sms.carrier import Twilio
from bot.services.office.sms.enqueue import CannotText, drop_waiting, enqueue
from bot.services.office.sms.outbox import Outbox
from bot.settings_sms import read_sms_settings
from tests.sms.fake_twilio import FakeTwilio, Trouble
from tests.sms.twilio_signing import KEY, SMS_ENVIRONMENT

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
TO, ABOUT = "+447700900123", "conversation:7"
STATUSES = ("accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed")


@pytest.fixture(scope="module")
def twilio() -> Iterator[FakeTwilio]:
    made = FakeTwilio().start()
    yield made
    made.stop()


class Room:
    """An office with an outbox."""

    def __init__(self, folder: Path, twilio: FakeTwilio, **changed: Any) -> None:
        self.url = f"sqlite:///{folder / 'intake.db'}"
        settings = read_sms_settings("http://127.0.0.1:8000", {**SMS_ENVIRONMENT, "EVENHAND_TWILIO_API": twilio.url})
        assert settings
        rings: Rings = rings_in(folder / "keys")
        if not rings.records.ids():
            rings.records.make(NOON)
            rings.audit.make(NOON)
        self.file = folder / "records.db"
        self.sessions = unlocked(open_records(f"sqlite:///{self.file}"), rings)
        tables().create_all(self.sessions.kw["bind"])
        self.intake = prepare(self.url)
        self.stops, self.box = Stops(self.url, KEY.encode()), PostBox(self.url)
        given = {"day_cap": 500, "jitter": lambda: 1.0, **changed}
        self.outbox = Outbox(self.sessions, Twilio(settings), self.stops, self.intake, **given)

    def put(self, text: str, *, to: str = TO, now: datetime = NOON, is_reply: bool = True, **more: Any) -> str:
        with self.sessions.begin() as session:
            more.setdefault("about", ABOUT)
            return enqueue(session, to, text, by=None, now=now, is_reply=is_reply, fiction=True, **more).id

    def row(self, id_: str) -> OutgoingText:
        with self.sessions.begin() as session:
            row = session.scalar(select(OutgoingText).where(OutgoingText.id == id_))
            assert row is not None
            self.told = row.message  # read while the session is there
            return row


@pytest.fixture
def room(tmp_path: Path, twilio: FakeTwilio) -> Iterator[Room]:
    for kept in (twilio.messages, twilio.callbacks, twilio.troubles, twilio.requests, twilio.opted_out, twilio.faults):
        kept.clear()
    twilio.deletes_refused = 0
    yield Room(tmp_path, twilio)
    assert not twilio.faults


def test_a_text_goes_once_and_in_its_order(room: Room, twilio: FakeTwilio) -> None:
    ids = [room.put(f"text {n}", now=NOON + timedelta(seconds=n)) for n in range(3)]
    while room.outbox.send_one(NOON + timedelta(seconds=5)):
        pass
    assert twilio.sent() == ["text 0", "text 1", "text 2"]
    assert {room.row(id_).state for id_ in ids} == {State.ACCEPTED}
    assert (
        twilio.requests[0]["StatusCallback"].endswith("/sms/status") and twilio.requests[0]["ValidityPeriod"] == "600"
    )


def test_whom_and_what_is_sealed(room: Room, tmp_path: Path) -> None:
    room.put("Quillfeather, ring me")
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("records.db*"))
    assert b"Quillfeather" not in kept and b"7700900123" not in kept
    assert ABOUT.encode() in kept  # the control


def test_after_500_it_is_unknown_and_never_sent_again(room: Room, twilio: FakeTwilio) -> None:
    twilio.troubles.append(Trouble(500))
    id_ = room.put("hello")
    assert room.outbox.send_one(NOON)
    assert room.row(id_).state is State.UNKNOWN
    for minutes in (1, 30, 600):
        assert not room.outbox.send_one(NOON + timedelta(minutes=minutes))
    assert len(twilio.requests) == 1
    assert room.outbox.look_for_unknown(NOON) == 0
    assert "Nobody can tell" in told_to_officer(room.row(id_).state)


@pytest.mark.parametrize("trouble", [Trouble(500, was_sent=True), Trouble(200, was_sent=True, cuts_the_line=True)])
def test_an_unknown_text_that_did_go_is_found_at_twilio(room: Room, twilio: FakeTwilio, trouble: Trouble) -> None:
    now = datetime.now(UTC)
    twilio.troubles.append(trouble)
    id_ = room.put("hello", now=now)
    room.outbox.send_one(now)
    assert room.row(id_).state is State.UNKNOWN
    assert room.outbox.look_for_unknown(now) == 1
    assert room.row(id_).state is State.ACCEPTED and room.row(id_).sid
    assert twilio.sent() == ["hello"]


def test_429_waits_and_goes_once(room: Room, twilio: FakeTwilio) -> None:
    twilio.troubles += [Trouble(429, 20429), Trouble(429, 20429)]
    id_ = room.put("hello")
    room.outbox.send_one(NOON)
    assert room.row(id_).state is State.PENDING
    assert not room.outbox.send_one(NOON + timedelta(seconds=1))
    assert room.outbox.send_one(NOON + timedelta(seconds=60))
    assert room.outbox.send_one(NOON + timedelta(seconds=120))
    assert room.row(id_).state is State.ACCEPTED and twilio.sent() == ["hello"]


def test_twilio_away_waits_and_goes_once(tmp_path: Path) -> None:
    nobody = FakeTwilio()
    (tmp_path / "away").mkdir()
    away = Room(tmp_path / "away", nobody)
    id_ = away.put("hello")
    away.outbox.send_one(NOON)
    assert away.row(id_).state is State.PENDING


def test_a_process_that_fell_leaves_an_unknown_text(room: Room, twilio: FakeTwilio, tmp_path: Path) -> None:
    id_ = room.put("hello")
    assert room.outbox._take(NOON)  # and then the process is gone
    again = Room(tmp_path, twilio)
    assert again.outbox.begin() == 1
    assert not again.outbox.send_one(NOON) and room.row(id_).state is State.UNKNOWN and not twilio.requests


def test_who_asked_for_no_texts_gets_none(room: Room, twilio: FakeTwilio) -> None:
    room.stops.add(TO)
    id_ = room.put("hello")
    assert not room.outbox.send_one(NOON) and not twilio.requests
    assert "asked us not to text" in told_to_officer(room.row(id_).state, room.row(id_).code)
    room.stops.lift(TO)
    twilio.opted_out.add(TO)
    second = room.put("hello again")
    room.outbox.send_one(NOON)
    assert room.row(second).code == 21610 and room.stops.holds(TO)
    third = room.put("and again")
    room.outbox.send_one(NOON)
    assert room.row(third).state is State.FAILED and len(twilio.requests) == 1


def test_a_refused_number_is_told_in_words_and_not_tried_again(room: Room, twilio: FakeTwilio) -> None:
    twilio.troubles.append(Trouble(400, 21211))
    id_ = room.put("hello")
    room.outbox.send_one(NOON)
    assert room.row(id_).state is State.FAILED and not room.outbox.send_one(NOON + timedelta(days=1))
    assert "cannot get texts" in told_to_officer(State.FAILED, room.row(id_).code)


def test_what_we_begin_waits_for_the_day_and_replies_do_not(room: Room, twilio: FakeTwilio) -> None:
    night = datetime(2026, 11, 24, 23, tzinfo=UTC)
    begun, reply = room.put("ours", now=night, is_reply=False), room.put("reply", now=night, about="conversation:8")
    assert room.outbox.send_one(night) and not room.outbox.send_one(night)
    assert twilio.sent() == ["reply"] and room.row(reply).state is State.ACCEPTED
    assert room.outbox.send_one(datetime(2026, 11, 25, 9, 0, 1, tzinfo=UTC))
    assert room.row(begun).state is State.ACCEPTED


def test_a_reply_that_could_not_go_within_the_hour_is_dropped(room: Room, twilio: FakeTwilio) -> None:
    id_ = room.put("late")
    assert not room.outbox.send_one(NOON + timedelta(minutes=61))
    assert room.row(id_).state is State.FAILED and not twilio.requests


def test_the_days_cap_holds(tmp_path: Path, twilio: FakeTwilio, room: Room) -> None:
    room.outbox.day_cap = 2
    ids = [room.put("one"), room.put("two"), room.put("three")]
    assert [room.outbox.send_one(NOON) for _ in range(3)] == [True, True, False]
    assert room.row(ids[2]).state is State.PENDING
    assert room.outbox.send_one(NOON + timedelta(minutes=59)) is False
    room.outbox.day_cap = 3
    assert room.outbox.send_one(NOON) is True


def test_receipts_in_every_order_end_in_the_same_state(room: Room, twilio: FakeTwilio) -> None:
    for number, order in enumerate(itertools.permutations(("sent", "delivered", "queued"))):
        id_ = room.put(f"text {number}", about=f"conversation:{number}")
        room.outbox.send_one(NOON)
        for status in (*order, *order):
            put_receipt(room.box, Receipt(room.row(id_).sid or "", status))
        room.outbox.take_receipts(NOON)
        assert room.row(id_).state is State.DELIVERED and room.told == {}
    assert not receipts(room.intake)


@given(st.lists(st.sampled_from(STATUSES), max_size=8), st.randoms())
def test_the_rank_of_receipts_knows_no_order(statuses: list[str], chance: Any) -> None:
    def end(told: list[str]) -> State:
        state = State.SENDING
        for status in told:
            state = after_receipt(state, status)
        return state

    shuffled = statuses * 2
    chance.shuffle(shuffled)
    assert end(statuses) is end(shuffled)
    assert after_receipt(State.DELIVERED, "sent") is State.DELIVERED


def test_a_receipt_before_its_answer_waits_for_it(room: Room) -> None:
    put_receipt(room.box, Receipt("SM" + "0" * 32, "delivered"))
    room.outbox.take_receipts(datetime.now(UTC))
    assert len(receipts(room.intake)) == 1
    room.outbox.take_receipts(datetime.now(UTC) + timedelta(hours=2))
    assert not receipts(room.intake)


def test_copies_at_twilio_are_deleted_until_none_is_left(room: Room, twilio: FakeTwilio) -> None:
    twilio.keep("my name is Quillfeather", TO, age=3600)
    twilio.keep("an answer", TO, status="delivered", direction="outbound-reply", age=3600)
    fresh = twilio.keep("just now", TO)
    moving = twilio.keep("on its way", TO, status="sent", direction="outbound-reply", age=3600)
    twilio.deletes_refused = 1
    now = datetime.now(UTC)
    assert room.outbox.delete_copies(now) == 1
    assert room.outbox.delete_copies(now) == 1
    assert set(twilio.messages) == {fresh, moving}
    room.outbox.keep_copies = True
    assert room.outbox.delete_copies(now + timedelta(days=2)) == 0


def test_only_mobiles_words_and_two_segments(room: Room) -> None:
    for to, text, why in [
        ("+441632960123", "hi", "number"),
        (TO, "  ", "empty"),
        (TO, "a" * 307, "long"),
        ("60777", "a", "number"),
    ]:
        with pytest.raises(CannotText, match=why):
            room.put(text, to=to)


def test_what_waits_can_be_taken_back(room: Room, twilio: FakeTwilio) -> None:
    room.put("hello")
    with room.sessions.begin() as session:
        assert drop_waiting(session, ABOUT, NOON) == 1
    assert not room.outbox.send_one(NOON) and not twilio.requests


def test_two_jobs_never_send_one_text_twice(room: Room, tmp_path: Path, twilio: FakeTwilio) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for n in range(12):
        room.put(f"text {n}", about=f"conversation:{n}")
    other = Room(tmp_path, twilio)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: (room, other)[n % 2].outbox.send_one(NOON), range(40)))
    assert sorted(twilio.sent()) == sorted(f"text {n}" for n in range(12))


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        (datetime(2026, 11, 24, 12), datetime(2026, 11, 24, 12)),
        (datetime(2026, 11, 24, 18), datetime(2026, 11, 25, 9)),
        (datetime(2026, 11, 24, 3), datetime(2026, 11, 24, 9)),
        (datetime(2026, 11, 28, 12), datetime(2026, 11, 28, 12)),  # a Saturday
        (datetime(2026, 11, 29, 12), datetime(2026, 11, 30, 9)),  # a Sunday
        (datetime(2026, 12, 24, 19), datetime(2026, 12, 29, 9)),  # Christmas, Boxing Day on Monday, and a Sunday
        (datetime(2026, 6, 23, 17, 30), datetime(2026, 6, 24, 8)),  # half past six in summer time
    ],
)
def test_what_we_begin_goes_by_day(now: datetime, begins: datetime) -> None:
    assert may_begin_at(now.replace(tzinfo=UTC)) == begins.replace(tzinfo=UTC)


@given(st.integers(1, 40), st.floats(0, 1))
def test_pauses_grow_and_end(attempts: int, jitter: float) -> None:
    assert timedelta(seconds=1) <= pause_after(attempts, jitter) <= timedelta(minutes=15)


def test_no_error_of_twilios_is_logged_with_its_number(
    room: Room, twilio: FakeTwilio, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    twilio.troubles += [Trouble(400, 21211), Trouble(500), Trouble(429, 20429)]
    for n in range(3):
        room.put("hello", about=f"conversation:{n}")
        room.outbox.send_one(NOON)
    room.outbox.look_for_unknown(NOON)
    ours = [record for record in caplog.records if record.name.startswith(("evenhand", "twilio"))]
    assert ours and not any("7700900" in record.getMessage() for record in ours)
