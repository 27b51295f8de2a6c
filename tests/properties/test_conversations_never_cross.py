"""Two or more conversations over the HTTP interface, in any order of sends, repeats, reads, faults and ends: nothing crosses."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk
from bot.front_desk.webchat.showing import RETURN_SECONDS
from bot.intake.limits import Limits, OpenStreams
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.messaging.clean import clean
from bot.services.public.engine import EngineTrouble
from bot.settings import PROJECT, read_settings
from tests.fakes import NO_OFFICE, FakeEngine
from tests.front_desk.caller import Caller
from tests.front_desk.page_reader import Page

IDLE = 30 * 60
# None of these is a number, a label or a worry: each goes to the engine as it is.
WORDS = st.lists(
    st.sampled_from(["mediation", "transport", "plan", "review", "appeal", "été", "<b>bold</b>", "&", "😀"]),
    min_size=1,
    max_size=4,
)
CLIENT_IDS = st.sampled_from(["a", "b", "c"])


@cache
def library() -> Library:
    return Library(PROJECT / "content")


@dataclass
class Expected:
    """One conversation as its parent should see it."""

    caller: Caller
    secret: str
    said: list[tuple[str, str]]
    turns: int = 0
    sent: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    used_at: float = 0.0
    ended: bool = False


class Conversations(RuleBasedStateMachine):
    """Random deeds over the front desk, with a model of what each parent should see."""

    talks = Bundle("talks")
    ended = Bundle("ended")

    @initialize()
    def begin(self) -> None:
        self.runner = asyncio.Runner()
        self.engine, self.now, self.count = FakeEngine(), 0.0, 0
        self.all: list[Expected] = []
        desk = Desk(
            read_settings({}),
            library(),
            Sessions(IDLE),
            self.engine,
            Limits(is_on=False),
            OpenStreams(is_on=False),
            NO_OFFICE,
            today=lambda: date(2026, 11, 22),
            steady=lambda: self.now,
        )
        self.desk = desk
        transport = httpx.ASGITransport(app=front_desk(desk))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://desk.example")
        self.hello = library().say("greeting/hello", "web").text
        self.trouble = library().say("error/trouble", "web").text

    @rule(target=talks)
    def open(self) -> Expected:
        self.count += 1
        caller = self.runner.run(Caller.open(self.http))
        talk = Expected(caller, f"secret{self.count}x", [("assistant", self.hello)], used_at=self.now)
        self.all.append(talk)
        return talk

    @rule(talk=talks, words=WORDS, client_id=CLIENT_IDS, fails=st.booleans())
    def send(self, talk: Expected, words: list[str], client_id: str, fails: bool) -> None:
        text = " ".join([*words, talk.secret])
        before = talk.sent.get(client_id)
        self.engine.faults = [EngineTrouble("status 500")] * 2 if fails and not before else []
        answer = self.runner.run(talk.caller.send(text, client_id))
        self.engine.faults = []
        if not self._lives(talk):
            assert answer.status_code == 401
        elif before and before[0] != text:
            assert answer.status_code == 409
        else:
            if not before:
                reply = self.trouble if fails else f"turn {talk.turns}: {clean(text)}"
                talk.turns += not fails
                talk.said += [("parent", clean(text)), ("assistant", reply)]
                talk.sent[client_id] = before = (text, [reply])
            assert answer.status_code == 200
            assert [message["text"] for message in answer.json()["messages"]] == before[1]

    @rule(talk=talks, client_id=CLIENT_IDS)
    def repeat(self, talk: Expected, client_id: str) -> None:
        if client_id in talk.sent:
            text, replies = talk.sent[client_id]
            answer = self.runner.run(talk.caller.send(text, client_id))
            if self._lives(talk):
                assert [message["text"] for message in answer.json()["messages"]] == replies
            else:
                assert answer.status_code == 401

    @rule(one=talks, two=talks, words=WORDS)
    def both_at_once(self, one: Expected, two: Expected, words: list[str]) -> None:
        if one is two or not (self._lives(one) and self._lives(two)):
            return
        texts = [" ".join([*words, talk.secret]) for talk in (one, two)]

        async def send() -> list[httpx.Response]:
            return await asyncio.gather(*(talk.caller.send(text) for talk, text in zip((one, two), texts)))

        for talk, text, answer in zip((one, two), texts, self.runner.run(send())):
            reply = f"turn {talk.turns}: {text}"
            assert [message["text"] for message in answer.json()["messages"]] == [reply]
            talk.turns += 1
            talk.said += [("parent", text), ("assistant", reply)]

    @rule(talk=talks, after=st.integers(0, 12))
    def read(self, talk: Expected, after: int) -> None:
        answer = self.runner.run(talk.caller.read(after=after))
        if not self._lives(talk, used=False):
            assert answer.status_code == 401
            return
        messages = answer.json()["messages"]
        assert [(m["from"], m["text"]) for m in messages] == talk.said[after:]
        assert [m["seq"] for m in messages] == list(range(after + 1, len(talk.said) + 1))

    @rule(talk=talks)
    def see_the_page(self, talk: Expected) -> None:
        answer = self.runner.run(self.http.get("/chat", headers={"Cookie": f"evenhand={talk.caller.token}"}))
        is_recent = self.now - talk.used_at <= RETURN_SECONDS
        is_shown = self._lives(talk, used=is_recent) and is_recent
        page = Page(answer.text)
        for sender, text in talk.said:
            assert sender != "parent" or (text in page.words) is is_shown
        assert not [other for other in self.all if other is not talk and other.secret in page.html]

    @rule(talk=consumes(talks), target=ended)
    def end(self, talk: Expected) -> Expected:
        answer = self.runner.run(talk.caller.end())
        assert answer.status_code == (204 if self._lives(talk) else 401)
        talk.ended = True
        return talk

    @rule(talk=ended)
    def use_what_ended(self, talk: Expected) -> None:
        for answer in (talk.caller.read(), talk.caller.send("hello"), talk.caller.end()):
            assert self.runner.run(answer).status_code == 401

    @rule(seconds=st.sampled_from([1, RETURN_SECONDS, IDLE // 2, IDLE, IDLE + 1]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule()
    def the_engine_loses_its_memory(self) -> None:
        self.engine.turns.clear()

    @invariant()
    def no_conversation_holds_anothers_words(self) -> None:
        for conversation in self.desk.sessions if hasattr(self, "desk") else ():
            said = " ".join(
                [message.text for message in conversation.messages] + [turn.text for turn in conversation.turns]
            )
            assert sum(talk.secret in said for talk in self.all) <= 1

    @invariant()
    def the_engine_mixes_up_nobody(self) -> None:
        for turns in self.engine.turns.values() if hasattr(self, "engine") else ():
            said = " ".join(turn.text for turn in turns)
            assert sum(talk.secret in said for talk in self.all) <= 1

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.runner.run(self.http.aclose())
            self.runner.close()

    def _lives(self, talk: Expected, used: bool = True) -> bool:
        """Whether it lived just now; using it begins its half hour anew, looking does not."""
        if talk.ended or self.now - talk.used_at > IDLE:
            talk.ended = True
            return False
        if used:
            talk.used_at = self.now
        return True


TestConversationsNeverCross = Conversations.TestCase
TestConversationsNeverCross.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
