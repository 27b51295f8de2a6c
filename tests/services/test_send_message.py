"""Sending a message: what is said in reply, what is said twice, what stands first and what happens when the engine fails."""

from __future__ import annotations

import asyncio
from datetime import date
from itertools import count

import pytest

from bot.intake.conversation import Conversation, Message
from bot.library.compose import Library
from bot.library.messages import Choice
from bot.services.public import ask_engine
from bot.services.public.engine import EngineAway, EngineTrouble, ModelGone
from bot.services.public.send_message import ClientIdReused, ConversationEnded, send_message
from tests.fakes import NO_OFFICE, FakeEngine

TODAY = date(2026, 11, 22)
WORRYING = "my daughter wants to kill herself"
CHOICES = (Choice("Mediation", "ask_leaflet:mediation"), Choice("Talk to a person", "ask_for_officer"))


class Talk:
    """A conversation with the engine made by hand."""

    def __init__(self, library: Library, engine: FakeEngine) -> None:
        self.conversation, self.library, self.engine = Conversation(), library, engine
        self._ids = count()

    async def say(self, text: str, client_id: str | None = None) -> list[Message]:
        client_id = client_id or f"client {next(self._ids)}"
        return await send_message(
            self.conversation,
            text,
            client_id,
            library=self.library,
            engine=self.engine,
            office=NO_OFFICE,
            today=TODAY,
        )

    @property
    def taken(self):
        return self.engine.turns.get(self.conversation.engine_id, [])


@pytest.fixture
def talk(library, engine) -> Talk:
    return Talk(library, engine)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(ask_engine, "RESTART_SECONDS", 0.1)
    monkeypatch.setattr(ask_engine, "PAUSE_SECONDS", 0.01)


def kinds(messages: list[Message]) -> list[str]:
    return [message.kind for message in messages]


def texts(messages: list[Message]) -> list[str]:
    return [message.text for message in messages]


def everything_said(talk: Talk) -> list[tuple[str, str]]:
    return [(message.sender, message.text) for message in talk.conversation.messages]


async def test_a_reply_follows_what_was_said(talk):
    assert texts(await talk.say("is mediation free")) == ["turn 0: is mediation free"]
    assert everything_said(talk) == [("parent", "is mediation free"), ("assistant", "turn 0: is mediation free")]


# The same client_id


async def test_the_same_client_id_gets_the_same_answer_and_is_said_once(talk):
    first = await talk.say("what is a plan", "a")
    await talk.say("and how long", "b")
    assert await talk.say("what is a plan", "a") == first
    assert [turn.text for turn in talk.taken] == ["what is a plan", "and how long"]
    assert len(talk.conversation.messages) == 4


async def test_a_client_id_with_other_words_is_refused_and_nothing_is_said(talk):
    await talk.say("what is a plan", "a")
    with pytest.raises(ClientIdReused):
        await talk.say("something else", "a")
    assert len(talk.conversation.messages) == 2 and len(talk.taken) == 1


async def test_a_client_id_of_one_conversation_means_nothing_in_another(library, engine):
    one, two = Talk(library, engine), Talk(library, engine)
    await one.say("from one", "a")
    assert texts(await two.say("from two", "a")) == ["turn 0: from two"]


async def test_a_trouble_answer_is_repeated_for_the_same_client_id(talk):
    talk.engine.faults = [EngineTrouble("status 500")] * 2
    first = await talk.say("what is a plan", "a")
    assert kinds(first) == ["error"]
    assert await talk.say("what is a plan", "a") == first
    assert talk.taken == []


async def test_a_second_send_waits_for_the_first(talk):
    pauses = iter([0.05, 0.0])
    talk.engine.pause = lambda: next(pauses)
    first, second = await asyncio.gather(talk.say("first"), talk.say("second"))
    assert texts(first) == ["turn 0: first"] and texts(second) == ["turn 1: second"]
    assert [text for _, text in everything_said(talk)] == ["first", "turn 0: first", "second", "turn 1: second"]


async def test_a_repeat_while_the_first_is_in_flight_waits_and_gets_the_same(talk):
    talk.engine.pause = lambda: 0.05
    first, again = await asyncio.gather(talk.say("once", "a"), talk.say("once", "a"))
    assert first == again and texts(first) == ["turn 0: once"]
    assert len(talk.taken) == 1 and len(talk.conversation.messages) == 2


async def test_other_words_while_the_first_is_in_flight_are_refused(talk):
    talk.engine.pause = lambda: 0.05
    first, other = await asyncio.gather(talk.say("once", "a"), talk.say("twice", "a"), return_exceptions=True)
    assert texts(first) == ["turn 0: once"] and isinstance(other, ClientIdReused)


# Emergency words


async def test_emergency_words_stand_first_and_the_question_is_answered_all_the_same(talk):
    replies = await talk.say(WORRYING)
    assert kinds(replies) == ["emergency", "text"]
    assert replies[1].text == f"turn 0: {WORRYING}"


@pytest.mark.parametrize("fault", [EngineTrouble, EngineAway, RuntimeError])
async def test_emergency_words_are_said_whatever_the_engine_does(talk, impatient, fault):
    talk.engine.faults = [fault("fault")] * 1_000
    try:
        replies = await talk.say(WORRYING)
    except RuntimeError:
        replies = [message for message in talk.conversation.messages if message.sender != "parent"]
    assert replies[0].kind == "emergency"
    assert fault is RuntimeError or kinds(replies) == ["emergency", "error"]


async def test_emergency_words_are_there_while_the_engine_still_thinks(talk):
    talk.engine.pause = lambda: 5.0
    sending = asyncio.create_task(talk.say(WORRYING))
    for _ in range(2):
        await talk.conversation.wait_for_news(1)
        # The screen runs once the engine has been asked: a few steps of the loop later.
        await asyncio.sleep(0.05)
    assert kinds(talk.conversation.messages) == ["text", "emergency"] and not sending.done()
    sending.cancel()


async def test_emergency_words_come_for_a_message_that_is_too_long(talk):
    assert kinds(await talk.say(WORRYING + " and" * 600)) == ["emergency", "error"]
    assert talk.taken == []


# The engine fails


async def test_an_engine_that_was_away_takes_the_same_turns_again(talk, library, impatient):
    twin = Talk(library, FakeEngine())
    for text in ("one", "two", "three"):
        await twin.say(text)
    await talk.say("one")
    await talk.say("two")
    talk.engine.turns.clear()
    talk.engine.faults = [EngineAway("away")] * 3
    assert texts(await talk.say("three")) == ["turn 2: three"]
    assert talk.taken == twin.taken
    assert everything_said(talk) == everything_said(twin)


async def test_an_engine_away_too_long_is_a_kind_message_and_the_talk_goes_on_afterwards(talk, impatient):
    await talk.say("one")
    talk.engine.faults = [EngineAway("away")] * 10_000
    assert kinds(await talk.say("two")) == ["error"]
    talk.engine.faults = []
    assert texts(await talk.say("three")) == ["turn 1: three"]


async def test_an_engine_that_fails_once_is_asked_again(talk):
    await talk.say("one")
    talk.engine.turns.clear()
    talk.engine.faults = [EngineTrouble("status 500")]
    assert texts(await talk.say("two")) == ["turn 1: two"]
    assert [turn.text for turn in talk.taken] == ["one", "two"]


async def test_an_engine_that_fails_twice_gives_a_kind_message_and_the_turn_never_happened(talk, library):
    await talk.say("one")
    talk.engine.faults = [EngineTrouble("status 500")] * 2
    replies = await talk.say("two")
    assert texts(replies) == [library.say("error/trouble", "web").text]
    assert [turn.text for turn in talk.conversation.turns] == ["one"]
    talk.engine.turns.clear()
    assert texts(await talk.say("three")) == ["turn 1: three"]


async def test_an_engine_that_lost_its_memory_is_told_it_again(talk):
    await talk.say("one")
    talk.engine.turns.clear()
    assert texts(await talk.say("two")) == ["turn 1: two"]


async def test_an_engine_that_knows_more_turns_than_happened_is_put_right(talk):
    await talk.say("one")
    talk.taken.append(talk.taken[0])
    assert texts(await talk.say("two")) == ["turn 1: two"]
    assert [turn.text for turn in talk.taken] == ["one", "two"]


async def test_a_model_that_is_gone_starts_the_engine_afresh_and_the_talk_stays_on_the_page(talk):
    await talk.say("one")
    before = talk.conversation.engine_id
    talk.engine.faults = [ModelGone("status 410")]
    assert texts(await talk.say("two")) == ["turn 0: two"]
    assert talk.conversation.engine_id != before
    assert [text for _, text in everything_said(talk)] == ["one", "turn 0: one", "two", "turn 0: two"]


async def test_an_engine_that_answers_too_late_is_a_kind_message(talk, impatient):
    talk.engine.pause = lambda: 30.0
    assert kinds(await talk.say("one")) == ["error"]
    talk.engine.pause = lambda: 0.0
    assert texts(await talk.say("two")) == ["turn 0: two"]


# Too long, empty


@pytest.mark.parametrize("text", ["", " ", " \n\t ", "\u200b", "\u202e\u200f", "\x00\x01"])
async def test_an_empty_message_is_asked_for_again_and_never_reaches_the_engine(talk, library, text):
    assert texts(await talk.say(text)) == [library.say("error/empty", "web").text]
    assert talk.taken == [] and [sender for sender, _ in everything_said(talk)] == ["assistant"]


async def test_the_longest_message_is_answered(talk):
    assert texts(await talk.say("a" * 2_000)) == ["turn 0: " + "a" * 2_000]


async def test_a_longer_message_never_reaches_the_engine(talk, library):
    assert texts(await talk.say("a" * 2_001)) == [library.say("error/too_long", "web").text]
    assert talk.taken == [] and everything_said(talk)[0] == ("parent", "a" * 2_000)


# Choices


@pytest.mark.parametrize(
    "said",
    [
        "Talk to a person",
        "talk to a PERSON!",
        "2",
        " 2. ",
        "two",
        "option 2",
        "number two please",
        "the second one",
        "last",
    ],
)
async def test_a_choice_is_picked_by_its_label_its_number_or_words_for_it(talk, said):
    talk.engine.choices = CHOICES
    await talk.say("help")
    await talk.say(said)
    assert (talk.taken[1].choice, talk.taken[1].text) == ("ask_for_officer", "Talk to a person")


@pytest.mark.parametrize("said", ["0", "3", "22", "mediation please or not", "ask_for_officer", "/ask_for_officer"])
async def test_what_picks_no_choice_is_a_message_like_any_other(talk, said):
    talk.engine.choices = CHOICES
    await talk.say("help")
    await talk.say(said)
    assert (talk.taken[1].choice, talk.taken[1].text) == (None, said)


async def test_a_number_means_only_the_choices_of_the_newest_message(talk):
    talk.engine.choices = CHOICES
    await talk.say("help")
    talk.engine.choices = (Choice("SEN support", "ask_leaflet:sen-support"),)
    await talk.say("something")
    await talk.say("1")
    talk.engine.choices = ()
    await talk.say("anything")
    await talk.say("1")
    assert [turn.choice for turn in talk.taken] == [None, None, "ask_leaflet:sen-support", None, None]


async def test_the_parent_sees_what_they_typed_not_the_label(talk):
    talk.engine.choices = CHOICES
    await talk.say("help")
    await talk.say("2")
    assert ("parent", "2") in everything_said(talk)


@pytest.mark.parametrize("between", ["", "a" * 2_001, "fails"])
async def test_choices_still_stand_after_a_message_that_could_not_be_answered(talk, between):
    talk.engine.choices = CHOICES
    await talk.say("help")
    if between == "fails":
        talk.engine.faults = [EngineTrouble("status 500")] * 2
    assert kinds(await talk.say(between)) == ["error"]
    await talk.say("2")
    assert talk.taken[-1].choice == "ask_for_officer"


# Ended meanwhile


@pytest.mark.parametrize("turns_before", [0, 2])
async def test_a_conversation_ended_while_the_engine_answers_leaves_nothing_behind(talk, turns_before):
    for n in range(turns_before):
        await talk.say(f"before {n}")
    talk.engine.pause = lambda: 0.05
    sending = asyncio.create_task(talk.say("never mind"))
    await talk.conversation.wait_for_news(1)
    talk.conversation.end()
    await talk.engine.forget(talk.conversation.engine_id)
    with pytest.raises(ConversationEnded):
        await sending
    conversation = talk.conversation
    assert (conversation.messages, conversation.turns, conversation.sent) == ([], [], {})
    assert talk.engine.turns == {}


async def test_a_conversation_ended_while_the_engine_fails_leaves_nothing_behind(talk):
    talk.engine.pause = lambda: 0.05
    talk.engine.faults = [EngineTrouble("status 500")] * 2
    sending = asyncio.create_task(talk.say("never mind"))
    await talk.conversation.wait_for_news(1)
    talk.conversation.end()
    with pytest.raises(ConversationEnded):
        await sending
    assert talk.conversation.messages == [] and talk.engine.turns == {}


async def test_a_send_that_waited_for_one_in_an_ended_conversation_is_not_said(talk):
    talk.engine.pause = lambda: 0.05
    sending = [asyncio.create_task(talk.say(text)) for text in ("first", "second")]
    await talk.conversation.wait_for_news(1)
    talk.conversation.end()
    ended = await asyncio.gather(*sending, return_exceptions=True)
    assert [type(one) for one in ended] == [ConversationEnded] * 2
    assert talk.conversation.messages == [] and talk.engine.turns == {}


async def test_two_conversations_wait_for_each_other_no_more_than_strangers(library, engine):
    one, two = Talk(library, engine), Talk(library, engine)
    pauses = iter([30.0, 0.0])
    engine.pause = lambda: next(pauses)
    waiting = asyncio.create_task(one.say("slow"))
    await one.conversation.wait_for_news(1)
    assert texts(await asyncio.wait_for(two.say("quick"), 1)) == ["turn 0: quick"]
    waiting.cancel()
