"""The stream of server-sent events: all of it, in order, from where the listener left off, until the end."""

from __future__ import annotations

import asyncio

import pytest

from bot.intake.conversation import MOST_MESSAGES
from bot.library.messages import Choice
from tests.front_desk.caller import Caller
from tests.front_desk.streaming import Stream


async def test_a_stream_begins_with_the_state_and_gives_what_was_said(app, caller):
    await caller.say("hello")
    async with Stream(app, caller.bearer) as stream:
        assert await stream.event() == {"event": "state", "data": {"state": "bot"}, "id": None}
        assert stream.status == 200 and stream.headers["content-type"].startswith("text/event-stream")
        events = [await stream.event() for _ in range(3)]
    assert [event["data"] for event in events] == await caller.transcript()
    assert [event["id"] for event in events] == ["1", "2", "3"]


async def test_what_is_said_later_comes_at_once(app, caller):
    async with Stream(app, caller.bearer) as stream:
        assert await stream.seqs(1) == [1]
        await caller.say("hello")
        assert await stream.seqs(2) == [2, 3]


async def test_every_listener_hears_everything(app, caller):
    async with Stream(app, caller.bearer) as one, Stream(app, caller.bearer) as two:
        await caller.say("hello")
        assert await one.seqs(3) == await two.seqs(3) == [1, 2, 3]


async def test_nobody_hears_anothers_conversation(app, http, caller):
    other = await Caller.open(http)
    async with Stream(app, other.bearer) as stream:
        assert await stream.seqs(1) == [1]
        await caller.say("the words of one")
        with pytest.raises(TimeoutError):
            await stream.event(0.1)


async def test_a_listener_goes_on_after_the_event_it_had_last(app, caller):
    await caller.say("hello")
    async with Stream(app, {**caller.bearer, "Last-Event-ID": "2"}) as stream:
        assert await stream.seqs(1) == [3]


async def test_a_listener_that_had_everything_hears_nothing_twice(app, caller):
    async with Stream(app, {**caller.bearer, "Last-Event-ID": "1"}) as stream:
        assert (await stream.event())["event"] == "state"
        with pytest.raises(TimeoutError):
            await stream.event(0.1)
        await caller.say("hello")
        assert await stream.seqs(2) == [2, 3]


@pytest.mark.parametrize("last", ["99", "x", "-1", "1.5", "9" * 30, ""])
async def test_an_event_id_nobody_gave_resets_and_gives_everything(app, caller, last):
    async with Stream(app, {**caller.bearer, "Last-Event-ID": last}) as stream:
        events = [await stream.event() for _ in range(3)]
    assert [event["event"] for event in events] == ["state", "reset", "message"]
    assert events[2]["data"]["seq"] == 1


async def test_a_listener_away_so_long_that_messages_are_missing_is_reset(app, desk, caller):
    conversation = desk.sessions.find(caller.token, desk.steady())
    for n in range(MOST_MESSAGES + 10):
        conversation.add("assistant", "text", f"message {n}")
    async with Stream(app, {**caller.bearer, "Last-Event-ID": "1"}) as stream:
        assert [(await stream.event())["event"] for _ in range(2)] == ["state", "reset"]
        assert await stream.seqs(1) == [conversation.messages[0].seq]


async def test_the_stream_ends_when_the_conversation_is_ended(app, caller):
    async with Stream(app, caller.bearer) as stream:
        await stream.seqs(1)
        await caller.end()
        assert (await stream.event())["event"] == "reset"
        assert await stream.event() is None


async def test_the_stream_ends_when_the_conversation_is_forgotten(app, desk, caller):
    async with Stream(app, caller.bearer) as stream:
        await stream.seqs(1)
        desk.sessions.forget_idle(desk.steady() + 30 * 60 + 1)
        assert (await stream.event())["event"] == "reset"
        assert await stream.event() is None


async def test_a_message_said_while_another_is_on_its_way_is_not_held_back(app, desk, caller):
    conversation = desk.sessions.find(caller.token, desk.steady())

    def say_more(piece: bytes) -> None:
        if b"event: message" in piece and conversation.last_seq < 4:
            conversation.add("assistant", "text", "more")

    async with Stream(app, caller.bearer, say_more) as stream:
        assert await stream.seqs(4) == [1, 2, 3, 4]


async def test_an_end_while_a_message_is_on_its_way_ends_the_stream(app, desk, caller):
    async with Stream(app, caller.bearer, lambda piece: desk.sessions.end(caller.token) and None) as stream:
        events = []
        while (event := await stream.event()) is not None:
            events.append(event["event"])
    assert events[-1] == "reset"


async def test_a_listener_that_leaves_is_forgotten(app, desk, caller):
    conversation = desk.sessions.find(caller.token, desk.steady())
    async with Stream(app, caller.bearer) as stream:
        await stream.seqs(1)
        await asyncio.sleep(0)
        assert len(conversation._waiting) == 1
    assert len(conversation._waiting) == 0


async def test_new_lines_and_payloads_do_not_break_out_of_an_event(app, caller, engine):
    engine.choices = (Choice("Mediation", "ask_leaflet:mediation"),)
    text = "one\ntwo\r\n\r\nevent: reset\ndata: {}\u2028three"
    await caller.say(text)
    async with Stream(app, caller.bearer) as stream:
        events = [await stream.event() for _ in range(4)]
    assert [event["event"] for event in events] == ["state", "message", "message", "message"]
    assert events[2]["data"]["text"] == "one\ntwo\n\nevent: reset\ndata: {}\u2028three"
    assert "ask_leaflet" not in str(events)


async def test_a_stream_for_no_conversation_is_401(app):
    async with Stream(app, {"Authorization": "Bearer garbage"}) as stream:
        await asyncio.wait([stream._task], timeout=2)
        assert stream.status == 401
