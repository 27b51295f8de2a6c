"""Tokens: one refusal for every token that is not a living one, byte for byte, so that it tells nobody anything."""

from __future__ import annotations

import asyncio

import pytest

from bot.intake.sessions import Sessions
from tests.front_desk.caller import CURRENT, Caller

ROUTES = [
    ("GET", f"{CURRENT}/messages"),
    ("POST", f"{CURRENT}/messages"),
    ("GET", f"{CURRENT}/events"),
    ("DELETE", CURRENT),
]
HALF_AN_HOUR = 30 * 60


async def refusal(http, method: str, path: str, **headers: str | bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    body = {"json": {"text": "hello", "client_id": "a"}} if method == "POST" else {}
    # The stream of a living conversation would never end.
    answer = await asyncio.wait_for(http.request(method, path, headers=headers, **body), 2)
    return answer.status_code, answer.headers.raw, answer.content


async def dead_tokens(http, desk) -> dict[str, dict[str, str | bytes]]:
    """Headers that carry a token which finds nothing, by what is wrong with it."""
    expired = await Caller.open(http)
    desk.clock["now"] += HALF_AN_HOUR + 1
    ended, living = await Caller.open(http), await Caller.open(http)
    await ended.end()
    foreign, _ = Sessions(HALF_AN_HOUR).open(0)
    token = living.token
    return {
        "none": {},
        "expired": expired.bearer,
        "ended": ended.bearer,
        "foreign": {"Authorization": f"Bearer {foreign}"},
        "garbage": {"Authorization": "Bearer garbage"},
        "empty": {"Authorization": "Bearer "},
        "bare": {"Authorization": "Bearer"},
        "no ascii": {"Authorization": "Bearer \xe9\xff".encode("latin-1")},
        "very long": {"Authorization": "Bearer " + "a" * 20_000},
        "cut short": {"Authorization": f"Bearer {token[:-1]}"},
        "longer": {"Authorization": f"Bearer {token}x"},
        "other case": {"Authorization": f"Bearer {token.swapcase()}"},
        "conversation id": {"Authorization": f"Bearer {living.opened['conversation']}"},
        "other scheme": {"Authorization": f"Basic {token}"},
        "bare token": {"Authorization": token},
        "in the wrong cookie": {"Cookie": f"session={token}"},
        "in a cookie, garbage": {"Cookie": "evenhand=garbage"},
        "in a cookie, cut off": {"Cookie": 'evenhand="'},
    }


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_every_token_that_finds_nothing_is_one_identical_401(http, desk, method, path):
    answers = {
        name: await refusal(http, method, path, **headers) for name, headers in (await dead_tokens(http, desk)).items()
    }
    first = answers["none"]
    assert first[0] == 401
    assert {name: answer for name, answer in answers.items() if answer != first} == {}


async def test_all_routes_refuse_with_the_same_bytes(http):
    answers = [await refusal(http, method, path) for method, path in ROUTES]
    assert all(answer == answers[0] for answer in answers)
    assert (b"www-authenticate", b"Bearer") in answers[0][1]


async def test_a_refusal_sets_no_cookie(http):
    _, headers, _ = await refusal(http, "GET", f"{CURRENT}/messages")
    assert b"set-cookie" not in dict(headers)


async def test_a_token_works_in_the_cookie_too(http):
    await http.post("/api/conversations")
    assert (await http.get(f"{CURRENT}/messages")).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_scheme_may_be_written_any_way(http, caller, scheme):
    answer = await http.get(f"{CURRENT}/messages", headers={"Authorization": f"{scheme} {caller.token}"})
    assert answer.status_code == 200


async def test_a_bearer_token_is_never_made_good_by_the_cookie(http):
    await http.post("/api/conversations")
    answer = await http.get(f"{CURRENT}/messages", headers={"Authorization": "Bearer garbage"})
    assert answer.status_code == 401


async def test_the_token_in_the_address_opens_nothing(http, caller):
    for name in ("token", "conversation", "access_token", "evenhand"):
        assert (await http.get(f"{CURRENT}/messages", params={name: caller.token})).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(HALF_AN_HOUR, 200), (HALF_AN_HOUR + 1, 401)])
async def test_a_conversation_lasts_half_an_hour_without_a_message(desk, caller, seconds, status):
    desk.clock["now"] += seconds
    assert (await caller.read()).status_code == status


async def test_each_message_begins_the_half_hour_anew(desk, caller):
    for _ in range(5):
        desk.clock["now"] += HALF_AN_HOUR - 1
        await caller.say("still here")


async def test_an_expired_conversation_is_gone_from_memory_at_the_next_request_of_anyone(desk, http, caller):
    kept = desk.sessions.find(caller.token, desk.steady())
    await caller.say("my words")
    desk.clock["now"] += HALF_AN_HOUR + 1
    await Caller.open(http)
    assert kept.ended and kept.messages == [] and kept.turns == []


async def test_an_expired_conversation_never_comes_back(desk, caller):
    desk.clock["now"] += HALF_AN_HOUR + 1
    await caller.read()
    desk.clock["now"] -= HALF_AN_HOUR
    assert (await caller.read()).status_code == 401


async def test_nobody_reads_or_ends_anothers_conversation(http):
    one, two = await Caller.open(http), await Caller.open(http)
    await one.say("the words of one")
    assert "the words of one" not in (await two.read()).text
    await two.end()
    assert (await one.read()).status_code == 200
