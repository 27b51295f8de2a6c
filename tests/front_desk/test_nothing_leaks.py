"""What never leaves: the payloads behind choices, the engine's id; and what was typed is in no address, header or log."""

from __future__ import annotations

import logging

import pytest

from bot.library.messages import Choice
from bot.services.public.engine import EngineTrouble
from tests.front_desk.caller import Caller
from tests.front_desk.page_reader import Page
from tests.front_desk.streaming import Stream

PAYLOADS = ("payload_of_one:leaflet:part", "payload_of_two")
CHOICES = (Choice("First", PAYLOADS[0]), Choice("Second", PAYLOADS[1]))
TYPED = "Xanthippe"
WORRYING = f"{TYPED} wants to kill herself"


async def everything_shown(app, http, caller: Caller) -> list[str]:
    """All JSON, all HTML and all events that a conversation can be seen through."""
    http.cookies.set("evenhand", caller.token)
    shown = [(await caller.read()).text]
    shown += [
        (await http.get(path, follow_redirects=True)).text
        for path in ("/", "/chat", "/leaflets", "/nothing", "/api/nothing")
    ]
    shown.append((await http.post("/chat", data={"text": "", "csrf": "wrong"})).text)
    http.cookies.clear()
    async with Stream(app, caller.bearer) as stream:
        shown += [str(await stream.event()) for _ in range(len(await caller.transcript()) + 1)]
    return shown


async def test_payloads_never_leave(app, http, caller, engine, desk):
    engine.choices = CHOICES
    sent = [(await caller.send(text)).text for text in ("hello", "is it free", WORRYING)]
    engine.faults = [EngineTrouble("x")] * 2
    sent.append((await caller.send("and now")).text)
    shown = sent + await everything_shown(app, http, caller)
    greeting = [choice.payload for choice in desk.library.say("greeting/hello", "web").choices]
    assert any('"First"' in text for text in shown), "the choices themselves are shown"
    for payload in (*PAYLOADS, *greeting):
        assert not [text for text in shown if payload in text], payload


async def test_a_choice_in_json_is_its_label_and_nothing_more(caller, engine):
    engine.choices = CHOICES
    await caller.say("hello")
    choices = [choice for message in await caller.transcript() for choice in message["choices"]]
    assert len(choices) >= 2 and all(set(choice) == {"label"} for choice in choices)


async def test_the_engines_id_and_the_csrf_stay_where_they_belong(app, http, caller, desk):
    await caller.say("hello")
    conversation = desk.sessions.find(caller.token, desk.steady())
    shown = await everything_shown(app, http, caller)
    assert not [text for text in shown if conversation.engine_id in text or caller.token in text]
    assert sum(conversation.csrf in text for text in shown) == 2, "on the two chat pages only"


async def test_what_was_typed_is_in_no_address_and_no_header(http, caller):
    def heads(answer):
        return str(answer.headers.raw) + str(answer.url)

    answers = [await caller.send(TYPED), await caller.send(WORRYING), await caller.read()]
    page = Page((await http.get("/chat")).text)
    answers.append(await http.post("/chat", data={**page.form("/chat", "text").fields, "text": TYPED}))
    assert answers[-1].status_code == 303
    answers.append(await http.get(answers[-1].headers["location"]))
    answers.append(await http.post("/chat", data={"text": TYPED, "csrf": "wrong"}))
    shown = Page(answers[-2].text)
    assert TYPED in shown.words
    assert not [link for link in shown.links if TYPED in link] and all(form.method == "post" for form in shown.forms)
    answers.append(await http.post("/chat/end", data={"csrf": shown.form("/chat", "text").fields["csrf"]}))
    assert not [answer for answer in answers if TYPED in heads(answer)]


@pytest.mark.parametrize("fault", [EngineTrouble, ValueError, None])
async def test_what_was_typed_is_in_no_log_of_ours(caplog, caller, engine, fault):
    with caplog.at_level(logging.DEBUG, logger="evenhand"):
        engine.faults = [fault("fault")] * 2 if fault else []
        await caller.send(WORRYING)
        await caller.send(TYPED * 400)
    ours = [record for record in caplog.records if record.name.startswith("evenhand")]
    assert not [record for record in ours if TYPED in record.getMessage()]
    assert bool(ours) is bool(fault)


async def test_a_refused_message_is_not_said_back(http, caller):
    for body in ({"text": TYPED}, {"text": [TYPED], "client_id": "a"}, {"text": "a", "client_id": TYPED * 50}):
        answer = await http.post("/api/conversations/current/messages", json=body, headers=caller.bearer)
        assert answer.status_code == 422 and TYPED not in answer.text


async def test_the_description_of_the_interface_shows_no_one(http, caller):
    await caller.say(TYPED)
    answer = await http.get("/api/openapi.json")
    assert answer.status_code == 200 and TYPED not in answer.text
