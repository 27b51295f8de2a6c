"""Texts from parents: what is answered, what is not, and that nothing is done without a good signature."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.front_desk.app import front_desk
from bot.messaging.segments import count_segments
from bot.settings import SettingsError
from bot.settings_sms import read_sms_settings
from tests.front_desk.sms.conftest import URL, Phone
from tests.sms.twilio_signing import SMS_ENVIRONMENT, inbound_fields, new_sid, signed


async def test_the_first_text_is_told_what_becomes_of_texts_and_answered(phone, engine):
    answer = await phone.text("how long does an assessment take")
    assert answer.startswith("Thanks for your text.")
    for words in ("a computer", "unless you agree", "this phone and phone companies", "ring 01632 960123"):
        assert words in answer
    assert "turn 0: how long does an assessment take" in answer
    assert "unless you agree" not in await phone.text("and then")


async def test_a_wrong_or_missing_signature_does_nothing(phone, engine, sms_desk):
    fields = inbound_fields("hello", phone.number)
    body, headers = signed(f"{URL}/sms/inbound", fields)
    without = {name: value for name, value in headers.items() if name != "X-Twilio-Signature"}
    other_token = signed(f"{URL}/sms/inbound", fields, "another token")
    other_url = signed("http://127.0.0.1:8000/sms/inbound/", fields)
    other_account = signed(f"{URL}/sms/inbound", fields | {"AccountSid": "AC" + "0" * 32})
    other_number = signed(f"{URL}/sms/inbound", fields | {"To": "+447700900002"})
    for sent in [(body, without), (body + b"&More=1", headers), other_token, other_url, other_account, other_number]:
        response = await phone.http.post("/sms/inbound", content=sent[0], headers=sent[1])
        assert response.status_code == 403 and response.content == b""
    forged = {
        **headers,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "elsewhere.example",
        "Host": "elsewhere.example",
    }
    assert not engine.turns and not len(sms_desk.sessions) and not len(sms_desk.texting.texters)
    # The control: the same body with its own signature is answered, whatever Host says.
    assert (await phone.http.post("/sms/inbound", content=body, headers=forged)).status_code == 200
    assert engine.turns


async def test_get_is_refused_and_a_slash_is_no_redirect(phone):
    assert (await phone.http.get("/sms/inbound")).status_code == 405
    assert (await phone.http.post("/sms/inbound/")).status_code == 404


async def test_without_settings_there_are_no_routes_and_half_of_them_are_refused(desk):
    assert desk.texting is None
    assert not [route for route in front_desk(desk).routes if "/sms" in getattr(route, "path", "")]
    assert read_sms_settings(URL, {}) is None
    for name in list(SMS_ENVIRONMENT)[:4]:
        with pytest.raises(SettingsError, match=name):
            read_sms_settings(URL, {**SMS_ENVIRONMENT, name: ""})


def test_drama_numbers_are_for_this_machine_only():
    with pytest.raises(SettingsError, match="EVENHAND_FICTION"):
        read_sms_settings("https://chat.averley.example", SMS_ENVIRONMENT)
    with pytest.raises(SettingsError, match="https"):
        read_sms_settings("http://chat.averley.example", {**SMS_ENVIRONMENT, "EVENHAND_FICTION": "off"})
    settings = read_sms_settings(URL, SMS_ENVIRONMENT)
    assert SMS_ENVIRONMENT["EVENHAND_TWILIO_AUTH_TOKEN"] not in repr(settings) and "kkkk" not in repr(settings)


async def test_a_repeated_delivery_is_answered_the_same_and_acted_on_once(phone, engine):
    sid = new_sid()
    first, second = await asyncio.gather(phone.post("a question", sid), phone.post("a question", sid))
    third = await phone.post("a question", sid)
    assert first.content == second.content == third.content and b"turn 0" in first.content
    assert [len(turns) for turns in engine.turns.values()] == [1]


async def test_texts_of_one_number_are_answered_in_their_order(phone, engine):
    pauses = iter([0.05, 0.0, 0.02])
    engine.pause = lambda: next(pauses, 0.0)
    answers = await asyncio.gather(*(phone.text(f"number {n}") for n in range(3)))
    for n, answer in enumerate(answers):
        assert f"turn {n}: number {n}" in answer


async def test_two_numbers_never_share_a_conversation(phone, engine):
    other = Phone(phone.http, "+447700900124")
    await asyncio.gather(*(one.text("hello there") for one in (phone, other) for _ in range(5)))
    assert sorted(len(turns) for turns in engine.turns.values()) == [5, 5]


@pytest.mark.parametrize(
    "word", ["STOP", "stop.", "Stop texting me", "please stop", "CANCEL", "leave me alone", "unsubscribe"]
)
async def test_stop_is_confirmed_once_then_silence_until_the_next_text(phone, engine, sms_desk, word):
    await phone.text("something private")
    answer = await phone.text(word)
    assert "no more texts" in answer and count_segments(answer) <= 2
    assert sms_desk.texting.stops.holds(phone.number) and not engine.turns and not len(sms_desk.sessions)
    assert await phone.text(word) == ""
    assert "unless you agree" in await phone.text("a new question")
    assert not sms_desk.texting.stops.holds(phone.number)


@pytest.mark.parametrize(
    "text", ["stop excluding my son", "how do I stop them", "help with transport", "the end of the plan"]
)
async def test_a_sentence_is_no_order(phone, text):
    assert f": {text}" in await phone.text(text)


async def test_stop_is_kept_as_a_keyed_hash_and_nothing_else_is_kept(phone, sms_desk, tmp_path):
    await phone.text("my name is Quillfeather")
    await phone.text("STOP")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for told in (b"447700900123", b"7700900123", b"Quillfeather", b"SM"):
        assert told not in kept
    assert sms_desk.texting.stops._hash(phone.number).encode() in kept  # the control


async def test_help_and_start(phone, engine):
    assert "send STOP" in await phone.text("HELP")
    assert "automatic assistant" in await Phone(phone.http, "+447700900125").text("START")
    assert not engine.turns


async def test_twilio_answered_already(phone, engine):
    assert await phone.text("HELP", OptOutType="HELP") == ""
    assert await phone.text("STOP", OptOutType="STOP") == ""


async def test_silence_ends_it_and_the_next_text_is_greeted_like_the_first(phone, sms_desk, engine):
    first = await phone.text("a question")
    assert await phone.text("a question") != first
    sms_desk.clock["now"] += 30 * 60 + 1
    assert await phone.text("a question") == first
    assert await Phone(phone.http, "+447700900126").text("a question") == first


async def test_pictures_and_empty_texts(phone, engine):
    answer = await phone.text("", NumMedia="1", MediaUrl0="https://media.example/1", MediaContentType0="image/jpeg")
    assert "cannot open pictures" in answer
    assert not engine.turns
    assert await Phone(phone.http, "+447700900127").text("   ")
    assert ": is this right" in await phone.text("is this right", NumMedia="2")


@pytest.mark.parametrize("number", ["60777", "AVERLEY", "", "+44"])
async def test_short_codes_and_names_are_not_answered(phone, engine, number):
    phone.number = number
    assert await phone.text("hello") == ""
    assert not engine.turns


@pytest.mark.parametrize("number", ["+441632960123", "+441632960124"])
async def test_landlines_and_other_countries_are_told_whom_to_ring_and_nothing_else(phone, engine, number, library):
    phone.number = number
    answer = await phone.text("my child was excluded")
    assert library.service.phone in answer and "mobile phones" in answer
    assert library.service.area not in answer and not engine.turns
    assert "999" in await phone.text("he is going to kill us")


async def test_drama_numbers_only_where_they_are_allowed(sms_desk, phone, engine):
    sms_desk.texting = replace(sms_desk.texting, settings=replace(sms_desk.texting.settings, fiction=False))
    assert "mobile phones" in await phone.text("hello")


async def test_the_longest_text_is_read_whole(phone, engine):
    await phone.text("hi")
    await phone.text("a" * 1_600)
    assert [turn.text for turns in engine.turns.values() for turn in turns][-1] == "a" * 1_600


async def test_other_scripts_come_through_and_go_back(phone, engine):
    await phone.text("hi")
    assert "میرے بیٹے کو مدد چاہیے" in await phone.text("میرے بیٹے کو مدد چاہیے")
    assert "Zażółć" in await phone.text("Zażółć gęślą jaźń 🙂")


async def test_danger_is_answered_first_whatever_else(phone, engine):
    answer = await phone.text("he is going to kill us")
    assert "999" in answer[:60] and count_segments(answer) <= 2
    assert "unless you agree" not in answer


async def test_no_account_of_whom_a_text_came_from_outlives_its_answer(phone, sms_desk):
    await phone.text("hello")
    assert [one.number for one in sms_desk.sessions] == [""]
    held = repr(vars(sms_desk.texting.texters))
    assert "7700900" not in held


async def test_an_engine_that_is_away_is_told_kindly_and_in_time(phone, sms_desk, monkeypatch, engine):
    monkeypatch.setattr("bot.services.public.answer_text.ANSWER_SECONDS", 0.05)
    engine.pause = lambda: 5.0
    answer = await phone.text("hello")
    assert "went wrong on our side" in answer


async def test_a_long_answer_comes_in_pages(phone, engine):
    await phone.text("hi")
    said = " ".join(f"sentence number {n}." for n in range(40))
    pages = [await phone.text(said)]
    while pages[-1].endswith("Reply MORE"):
        pages.append(await phone.text("MORE"))
    assert len(pages) > 2 and all(count_segments(page) <= 2 for page in pages)
    assert " ".join(" ".join(pages).replace("Reply MORE", "").split()).endswith("sentence number 39.")
    assert len(next(iter(engine.turns.values()))) == 2
