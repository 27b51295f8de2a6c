"""Every way out forgets the conversation, here and in the engine; nobody else's site can push a parent out."""

from __future__ import annotations

import pytest

from tests.front_desk.caller import CURRENT

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def chatting(http, caller):
    await caller.say("is mediation free")
    http.cookies.set("evenhand", caller.token)
    return caller


async def is_forgotten(http, desk, engine) -> bool:
    http.cookies.clear()
    return len(desk.sessions) == 0 and engine.turns == {}


@pytest.mark.parametrize("headers", [OWN, {"Sec-Fetch-Site": "none"}, {}])
async def test_the_link_ends_the_chat_and_shows_the_weather(http, chatting, desk, engine, headers):
    answer = await http.get("/chat/exit", headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, desk.library.service.exit_url)
    assert 'evenhand=""' in answer.headers["set-cookie"] and "storage" in answer.headers["clear-site-data"]
    assert "cookies" not in answer.headers["clear-site-data"], "the council's other sites keep theirs"
    assert await is_forgotten(http, desk, engine)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, OWN | {"Sec-Purpose": "prefetch"}]
)
async def test_another_sites_link_or_a_look_ahead_ends_nothing(http, chatting, headers):
    answer = await http.get("/chat/exit", headers=headers)
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers and "clear-site-data" not in answer.headers
    assert (await chatting.read()).status_code == 200


async def test_the_script_ends_the_chat_by_beacon(http, chatting, desk, engine):
    answer = await http.post("/chat/exit", headers=OWN, data={"csrf": ""})
    assert answer.status_code == 204 and not answer.content
    assert await is_forgotten(http, desk, engine)


async def test_a_beacon_of_an_old_browser_is_known_by_the_chats_own_token(http, chatting, desk, engine):
    conversation = desk.sessions.find(chatting.token, desk.steady())
    old = {"Origin": "null"}
    assert (await http.post("/chat/exit", headers=old, data={"csrf": "wrong"})).status_code == 403
    assert (await chatting.read()).status_code == 200
    assert (await http.post("/chat/exit", headers=old, data={"csrf": conversation.csrf})).status_code == 204
    assert await is_forgotten(http, desk, engine)


async def test_leaving_looks_the_same_whether_or_not_there_was_a_chat(http, caller, desk):
    without = await http.get("/chat/exit", headers=OWN)
    http.cookies.set("evenhand", caller.token)
    with_one = await http.get("/chat/exit", headers=OWN)
    assert (without.status_code, without.content) == (with_one.status_code, with_one.content)
    assert sorted(without.headers.raw) == sorted(with_one.headers.raw)


async def test_what_was_said_is_nowhere_after_leaving(http, chatting):
    await http.get("/chat/exit", headers=OWN)
    assert (await chatting.read()).status_code == 401
    assert "mediation free" not in (await http.get("/chat")).text
    assert (await http.get(f"{CURRENT}/events", headers=chatting.bearer)).status_code == 401
