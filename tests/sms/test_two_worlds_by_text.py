"""Nobody can tell by texting whether the office holds anything of this number (C-71, C-83).

Two offices: one holds a case, texts on their way and an envelope of the number, the other nothing. Both get the same
texts. Every answer must be the same byte for byte, headers and all, and so must what arrives in the post box.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk, Texting
from bot.intake.envelope import new_id, seal
from bot.intake.keys import make, sealing_key
from bot.intake.limits import Limits, OpenStreams
from bot.intake.post_box import PostBox, prepare
from bot.intake.receipts import Receipt, put_receipt
from bot.intake.sessions import Sessions
from bot.intake.stops import Stops
from bot.intake.texters import Texters
from bot.library.compose import Library
from bot.settings import read_settings
from bot.settings_sms import read_sms_settings
from tests.fakes import FakeEngine, office
from tests.front_desk.sms.conftest import NUMBER, URL, Phone
from tests.sms.fake_twilio import FakeTwilio
from tests.sms.test_outbox import NOON, Room
from tests.sms.twilio_signing import SMS_ENVIRONMENT, inbound_fields, new_sid, signed

WALK = [
    "hello",
    "did my referral arrive",
    "has my ex contacted you about me",
    "MORE",
    "HELP",
    "",
    "what is happening with my case",
    "STOP",
    "STOP",
    "hello",
    "start",
    "he is going to kill us",
]


class World:
    def __init__(self, folder: Path, library: Library, *, is_full: bool) -> None:
        folder.mkdir()
        make(folder / "keys", datetime.now(UTC))
        twilio = FakeTwilio()
        room = Room(folder, twilio)
        if is_full:
            for n in range(3):
                room.put(f"text {n}", to=NUMBER, now=NOON, about="conversation:7")
            put_receipt(room.box, Receipt("SM" + "0" * 32, "delivered"))
            key = sealing_key(folder / "keys")
            content = {"answers": {"phone": "07700 900123"}}
            room.box.put(seal("call_me", content, key.key, key.id, new_id(), datetime.now(UTC)))
        self.clock = 0.0
        settings = read_sms_settings(URL, SMS_ENVIRONMENT)
        assert settings
        self.file = folder / "intake.db"
        self.desk = Desk(
            read_settings({}),
            library,
            Sessions(30 * 60),
            FakeEngine(),
            Limits(is_on=False),
            OpenStreams(is_on=False),
            office(folder / "keys"),
            today=lambda: date(2026, 11, 24),
            steady=lambda: self.clock,
            texting=Texting(settings, Texters(30 * 60), Stops(room.url, settings.key), PostBox(room.url)),
        )
        prepare(room.url).dispose()
        transport = httpx.ASGITransport(app=front_desk(self.desk), raise_app_exceptions=False)
        self.phone = Phone(httpx.AsyncClient(transport=transport, base_url=URL))
        self.before = self.rows()

    def rows(self) -> dict[str, int]:
        with sqlite3.connect(self.file) as database:
            return {
                table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("envelopes", "sms_stops", "sms_receipts")
            }

    def arrived(self) -> dict[str, int]:
        return {table: count - self.before[table] for table, count in self.rows().items()}


@pytest.fixture
async def worlds(tmp_path: Path, library: Library) -> AsyncIterator[tuple[World, World]]:
    full, empty = World(tmp_path / "full", library, is_full=True), World(tmp_path / "empty", library, is_full=False)
    yield full, empty
    for one in (full, empty):
        await one.phone.http.aclose()


async def seen(world: World, text: str, sid: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    body, headers = signed(f"{URL}/sms/inbound", inbound_fields(text, NUMBER, sid))
    response = await world.phone.http.post("/sms/inbound", content=body, headers=headers)
    return response.status_code, response.headers.raw, response.content


async def differences(full: World, empty: World) -> list[str]:
    found = []
    for step, text in enumerate([*WALK, *WALK]):
        if step == len(WALK):
            full.clock = empty.clock = 31 * 60.0
        sid = new_sid()
        if await seen(full, text, sid) != await seen(empty, text, sid):
            found.append(f"step {step}: {text!r}")
        if full.arrived() != empty.arrived():
            found.append(f"step {step}: rows")
    return found


async def test_a_number_that_the_office_knows_is_answered_like_any_other(worlds: tuple[World, World]) -> None:
    assert not await differences(*worlds)


def _welcome_back(world: World) -> None:
    stops = world.desk.texting.stops  # type: ignore[union-attr]
    with sqlite3.connect(world.file) as database:
        is_known = database.execute("SELECT count(*) FROM envelopes").fetchone()[0] > 0
    if is_known:
        stops.holds = lambda number: True  # type: ignore[method-assign]


def _remembered_longer(world: World) -> None:
    if world.before["envelopes"]:
        world.desk.sessions.idle_seconds = 10**9
        world.desk.texting.texters.idle_seconds = 10**9  # type: ignore[union-attr]


def _extra_row(world: World) -> None:
    box = world.desk.texting.box  # type: ignore[union-attr]
    stops = world.desk.texting.stops  # type: ignore[union-attr]
    add = stops.add

    def adds(number: str) -> None:
        add(number)
        if world.before["envelopes"]:
            put_receipt(box, Receipt("SM" + "1" * 32, "sent"))

    stops.add = adds  # type: ignore[method-assign]


@pytest.mark.parametrize("leak", [_welcome_back, _remembered_longer, _extra_row])
async def test_a_planted_leak_is_found(worlds: tuple[World, World], leak: Callable[[World], None]) -> None:
    for one in worlds:
        leak(one)
    assert await differences(*worlds)
