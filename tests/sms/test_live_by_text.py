"""A parent who texts with an officer: every text once each way, nothing told by a greeting, STOP ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.casework.handoff import Event, State
from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk
from bot.intake.envelope import new_id
from bot.intake.keys import make, sealing_key
from bot.intake.relay.keys import for_office, seal, unseal
from bot.intake.relay.relay import OFFICER, Opening, Relay, Row
from bot.intake.relay.written import said_by
from bot.library.compose import Library
from bot.services.office.conversations.live import Live
from bot.services.office.sms.live_texts import LiveTexts
from bot.services.public.live.by_text import talk_of
from tests.fakes import FakeEngine
from tests.front_desk.sms.conftest import NUMBER, URL, Phone, sms_desk  # noqa: F401
from tests.sms.fake_twilio import FakeTwilio, Trouble
from tests.sms.test_outbox import Room
from tests.sms.twilio_signing import KEY

OFFICER_ID = "0" * 32
TALK = talk_of(NUMBER, KEY.encode())


@pytest.fixture(scope="module")
def twilio() -> Iterator[FakeTwilio]:
    made = FakeTwilio().start()
    yield made
    made.stop()


class Both:
    """A front desk and an office with one relay between them."""

    def __init__(self, desk: Desk, library: Library, folder: Path, twilio: FakeTwilio) -> None:
        make(folder / "keys", datetime.now(UTC))
        self.relay = Relay(f"sqlite:///{folder / 'relay.db'}")
        desk.office = replace(desk.office, relay=self.relay, keys=folder / "keys", now=lambda: datetime.now(UTC))
        self.desk, self.room, self.library, self.folder = desk, Room(folder, twilio), library, folder
        self.texts = self.office()

    def office(self) -> LiveTexts:
        """As the back office makes it at each start."""
        return LiveTexts(Live(self.relay, self.folder / "keys", self.library, self.room.sessions), fiction=True)

    def put_through(self) -> Row:
        key, handle = sealing_key(self.folder / "keys"), new_id()
        told = {"permissions": [], "number": NUMBER}
        opening = Opening(
            handle=handle,
            whose=TALK.whose,
            key=TALK.key,
            office_key=key.id,
            sealed_key=for_office(TALK.key, key.key),
            evidence=seal(told, TALK.key, handle, 0),
            channel="sms",
            first_seq=1,
            said=[said_by("service", "handoff", "Thank you.")],
        )
        row = self.relay.open(opening, datetime.now(UTC))
        taken = self.relay.change(
            row.handle, Event.CLAIM, row.held.epoch, [], TALK.key, datetime.now(UTC), owner=OFFICER_ID, by=OFFICER_ID
        )
        assert taken and taken.held.state is State.OFFICER
        return taken

    def write(self, row: Row, text: str, client_id: str) -> None:
        written = self.relay.say(
            row.handle,
            [said_by(OFFICER, "text", text, client_id, by="Sam")],
            TALK.key,
            datetime.now(UTC),
            owner=OFFICER_ID,
            epoch=row.held.epoch,
        )
        assert written

    def heard(self, row: Row) -> list[tuple[str, str]]:
        return [
            (one.sender, unseal(one.sealed, TALK.key, row.handle, one.seq)["text"])
            for one in self.relay.messages(row.handle)
        ]

    def work(self) -> None:
        self.texts.pass_on(datetime.now(UTC))
        while self.room.outbox.send_one(datetime.now(UTC)):
            pass


@pytest.fixture
def both(sms_desk: Desk, library: Library, tmp_path: Path, twilio: FakeTwilio) -> Both:  # noqa: F811
    for kept in (twilio.messages, twilio.requests, twilio.troubles):
        kept.clear()
    (tmp_path / "both").mkdir()
    return Both(sms_desk, library, tmp_path / "both", twilio)


@pytest.fixture
async def phone(both: Both) -> AsyncIterator[Phone]:
    transport = httpx.ASGITransport(app=front_desk(both.desk), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        yield Phone(client)


async def test_texts_go_to_the_officer_and_answers_come_once(both: Both, phone: Phone, twilio: FakeTwilio) -> None:
    row = both.put_through()
    await phone.text("first words")
    assert await phone.text("is it you") == ""
    both.write(row, "Yes. Ring me when it suits.", "a")
    both.work()
    both.work()
    both.texts = both.office()  # the back office was restarted
    both.work()
    assert twilio.sent() == ["Yes. Ring me when it suits."]
    assert await phone.text("thank you") == ""
    assert both.heard(row) == [
        ("service", "Thank you."),
        ("parent", "first words"),
        ("parent", "is it you"),
        ("officer", "Yes. Ring me when it suits."),
        ("parent", "thank you"),
    ]
    assert twilio.sent() == ["Yes. Ring me when it suits."]


async def test_after_a_silence_the_first_answer_tells_of_no_officer(both: Both, phone: Phone) -> None:
    row = both.put_through()
    engine = both.desk.engine
    assert isinstance(engine, FakeEngine)
    known = await phone.post("how long does it take")
    stranger = await Phone(phone.http, "+447700900999").post("how long does it take")
    assert known.content == stranger.content and known.headers.raw == stranger.headers.raw
    assert ("parent", "how long does it take") in both.heard(row)
    both.desk.clock["now"] += 31 * 60  # type: ignore[attr-defined]
    again = await phone.post("how long does it take")
    assert again.content == known.content


async def test_danger_is_answered_at_once_and_the_officer_sees_it(both: Both, phone: Phone) -> None:
    row = both.put_through()
    await phone.text("hello")
    assert "999" in await phone.text("he is going to kill us")
    assert ("parent", "he is going to kill us") in both.heard(row)


async def test_stop_ends_it_and_takes_back_what_waits(both: Both, phone: Phone, twilio: FakeTwilio) -> None:
    row = both.put_through()
    await phone.text("hello")
    both.write(row, "Are you there?", "a")
    both.texts.pass_on(datetime.now(UTC))
    assert "no more texts" in await phone.text("STOP")
    both.work()
    assert not twilio.sent() and not twilio.requests
    assert both.heard(row) == []


async def test_twilio_failing_midway_loses_nothing_and_doubles_nothing(
    both: Both, phone: Phone, twilio: FakeTwilio
) -> None:
    row = both.put_through()
    await phone.text("hello")
    twilio.troubles += [Trouble(500, was_sent=True), Trouble(429, 20429)]
    for n in range(3):
        both.write(row, f"Answer {n}", f"id-{n}")
    both.work()
    both.texts = both.office()
    both.room.outbox.begin()
    both.work()
    both.room.outbox.look_for_unknown(datetime.now(UTC))
    later = datetime.now(UTC).replace(microsecond=0)
    for seconds in range(0, 120, 5):
        both.room.outbox.send_one(later.fromtimestamp(later.timestamp() + seconds, UTC))
    assert twilio.sent() == ["Answer 0", "Answer 1", "Answer 2"]


async def test_what_an_officer_writes_begins_neutrally(both: Both, phone: Phone, twilio: FakeTwilio) -> None:
    row = both.put_through()
    both.write(row, "Your son's EHC plan: I rang the council. " * 12, "a")
    both.work()
    assert len(twilio.sent()) == 2 and all(text.startswith("Thanks for your text.") for text in twilio.sent())


async def test_nothing_of_the_number_stands_open_in_the_relay(both: Both, phone: Phone, tmp_path: Path) -> None:
    both.put_through()
    await phone.text("my name is Quillfeather")
    kept = b"".join(path.read_bytes() for path in (tmp_path / "both").rglob("*") if path.is_file())
    assert b"7700900123" not in kept and b"Quillfeather" not in kept
    assert TALK.whose.encode() in kept  # the control


async def test_the_parent_is_told_by_text_when_an_officer_comes_or_goes(
    both: Both, phone: Phone, twilio: FakeTwilio
) -> None:
    row, live = both.put_through(), both.texts.live
    for name, more in (("live/joined", {"officer": "Sam", "hidden": True}), ("live/waits_again", {})):
        assert both.relay.say(
            row.handle, [live.says(name, row, datetime.now(UTC), **more)], TALK.key, datetime.now(UTC)
        )
        both.work()
    assert ["Sam is here now" in twilio.sent()[0], "had to leave" in twilio.sent()[1]] == [True, True]
    ended = live.says("live/closed", row, datetime.now(UTC), kept=False)
    assert both.relay.change(
        row.handle, Event.CLOSE, row.held.epoch, [ended], TALK.key, datetime.now(UTC), owner=None, by=OFFICER_ID
    )
    both.work()
    both.work()
    assert len(twilio.sent()) == 3 and "If you text again, the assistant answers" in twilio.sent()[2]
