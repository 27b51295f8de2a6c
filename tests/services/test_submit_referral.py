"""Sending a referral: sealed to the office, once; or told at once that it was not sent. The engine's word is no evidence."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.casework.referral.course import Referral, named, permitted
from bot.intake import keys
from bot.intake.conversation import Conversation, Message
from bot.intake.envelope import unseal
from bot.library.compose import Library
from bot.services.public.engine import Command
from bot.services.public.send_message import send_message
from tests.casework.referral.answering import finished
from tests.fakes import FakeEngine, FakePost, office

TODAY = date(2026, 11, 20)


class Talk:
    """A conversation in which every permission was asked and answered, and the engine asks to send the referral."""

    def __init__(self, library: Library, folder: Path, referral: Referral) -> None:
        self.library, self.folder, self.engine, self.post = library, folder, FakeEngine(), FakePost()
        self.conversation, self.referral, self._ids = Conversation(), referral, count()
        self.office = office(folder, self.post)
        claims = [(id_, value, "") for id_, value in permitted(referral)]
        for id_, value, who in [*claims, *((f"party_{purpose}", "yes", who) for who, purpose in named(referral))]:
            self.ask(id_, value, who)

    def ask(self, id_: str, reply: str, who: str = "") -> None:
        wording = self.library.wordings.current(id_, "web")
        words = wording.words(self.library.service, who)
        self.conversation.add("assistant", "notice", words, notice=wording.hash)
        self.conversation.add("parent", "text", reply)

    async def send(self, fields: dict[str, Any] | None = None, name: str = "submit_referral") -> list[Message]:
        self.engine.commands = (Command(name, self.referral.plain() if fields is None else fields),)
        said = await self.say("send")
        self.engine.commands = ()
        return said

    async def say(self, text: str, client_id: str = "") -> list[Message]:
        return await send_message(
            self.conversation,
            text,
            client_id or f"client {next(self._ids)}",
            library=self.library,
            engine=self.engine,
            office=self.office,
            today=TODAY,
        )

    def opened(self) -> list[dict[str, Any]]:
        return [unseal(one, keys.opening_key(self.folder, one.key))["content"] for one in self.post.kept.values()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys.make(tmp_path / "keys", datetime(2026, 11, 1, tzinfo=UTC))
    return tmp_path / "keys"


@pytest.fixture
def talk(library: Library, folder: Path) -> Talk:
    return Talk(library, folder, finished(help="Can I appeal?"))


async def test_what_was_agreed_is_sealed_and_the_dialogue_forgets_it(talk: Talk) -> None:
    before = talk.conversation.engine_id
    said = (await talk.send())[0]
    (content,) = talk.opened()
    assert said.kind == "confirmation" and content["reference"] in said.text
    # Two working days after a Friday.
    assert "Tuesday 24 November 2026" in said.text
    assert content["answers"]["help"] == "Can I appeal?"
    assert "conversation" not in content
    assert talk.conversation.engine_id != before and talk.conversation.turns == []
    assert before not in talk.engine.turns and talk.conversation.outgoing is None


async def test_the_conversation_goes_with_it_only_if_that_was_agreed(library: Library, folder: Path) -> None:
    talk = Talk(library, folder, finished(share_conversation="yes"))
    await talk.send()
    (content,) = talk.opened()
    assert [one["text"] for one in content["conversation"]].count("yes") >= 2


async def test_the_engine_cannot_claim_a_permission_nobody_gave(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    forged = talk.referral.plain()
    forged["answers"] |= {"may_email": "yes", "email": "canary@example.org"}
    with caplog.at_level(logging.DEBUG):
        said = (await talk.send(forged))[0]
    assert said.kind == "error" and "not sent" in said.text and talk.post.kept == {}
    assert "canary" not in caplog.text and talk.conversation.outgoing is None


@pytest.mark.parametrize(
    "fields", [{}, {"answers": 7}, {"answers": {"check": "send", "open_case": "yes"}, "parties": [{}]}]
)
async def test_garbled_fields_send_nothing(talk: Talk, fields: dict[str, Any]) -> None:
    said = (await talk.send(fields))[0]
    assert said.kind == "error" and talk.post.kept == {}


async def test_a_command_nobody_knows_does_nothing(talk: Talk) -> None:
    await talk.send(name="open_the_records")
    assert talk.post.kept == {}


async def test_what_cannot_be_written_is_said_so_and_sent_once_when_it_can(talk: Talk) -> None:
    talk.post.refusals = 2
    said = (await talk.send())[0]
    assert said.kind == "error" and "not sent" in said.text and talk.post.kept == {}
    again = (await talk.say("Try again"))[0]
    assert again.kind == "error" and talk.post.kept == {}
    sent = (await talk.say("1"))[0]
    assert sent.kind == "confirmation" and len(talk.post.kept) == 1
    assert talk.opened()[0]["reference"] in sent.text


async def test_a_retry_of_what_had_arrived_after_all_is_sent_once(talk: Talk) -> None:
    put, first = talk.post.put, []

    def arrives_and_fails(envelope: Any) -> None:
        put(envelope)
        if not first:
            first.append(envelope)
            raise OSError("the line broke")

    talk.post.put = arrives_and_fails  # type: ignore[method-assign]
    assert (await talk.send())[0].kind == "error"
    assert (await talk.say("Try again"))[0].kind == "confirmation"
    assert len(talk.post.kept) == 1


async def test_without_a_key_nothing_claims_to_be_sent(library: Library, tmp_path: Path) -> None:
    talk = Talk(library, tmp_path / "none", finished())
    said = (await talk.send())[0]
    assert said.kind == "error" and "not sent" in said.text


async def test_the_same_send_again_gets_the_same_answer(talk: Talk) -> None:
    talk.engine.commands = (Command("submit_referral", talk.referral.plain()),)
    first = await talk.say("send", "one and the same")
    assert await talk.say("send", "one and the same") == first and len(talk.post.kept) == 1


async def test_leaving_forgets_what_waits_to_be_sent(talk: Talk) -> None:
    talk.post.refusals = 1
    await talk.send()
    assert talk.conversation.outgoing
    talk.conversation.end()
    assert talk.conversation.outgoing is None and talk.conversation.messages == []


async def test_new_again_and_from_elsewhere_are_told_the_same(library: Library, folder: Path) -> None:
    first, second = Talk(library, folder, finished()), Talk(library, folder, finished())
    second.post.kept = first.post.kept
    one, two = (await first.send())[0], (await second.send())[0]
    assert len(first.post.kept) == 2
    names = [content["reference"] for content in first.opened()]
    assert one.text.replace(names[0], "") == two.text.replace(names[1], "")
    assert len({len(envelope.sealed) for envelope in first.post.kept.values()}) == 1
