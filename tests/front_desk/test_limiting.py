"""Too much at once is refused kindly and alike for everybody; danger never waits; what was typed is not lost."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk
from bot.intake.limits import RETRY_AFTER_SECONDS, Limits, OpenStreams
from bot.intake.sessions import Sessions
from tests.front_desk.caller import Caller
from tests.front_desk.conftest import HOST
from tests.front_desk.page_reader import Page
from tests.front_desk.streaming import Stream

DANGER = "my daughter wants to kill herself"
MANY = 200


@pytest.fixture
def limited(desk: Desk) -> Desk:
    return replace(desk, limits=Limits(is_on=True), streams=OpenStreams(is_on=True))


@pytest.fixture
def app(limited: Desk):
    return front_desk(limited)


def from_address(app, host: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app, client=(host, 1)), base_url=HOST)


async def open_until_refused(http) -> httpx.Response:
    for _ in range(MANY):
        answer = await http.post("/api/conversations")
        http.cookies.clear()
        if answer.status_code != 201:
            return answer
    raise AssertionError("never refused")


async def say_until_refused(caller) -> httpx.Response:
    for n in range(MANY):
        answer = await caller.send(f"message {n}")
        if answer.status_code != 200:
            return answer
    raise AssertionError("never refused")


async def test_messages_past_the_limit_are_refused_with_a_time_to_wait(caller, limited):
    refused = await say_until_refused(caller)
    assert refused.status_code == 429 and refused.headers["retry-after"] == str(RETRY_AFTER_SECONDS)
    assert refused.headers["content-type"] == "application/problem+json" and "Wait" in refused.json()["detail"]
    said = [message["text"] for message in await caller.transcript()]
    assert f"message {len(said) // 2 - 1}" in said, "what was taken was answered"


async def test_another_parent_elsewhere_is_unaffected(app, caller):
    await say_until_refused(caller)
    async with from_address(app, "198.51.100.7") as http:
        other = await Caller.open(http)
        assert (await other.send("hello")).status_code == 200


async def test_another_parent_at_the_same_address_is_unaffected(http, caller):
    other = await Caller.open(http)
    await say_until_refused(caller)
    assert (await other.send("hello")).status_code == 200


async def test_conversations_past_the_limit_are_refused_and_those_there_are_go_on(http, caller):
    refused = await open_until_refused(http)
    assert refused.status_code == 429 and refused.headers["retry-after"] == str(RETRY_AFTER_SECONDS)
    assert "set-cookie" not in refused.headers
    assert (await caller.send("hello")).status_code == 200


async def test_every_refusal_is_alike_whoever_caused_it(app, http, caller):
    own = await say_until_refused(caller)
    shared = await open_until_refused(http)
    assert (own.content, own.headers.raw) == (shared.content, shared.headers.raw)


async def test_danger_is_answered_past_the_limit(caller):
    await say_until_refused(caller)
    for _ in range(3):
        answer = await caller.send(DANGER)
        assert answer.status_code == 200
        assert [message["kind"] for message in answer.json()["messages"]] == ["emergency", "error"]
    before = len(await caller.transcript())
    again = [(await caller.send(DANGER, client_id="the same")).json() for _ in range(2)]
    assert again[0] == again[1] and len(await caller.transcript()) == before + 3, "said once"
    assert (await caller.send("hello")).status_code == 429


async def test_danger_is_answered_where_no_conversation_can_be_begun(http, limited):
    await open_until_refused(http)
    page = Page((await http.post("/chat", data={"text": DANGER})).text)
    assert "Get help now" in page.words and "call 999" in page.words
    part = await http.post("/chat/messages", data={"text": DANGER, "client_id": "a", "after": "1"})
    assert part.status_code == 200 and "Get help now" in part.text and "set-cookie" not in part.headers


async def test_the_page_keeps_what_was_typed(http):
    await open_until_refused(http)
    answer = await http.post("/chat", data={"text": "is it free"})
    page = Page(answer.text)
    assert answer.status_code == 429 and answer.headers["retry-after"] == str(RETRY_AFTER_SECONDS)
    assert "Wait half a minute" in page.words and page.form("/chat", "text").fields["text"] == "is it free"


async def test_where_there_is_no_room_nobody_loses_a_conversation(desk):
    full = replace(desk, sessions=Sessions(1800, most_used=1))
    async with from_address(front_desk(full), "198.51.100.8") as http:
        caller = await Caller.open(http)
        await caller.say("hello")
        answer = await http.post("/api/conversations")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, str(RETRY_AFTER_SECONDS))
        page = await http.post("/chat", data={"text": "is it free"})
        assert page.status_code == 503 and "is it free" in page.text
        assert "Get help now" in (await http.post("/chat", data={"text": DANGER})).text
        assert (await caller.send("still here")).status_code == 200


async def test_streams_past_the_limit_are_refused_and_a_closed_one_makes_room(app, caller, limited):
    streams = [Stream(app, caller.bearer) for _ in range(4)]
    for stream in streams[:3]:
        await stream.__aenter__()
        await stream.event()
    async with streams[3] as refused:
        await refused._task
        assert refused.status == 429
    await streams[0].__aexit__(None, None, None)
    async with Stream(app, caller.bearer) as again:
        assert (await again.event())["event"] == "state"
    for stream in streams[1:3]:
        await stream.__aexit__(None, None, None)
    assert len(limited.streams) == 0


@pytest.mark.parametrize("text", [DANGER + " " + "a" * 3_000, DANGER + " " + "a" * 100_000])
async def test_danger_at_the_start_of_what_is_too_long_is_answered_first(http, caller, text):
    answer = await caller.send(text)
    assert answer.status_code == 200
    messages = answer.json()["messages"]
    assert messages[0]["kind"] == "emergency" and messages[-1]["kind"] == "error" and "2,000" in messages[-1]["text"]
    page = await http.post("/chat", data={"text": text}, follow_redirects=True)
    assert "Get help now" in page.text


async def test_what_is_too_large_and_no_danger_is_refused(http, caller):
    answer = await caller.send("a" * 100_000)
    assert answer.status_code == 413 and len(await caller.transcript()) == 1
    foreign = {"Origin": "https://evil.example", **caller.bearer}
    body = {"text": DANGER + "a" * 100_000, "client_id": "a"}
    answer = await http.post("/api/conversations/current/messages", json=body, headers=foreign)
    assert answer.status_code == 413 and len(await caller.transcript()) == 1
