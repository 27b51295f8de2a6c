"""The JSON routes of the chat: every answer and every refusal of architecture.md 7."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.front_desk.problems import WORDS
from bot.library.messages import Choice
from bot.services.public.engine import EngineTrouble
from tests.front_desk.caller import CURRENT, Caller

WORRYING = "my daughter wants to kill herself"


def assert_problem(answer, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert (body["status"], body["detail"]) == (status, WORDS[status])


async def test_a_new_conversation_is_201_with_a_token_and_the_greeting(http):
    answer = await http.post("/api/conversations")
    body = answer.json()
    assert answer.status_code == 201 and answer.headers["content-type"] == "application/json"
    assert set(body) == {"conversation", "token", "state", "messages"} and body["state"] == "bot"
    assert [(m["seq"], m["from"], m["kind"]) for m in body["messages"]] == [(1, "assistant", "greeting")]
    assert body["token"] not in body["conversation"] and len(body["token"]) >= 32


async def test_every_conversation_has_its_own_id_and_token(http):
    opened = [(await Caller.open(http)).opened for _ in range(20)]
    assert len({one["token"] for one in opened}) == len({one["conversation"] for one in opened}) == 20


async def test_the_greeting_needs_no_engine(http, engine):
    engine.faults = [EngineTrouble("status 500")] * 10
    engine.ready = False
    assert (await http.post("/api/conversations")).status_code == 201


async def test_a_message_is_answered_in_the_shape_the_interface_promises(caller, engine):
    engine.choices = (Choice("Mediation", "ask_leaflet:mediation"),)
    answer = await caller.send("is it free")
    assert answer.status_code == 200 and set(answer.json()) == {"state", "messages"}
    assert answer.json()["messages"] == [
        {
            "seq": 3,
            "from": "assistant",
            "kind": "text",
            "text": "turn 0: is it free",
            "choices": [{"label": "Mediation"}],
            "leaflet": None,
        }
    ]


async def test_reading_gives_the_parents_messages_too(caller):
    await caller.say("is it free")
    assert [(m["seq"], m["from"]) for m in await caller.transcript()] == [
        (1, "assistant"),
        (2, "parent"),
        (3, "assistant"),
    ]


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4, 99, 2**53])
async def test_reading_after_a_number_gives_what_came_since(caller, after):
    await caller.say("is it free")
    assert [m["seq"] for m in await caller.transcript(after)] == [seq for seq in (1, 2, 3) if seq > after]


@pytest.mark.parametrize("after", ["-1", "x", "", "1.5", str(2**53 + 1), "9" * 5_000, "\u0663", "null"])
async def test_reading_after_what_is_no_number_is_422(caller, after):
    assert_problem(await caller.read(after=after), 422)


async def test_sending_again_gives_the_same_answer_byte_for_byte(caller):
    first, again = await caller.send("is it free", "a"), await caller.send("is it free", "a")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(await caller.transcript()) == 3


async def test_the_same_client_id_with_other_words_is_409(caller):
    await caller.send("is it free", "a")
    assert_problem(await caller.send("is it dear", "a"), 409)
    assert len(await caller.transcript()) == 3


async def test_a_label_or_a_number_answers_a_choice(caller, engine):
    engine.choices = (Choice("Mediation", "ask_leaflet:mediation"), Choice("Talk to a person", "ask_for_officer"))
    await caller.say("help")
    assert (await caller.say("2"))[0]["text"] == "turn 1: ask_for_officer"
    assert (await caller.say("mediation"))[0]["text"] == "turn 2: ask_leaflet:mediation"


async def test_emergency_words_come_first(caller):
    assert [m["kind"] for m in await caller.say(WORRYING)] == ["emergency", "text"]


async def test_deleting_is_204_and_forgets_here_and_in_the_engine(caller, engine, desk):
    await caller.say("is it free")
    answer = await caller.end()
    assert (answer.status_code, answer.content) == (204, b"")
    assert_problem(await caller.read(), 401)
    assert engine.turns == {} and len(desk.sessions) == 0


async def test_deleting_twice_is_401_the_second_time(caller):
    await caller.end()
    assert_problem(await caller.end(), 401)


async def test_deleting_while_the_engine_answers_leaves_nothing_anywhere(caller, engine, desk):
    await caller.say("before")
    engine.pause = lambda: 0.1
    sending = asyncio.create_task(caller.send("never mind"))
    while len(await caller.transcript()) < 4:
        await asyncio.sleep(0)
    assert (await caller.end()).status_code == 204
    assert_problem(await sending, 401)
    assert engine.turns == {} and len(desk.sessions) == 0


async def test_ending_one_conversation_leaves_another_alone(http):
    one, two = await Caller.open(http), await Caller.open(http)
    await two.say("still here")
    await one.end()
    assert len(await two.transcript()) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/api/conversations/",
        "/api/conversations/current/",
        "/api/conversations/current/messages/",
        "/api/conversations/current/events/",
        "/api/conversations/other",
        "/api/nothing",
        "/healthz/",
        "/readyz/",
        "/leaflets/",
        "/chat/",
        "/design",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_trailing_slash_or_unknown_address_is_404_without_redirect(http, caller, method, path):
    answer = await http.request(method, path, headers=caller.bearer)
    assert answer.status_code == 404 and "location" not in answer.headers


@pytest.mark.parametrize("path", ["/api/nothing", "/api/conversations/", "/api/"])
async def test_what_is_not_there_beneath_api_is_a_problem(http, path):
    assert_problem(await http.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/conversations"),
        ("PUT", "/api/conversations"),
        ("GET", CURRENT),
        ("POST", CURRENT),
        ("PATCH", CURRENT),
        ("PUT", f"{CURRENT}/messages"),
        ("DELETE", f"{CURRENT}/messages"),
        ("POST", f"{CURRENT}/events"),
        ("POST", "/healthz"),
        ("DELETE", "/readyz"),
    ],
)
async def test_a_method_that_is_not_offered_is_405_and_names_those_that_are(http, method, path):
    answer = await http.request(method, path)
    assert_problem(answer, 405)
    assert answer.headers["allow"] and method not in answer.headers["allow"].split(", ")


@pytest.mark.parametrize("path", [f"{CURRENT}/messages", "/chat"])
@pytest.mark.parametrize("counted", [True, False])
async def test_a_body_past_the_bound_is_413_whether_or_not_it_says_its_length(http, caller, path, counted):
    big = b"text=" + b"a" * 1_000_000

    async def in_parts():
        for start in range(0, len(big), 50_000):
            yield big[start : start + 50_000]

    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    headers = {**caller.bearer, "content-type": kind}
    answer = await http.post(path, content=big if counted else in_parts(), headers=headers)
    assert answer.status_code == 413 and WORDS[413] in answer.text
    assert len(await caller.transcript()) == 1


async def test_the_longest_message_escaped_as_wide_as_can_be_is_not_past_the_bound(http, caller):
    body = json.dumps({"text": "\U0001f600" * 2_000, "client_id": "a"}, ensure_ascii=True)
    headers = {**caller.bearer, "content-type": "application/json"}
    assert (await http.post(f"{CURRENT}/messages", content=body, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream", "x", ""]
)
async def test_a_body_that_is_not_said_to_be_json_is_refused(http, caller, kind):
    headers = {**caller.bearer, "content-type": kind}
    answer = await http.post(f"{CURRENT}/messages", content=b'{"text": "a", "client_id": "b"}', headers=headers)
    assert answer.status_code in (415, 422)
    assert_problem(answer, answer.status_code)


async def test_a_missing_body_is_422(http, caller):
    assert_problem(await http.post(f"{CURRENT}/messages", headers=caller.bearer), 422)


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"text": "a", "client_id": "b"', b"'", b"[" * 30_000, b"9" * 5_000 + b"x"]
)
async def test_json_that_cannot_be_read_is_400(http, caller, body):
    headers = {**caller.bearer, "content-type": "application/json"}
    assert_problem(await http.post(f"{CURRENT}/messages", content=body, headers=headers), 400)


async def test_an_unexpected_error_is_a_500_that_shows_nothing_of_itself(http, caller, engine):
    engine.faults = [RuntimeError("the secret words of the parent")]
    answer = await caller.send("hello")
    assert_problem(answer, 500)
    assert "secret" not in answer.text and "Traceback" not in answer.text


async def test_alive_and_ready_are_told_apart(http, engine):
    assert (await http.get("/healthz")).json() == {"status": "ok"}
    assert (await http.get("/readyz")).status_code == 200
    engine.ready = False
    assert (await http.get("/healthz")).status_code == 200
    assert (await http.get("/readyz")).status_code == 503


async def test_replies_of_any_kind_have_one_of_a_few_sizes(http, engine):
    begun = await http.post("/api/conversations")
    bearer = {"Authorization": f"Bearer {begun.json()['token']}"}
    for text in ("hi", "is mediation free", "x" * 1_900):
        said = await http.post(
            "/api/conversations/current/messages", json={"text": text, "client_id": text[:9]}, headers=bearer
        )
        assert len(said.content) % 4_096 == 0 == len(begun.content) % 4_096
        assert said.json()["messages"]
