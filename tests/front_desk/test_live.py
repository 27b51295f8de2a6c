"""Live conversations at the front desk: put through by the routes, found again by the token, never left with the assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.casework.handoff import Event
from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk
from bot.intake import keys
from bot.intake.relay.relay import Relay, RelayAway, Said
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.services.public.engine import Command
from tests.fakes import FakeEngine, FakePost
from tests.fakes import office as way_to

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CURRENT = "/api/conversations/current"
OFFICER = "1" * 32


class Chat:
    """A parent's program and the relay it writes to."""

    def __init__(self, desk: Desk, engine: FakeEngine, library: Library, folder: Path) -> None:
        keys.make(folder / "keys", NOON)
        self.relay, self.engine, self.library = Relay(f"sqlite:///{folder / 'relay.db'}"), engine, library
        desk.office = replace(way_to(folder / "keys", FakePost()), relay=self.relay, now=lambda: NOON)
        self.desk = desk
        transport = httpx.ASGITransport(app=front_desk(desk), raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://desk.example")
        self.sent = 0

    async def open(self) -> None:
        opened = (await self.http.post("/api/conversations")).json()
        self.http.headers["Authorization"] = f"Bearer {opened['token']}"

    async def send(self, text: str, client_id: str = "") -> httpx.Response:
        self.sent += 1
        body = {"text": text, "client_id": client_id or f"id {self.sent}"}
        return await self.http.post(f"{CURRENT}/messages", json=body)

    async def put_through(self) -> httpx.Response:
        """The dialogue asks both permissions in turn, then for the officer."""
        for name in ("live_chat", "show_chat"):
            wording = self.library.wordings.current(name, "web")
            self.engine.notice = wording.hash
            next(iter(self.desk.sessions)).add(
                "assistant", "notice", wording.words(self.library.service), notice=wording.hash
            )
            self.engine.notice = ""
            await self.send("yes" if name == "live_chat" else "no")
        self.engine.commands = (Command("request_handoff", {"show": "no"}),)
        answer = await self.send("go on")
        self.engine.commands = ()
        return answer

    @property
    def handle(self) -> str:
        return next(iter(self.desk.sessions)).handle

    def key(self) -> bytes:
        return next(iter(self.desk.sessions)).talk.key


@pytest.fixture
async def chat(desk: Desk, engine: FakeEngine, library: Library, tmp_path: Path) -> AsyncIterator[Chat]:
    made = Chat(desk, engine, library, tmp_path)
    await made.open()
    yield made
    await made.http.aclose()


async def test_put_through_the_state_says_so(chat: Chat) -> None:
    answer = (await chat.put_through()).json()
    assert answer["state"] == "waiting" and answer["messages"][-1]["kind"] == "handoff"
    assert [choice["label"] for choice in answer["messages"][-1]["choices"]] == ["Ask for a call instead"]


async def test_a_new_process_finds_it_by_the_token_and_goes_on(chat: Chat) -> None:
    await chat.put_through()
    await chat.send("are you there", "same")
    chat.desk.sessions = Sessions(30 * 60)
    read = (await chat.http.get(f"{CURRENT}/messages")).json()
    assert read["state"] == "waiting" and [m["text"] for m in read["messages"]].count("are you there") == 1
    again = await chat.send("are you there", "same")
    assert again.status_code == 200
    read = (await chat.http.get(f"{CURRENT}/messages")).json()
    assert [m["text"] for m in read["messages"]].count("are you there") == 1


async def test_a_token_that_is_none_is_the_one_401_whatever_the_relay_holds(chat: Chat) -> None:
    await chat.put_through()
    answers = []
    for token in ("x" * 43, "short", chat.handle, chat.relay.row(chat.handle).sealed_key.hex()[:43]):  # type: ignore[union-attr]
        answer = await chat.http.get(f"{CURRENT}/messages", headers={"Authorization": f"Bearer {token}"})
        answers.append((answer.status_code, answer.content, sorted(answer.headers.items())))
    assert {status for status, _, _ in answers} == {401} and len({repr(one) for one in answers}) == 1


async def test_what_cannot_be_written_is_503_and_written_once_when_sent_again(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.put_through()
    with monkeypatch.context() as away:
        away.setattr(Relay, "say", _raise)
        answer = await chat.send("hello?", "same")
        assert answer.status_code == 503 and answer.headers["retry-after"]
    assert (await chat.send("hello?", "same")).status_code == 200
    texts = [m["text"] for m in (await chat.http.get(f"{CURRENT}/messages")).json()["messages"]]
    assert texts.count("hello?") == 1


async def test_danger_is_answered_on_the_page_even_when_nothing_can_be_written(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chat.put_through()
    monkeypatch.setattr(Relay, "say", _raise)
    csrf = next(iter(chat.desk.sessions)).csrf
    page = await chat.http.post("/chat", data={"text": "he is hitting my son right now", "csrf": csrf})
    assert "999" in page.text


async def test_a_relay_that_is_away_puts_nobody_through_and_says_so(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Relay, "open", _raise)
    answer = (await chat.put_through()).json()
    assert answer["state"] == "bot" and "have not been put through" in answer["messages"][-1]["text"]


async def test_ending_clears_it_in_the_relay_too(chat: Chat) -> None:
    await chat.put_through()
    await chat.send("my secret")
    handle = chat.handle
    assert (await chat.http.delete(CURRENT)).status_code == 204
    assert chat.relay.messages(handle) == [] and chat.relay.open_rows() == []
    assert (await chat.http.get(f"{CURRENT}/messages")).status_code == 401


async def test_ending_clears_it_also_after_a_restart(chat: Chat) -> None:
    await chat.put_through()
    await chat.send("my secret")
    handle = chat.handle
    chat.desk.sessions = Sessions(30 * 60)
    assert (await chat.http.delete(CURRENT)).status_code == 204
    assert chat.relay.messages(handle) == [] and chat.relay.open_rows() == []


async def test_an_officer_s_words_come_without_the_parent_asking(chat: Chat) -> None:
    await chat.put_through()
    claimed = chat.relay.change(chat.handle, Event.CLAIM, 1, [], chat.key(), NOON, owner=OFFICER)
    assert claimed is not None
    chat.relay.say(
        chat.handle, [Said("officer", {"kind": "text", "text": "Hello"})], chat.key(), NOON, owner=OFFICER, epoch=2
    )
    answer = (await chat.send("are you there")).json()
    assert answer["state"] == "officer" and [m["text"] for m in answer["messages"]] == ["Hello"]


async def test_over_any_limit_danger_reaches_the_officer(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    await chat.put_through()
    monkeypatch.setattr("bot.front_desk.webchat.api.may_say", lambda *_: False)
    assert (await chat.send("what is mediation")).status_code == 429
    answer = await chat.send("he is hitting my son right now")
    assert answer.status_code == 200 and answer.json()["messages"][-1]["kind"] == "emergency"


def _raise(*_: object, **__: object) -> None:
    raise RelayAway("away")
