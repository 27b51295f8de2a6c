"""The parts that the page's script asks for: the same HTML as the page, the same rules as its forms."""

from __future__ import annotations

import pytest

from bot.library.messages import Choice
from tests.front_desk.page_reader import Page

PART = "/chat/messages"


async def say(http, text, **fields):
    return await http.post(PART, data={"text": text, "client_id": text[:40], **fields})


@pytest.fixture
async def csrf(http):
    """The token of a conversation in which "hello" was said."""
    return _csrf((await say(http, "hello", after="1")).text)


def _csrf(html: str) -> str:
    return next(given["data-csrf"] for _, given in Page(html).tags if "data-csrf" in given)


def _seqs(html: str) -> list[str]:
    return [given["data-seq"] for _, given in Page(html).tags if "data-seq" in given]


async def test_the_first_message_begins_a_conversation_and_shows_what_the_page_lacks(http):
    answer = await say(http, "hello", after="1")
    assert answer.status_code == 200 and "set-cookie" in answer.headers
    assert _seqs(answer.text) == ["2", "3"] and "turn 0: hello" in Page(answer.text).words


async def test_the_same_message_again_is_said_once_and_shown_again(http, csrf, engine):
    for _ in range(2):
        answer = await say(http, "again", csrf=csrf, after="3")
        assert _seqs(answer.text) == ["4", "5"]
    assert [turn.text for turns in engine.turns.values() for turn in turns] == ["hello", "again"]


async def test_what_was_said_elsewhere_comes_with_the_news(http, csrf):
    assert _seqs((await http.get(PART, params={"after": 1})).text) == ["2", "3"]
    assert _seqs((await http.get(PART, params={"after": 3})).text) == []


async def test_choices_come_as_buttons(http, csrf, engine):
    engine.choices = (Choice("Mediation", "ask_leaflet:mediation"),)
    answer = await say(http, "help", csrf=csrf)
    assert 'name="choice" value="Mediation"' in answer.text
    picked = await http.post(PART, data={"choice": "Mediation", "csrf": csrf, "client_id": "x"})
    assert picked.status_code == 200
    [turns] = engine.turns.values()
    assert turns[-1].choice == "ask_leaflet:mediation"


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"csrf": "wrong"}, 409), ({"csrf": ""}, 409), ({"text": "  "}, 422), ({"client_id": "a" * 101}, 422)],
)
async def test_what_cannot_be_said_is_a_problem_and_says_nothing(http, csrf, engine, fields, status):
    answer = await http.post(PART, data={"text": "pears", "csrf": csrf, "client_id": "p"} | fields)
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    assert "pears" not in answer.text
    assert [turn.text for turns in engine.turns.values() for turn in turns] == ["hello"]


async def test_a_page_of_a_forgotten_conversation_is_told_and_says_nothing(http, csrf, desk, engine):
    desk.clock["now"] += 30 * 60 + 1
    for answer in (
        await say(http, "more", csrf=csrf),
        await http.get(PART),
        await http.post("/chat/stay", data={"csrf": csrf}),
    ):
        assert answer.status_code == 401
    assert len(desk.sessions) == 0
    assert (await say(http, "anew")).status_code == 200


async def test_a_message_too_long_is_shown_with_its_error(http, csrf):
    answer = await say(http, "a" * 2_001, csrf=csrf, after="3")
    assert answer.status_code == 200 and "2,000" in Page(answer.text).words


async def test_staying_gives_another_half_hour(http, csrf, desk):
    desk.clock["now"] += 29 * 60
    assert (await http.post("/chat/stay", data={"csrf": csrf})).status_code == 204
    desk.clock["now"] += 29 * 60
    assert (await http.get(PART)).status_code == 200


async def test_staying_needs_the_chats_own_token(http, csrf, desk):
    desk.clock["now"] += 29 * 60
    assert (await http.post("/chat/stay", data={"csrf": "wrong"})).status_code == 401
    desk.clock["now"] += 2 * 60
    assert (await http.get(PART)).status_code == 401


@pytest.mark.parametrize("path", [PART, "/api/conversations/current/messages", "/api/conversations/current/events"])
async def test_the_address_bar_shows_nothing_that_was_said(http, csrf, path):
    answer = await http.get(path, headers={"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"})
    assert answer.status_code == 404 and "hello" not in answer.text


async def test_in_a_frame_of_another_site_the_cookie_is_a_partitioned_one(desk):
    from dataclasses import replace

    import httpx

    from bot.front_desk.app import front_desk
    from bot.settings import read_settings

    url = "https://chat.averley.example"
    settings = read_settings({"EVENHAND_PUBLIC_URL": url, "EVENHAND_HOST_SITES": "https://www.council.example"})
    app = front_desk(replace(desk, settings=settings))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=url) as framed:
        page = await framed.get("/chat?frame=1", headers={"Sec-Fetch-Dest": "iframe"})
        assert "frame-ancestors 'self' https://www.council.example" in page.headers["content-security-policy"]
        answer = await framed.post(f"{PART}?frame=1", data={"text": "hello", "client_id": "a"})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-evenhand-frame=")
        assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=none", "Partitioned", "Path=/"))
        assert (await framed.get(PART)).status_code == 200
        ended = await framed.delete("/api/conversations/current")
        assert any("__Host-evenhand-frame=" in value for value in ended.headers.get_list("set-cookie"))
        assert not framed.cookies


async def test_where_no_site_is_named_nobody_may_frame_the_chat(http):
    policy = (await http.get("/chat")).headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self'")
    assert (await http.get("/leaflets")).headers["content-security-policy"].endswith("frame-ancestors 'none'")


async def test_the_first_message_again_after_its_answer_was_lost_is_answered_and_said_once(http, engine):
    await say(http, "hello", after="1")
    again = await say(http, "hello", after="1")
    assert again.status_code == 200 and "turn 0: hello" in again.text
    assert (await http.post(PART, data={"text": "other", "client_id": "hello"})).status_code == 409
    assert [turn.text for turns in engine.turns.values() for turn in turns] == ["hello"]
