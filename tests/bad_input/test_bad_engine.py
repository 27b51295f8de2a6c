"""An engine that answers late, nothing, or garbage: a kind message each time, and the chat goes on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot.front_desk import engine_client
from bot.front_desk.app import front_desk
from bot.front_desk.engine_client import EngineClient
from bot.services.public import ask_engine
from tests.bad_input.badly import bad_engine, hang, hang_up, no_http, say, stop_short, trickle
from tests.front_desk.caller import Caller

GOOD: dict[str, Any] = {"kind": "text", "text": "All is well.", "choices": [], "leaflet": None}
CARD = {
    "id": "mediation",
    "title": "Mediation",
    "url": "/leaflets/mediation",
    "version": 1,
    "reviewed_on": "2026-11-16",
    "sources": [],
}
WORRYING = "my daughter wants to kill herself"


def answer(*messages: Any, model_id: Any = "model") -> bytes:
    return json.dumps({"n": 0, "model_id": model_id, "messages": list(messages), "commands": []}).encode()


FINE = say(200, answer(GOOD))
GARBAGE = {
    "nothing at all": b"",
    "no json": b"<html>hello</html>",
    "half": answer(GOOD)[:-10],
    "no utf-8": b"\xff\xfe\xfa",
    "null": b"null",
    "a list": b"[]",
    "a number": b"7",
    "an empty object": b"{}",
    "very deep": b"[" * 100_000,
    "a huge number": b"9" * 10_000,
    "no messages": answer(),
    "no model": answer(GOOD, model_id=None),
    "a model that is a number": answer(GOOD, model_id=7),
    "messages null": b'{"model_id": "m", "messages": null}',
    "messages a text": b'{"model_id": "m", "messages": "hello"}',
    "a message null": answer(None),
    "a message a text": answer("hello"),
    "an empty text": answer({**GOOD, "text": ""}),
    "a text null": answer({**GOOD, "text": None}),
    "a text list": answer({**GOOD, "text": ["hello"]}),
    "half a surrogate pair": answer({**GOOD, "text": "\ud800 hello"}),
    "half a surrogate pair in a choice": answer({**GOOD, "choices": [{"label": "\udfff", "payload": "x"}]}),
    "an unknown kind": answer({**GOOD, "kind": "advert"}),
    "a kind that is a list": answer({**GOOD, "kind": []}),
    "no kind": answer({key: value for key, value in GOOD.items() if key != "kind"}),
    "choices null": answer({**GOOD, "choices": None}),
    "choices of texts": answer({**GOOD, "choices": ["Mediation"]}),
    "a choice without payload": answer({**GOOD, "choices": [{"label": "Mediation"}]}),
    "a choice of numbers": answer({**GOOD, "choices": [{"label": 1, "payload": 2}]}),
    "a leaflet that is a text": answer({**GOOD, "leaflet": "mediation"}),
    "an empty leaflet": answer({**GOOD, "leaflet": {}}),
    "a leaflet without its date": answer({**GOOD, "leaflet": {**CARD, "reviewed_on": "soon"}}),
    "a leaflet with a number for a date": answer({**GOOD, "leaflet": {**CARD, "reviewed_on": 20261116}}),
    "a leaflet with no version": answer({**GOOD, "leaflet": {**CARD, "version": "one"}}),
    "a leaflet with sources null": answer({**GOOD, "leaflet": {**CARD, "sources": None}}),
    "a leaflet with bare sources": answer({**GOOD, "leaflet": {**CARD, "sources": [{"title": "Act"}]}}),
    "a good message and a bad one": answer(GOOD, {}),
}
BEHAVIOURS = {
    "late": hang,
    "trickling": trickle,
    "hanging up": hang_up,
    "stopping short": stop_short,
    "no HTTP": no_http,
    **{
        f"status {status}": say(status, b"{}")
        for status in (201, 204, 301, 400, 401, 403, 404, 409, 410, 429, 500, 502, 503)
    },
    **{name: say(200, body) for name, body in GARBAGE.items()},
}


@pytest.fixture(autouse=True)
def short_patience(monkeypatch):
    monkeypatch.setattr(engine_client, "TURN_SECONDS", 0.3)
    monkeypatch.setattr(ask_engine, "RESTART_SECONDS", 1.0)
    monkeypatch.setattr(ask_engine, "PAUSE_SECONDS", 0.05)


@pytest.fixture
async def meeting(desk):
    """The engine, a way to the front desk, and a conversation there."""
    with bad_engine() as (engine, url):
        client = EngineClient(url, "secret")
        app = front_desk(replace(desk, engine=client))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example", timeout=20) as http:
            yield engine, http, await Caller.open(http)
        await client.close()


@pytest.mark.parametrize("name", BEHAVIOURS)
async def test_an_engine_that_speaks_badly_gives_a_kind_message_and_the_chat_goes_on(meeting, library, name):
    engine, http, caller = meeting
    engine.behave = BEHAVIOURS[name]
    sent = await caller.send("is mediation free")
    assert sent.status_code == 200, sent.text
    assert [message["text"] for message in sent.json()["messages"]] == [library.say("error/trouble", "web").text]
    engine.behave = FINE
    assert [message["text"] for message in await caller.say("and now")] == ["All is well."]
    page = await http.get("/chat", headers={"Cookie": f"evenhand={caller.token}"})
    assert page.status_code == 200 and "All is well." in page.text


@pytest.mark.parametrize("name", ["late", "hanging up", "status 500", "no json"])
async def test_emergency_words_stand_first_whatever_the_engine_says(meeting, name):
    engine, _, caller = meeting
    engine.behave = BEHAVIOURS[name]
    assert [message["kind"] for message in await caller.say(WORRYING)] == ["emergency", "error"]


async def test_a_fault_that_passes_is_not_noticed(meeting):
    engine, _, caller = meeting

    def once(handler, given):
        given.behave = FINE
        say(500, b"{}")(handler, given)

    engine.behave = once
    assert [message["text"] for message in await caller.say("hello")] == ["All is well."]
    assert engine.turns == 2


async def test_an_engine_of_our_own_making_is_understood(meeting):
    """The control: what the garbage is compared with."""
    engine, _, caller = meeting
    message = {
        **GOOD,
        "kind": "leaflet",
        "leaflet": CARD,
        "choices": [{"label": "Talk to a person", "payload": "ask_for_officer"}],
    }
    engine.behave = say(200, answer(message))
    [heard] = await caller.say("hello")
    assert (heard["text"], heard["leaflet"], heard["choices"]) == (
        "All is well.",
        CARD,
        [{"label": "Talk to a person"}],
    )


async def test_more_than_we_asked_for_is_left_out(meeting):
    engine, _, caller = meeting
    message = {**GOOD, "leaflet": {**CARD, "tracker": "all that was said"}, "debug": "all that was said"}
    engine.behave = say(200, answer(message))
    assert "all that was said" not in (await caller.send("hello")).text


async def test_html_from_the_engine_is_never_html_on_the_page(meeting):
    engine, http, caller = meeting
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    engine.behave = say(
        200,
        answer({**GOOD, "text": bad, "choices": [{"label": bad, "payload": "x"}], "leaflet": {**CARD, "title": bad}}),
    )
    await caller.say("hello")
    page = await http.get("/chat", headers={"Cookie": f"evenhand={caller.token}"})
    assert page.status_code == 200 and "alert(1)" in page.text
    assert "<script>" not in page.text and "<img" not in page.text


async def test_an_engine_that_is_away_makes_us_unready_and_alive(desk):
    with bad_engine() as (_, url):
        pass
    client = EngineClient(url, "secret")
    transport = httpx.ASGITransport(app=front_desk(replace(desk, engine=client)))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as http:
        assert (await http.get("/readyz")).status_code == 503
        assert (await http.get("/healthz")).status_code == 200
        caller = await Caller.open(http)
        await caller.say("hello")
        assert (await caller.end()).status_code == 204
    await client.close()
