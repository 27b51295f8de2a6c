"""Tokens of ended, expired and other people's conversations: nothing of them can be read, by any door."""

from __future__ import annotations

import httpx
import pytest

from bot.front_desk.app import front_desk
from tests.front_desk.caller import Caller

DOORS = ("/api/conversations/current/messages", "/chat")


@pytest.fixture
async def http(desk):
    transport = httpx.ASGITransport(app=front_desk(desk), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        yield client


@pytest.fixture
async def spoken(http):
    caller = await Caller.open(http)
    await caller.say("the words of one")
    return caller


@pytest.mark.parametrize("how", ["expired", "ended"])
async def test_a_dead_token_shows_and_says_nothing(http, desk, spoken, how):
    if how == "expired":
        desk.clock["now"] += 30 * 60 + 1
    else:
        await spoken.end()
    cookie = {"Cookie": f"evenhand={spoken.token}"}
    for door in DOORS:
        for headers in (spoken.bearer, cookie):
            answer = await http.get(door, headers=headers)
            assert answer.status_code == (401 if door.startswith("/api") else 200)
            assert "the words of one" not in answer.text
    refused = await spoken.send("more")
    assert refused.status_code == 401
    assert (await spoken.end()).status_code == 401


async def test_a_form_of_an_expired_page_begins_a_new_conversation_with_a_new_token(http, desk, spoken):
    desk.clock["now"] += 30 * 60 + 1
    answer = await http.post(
        "/chat", data={"text": "more", "csrf": "old"}, headers={"Cookie": f"evenhand={spoken.token}"}
    )
    assert answer.status_code == 303 and spoken.token not in answer.headers["set-cookie"]
    assert "the words of one" not in (await http.get("/chat")).text


async def test_anothers_client_id_gives_nothing_of_theirs(http, spoken):
    other = await Caller.open(http)
    await spoken.say("the words of one again", "shared")
    answer = await other.send("the words of two", "shared")
    assert answer.status_code == 200 and "of one" not in answer.text


@pytest.mark.parametrize("choice", ["2", "Talk to a person"])
async def test_a_number_picks_nothing_from_anothers_choices(http, engine, spoken, choice):
    from bot.library.messages import Choice

    engine.choices = (Choice("Mediation", "ask_leaflet:mediation"), Choice("Talk to a person", "ask_for_officer"))
    other = await Caller.open(http)
    await other.say("is it free")
    await spoken.say("is it free")
    engine.choices = ()
    await other.say("is it dear")
    assert (await other.say(choice))[0]["text"] == f"turn 2: {choice}"
