"""Sending a request: sealed if it was agreed to, and answered in the same words whatever is held."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.casework.requests.course import Request
from bot.casework.requests.kinds import Kind
from bot.impartiality.wording import faults
from bot.intake import keys
from bot.intake.conversation import Conversation, Message
from bot.intake.envelope import unseal
from bot.library.compose import Library
from bot.messaging.segments import count_segments
from bot.services.public.engine import Command
from bot.services.public.send_message import send_message
from tests.fakes import FakeEngine, FakePost, office

TODAY = date(2026, 11, 23)


class Asking:
    """A conversation in which a request was read back and agreed to, or not."""

    def __init__(self, library: Library, folder: Path, reply: str = "yes", channel: str = "web") -> None:
        self.library, self.engine, self.post, self.folder = library, FakeEngine(), FakePost(), folder
        self.conversation = Conversation(channel=channel)
        wording = library.wordings.current("request", channel)
        shown = f"**Your request**\n\n{wording.words(library.service)}"
        self.conversation.add("assistant", "notice", shown, notice=wording.hash)
        self.conversation.add("parent", "text", reply)

    async def send(self, kind: Kind, *, waits: bool = False, client_id: str = "one", **answers: str) -> list[Message]:
        fields = Request({"which": kind.value, "words": "please do", "send": "yes", **answers}).plain()
        self.engine.commands = (Command("send_request", {**fields, "waits": waits}),)
        return await self.say("yes", client_id)

    async def say(self, text: str, client_id: str) -> list[Message]:
        way = office(self.folder, self.post)
        return await send_message(
            self.conversation, text, client_id, library=self.library, engine=self.engine, office=way, today=TODAY
        )

    def opened(self) -> list[dict]:
        return [unseal(one, keys.opening_key(self.folder, one.key))["content"] for one in self.post.kept.values()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys.make(tmp_path / "keys", datetime(2026, 11, 1, tzinfo=UTC))
    return tmp_path / "keys"


@pytest.mark.parametrize("kind", Kind)
async def test_a_request_is_sealed_under_its_own_kind(library: Library, folder: Path, kind: Kind) -> None:
    asking = Asking(library, folder)
    said = (await asking.send(kind, find="oak-elm-ash"))[0]
    ((envelope,), (content,)) = asking.post.kept.values(), asking.opened()
    assert envelope.kind == kind.value == content["kind"]
    assert content["answers"] == {"words": "please do", "find": "oak-elm-ash"}
    assert said.kind == "confirmation" and content["reference"] in said.text


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("channel", ["web", "sms"])
async def test_the_reply_is_honest_constant_and_plain(library: Library, folder: Path, kind: Kind, channel: str) -> None:
    texts = set()
    for answers in ({}, {"find": "Marian Ashgrove, 07700 900123", "reach": "marian@example.org"}, {"find": "x"}):
        asking = Asking(library, folder, channel=channel)
        said = (await asking.send(kind, **answers))[0]
        texts.add(said.text.replace(asking.opened()[0]["reference"], "REFERENCE"))
    (text,) = texts
    assert "same for everyone" in text and library.service.phone in text and "no harm" in text
    assert ("within a minute of reaching" in text) == (kind is Kind.WITHDRAW)
    due = {Kind.WITHDRAW: "", Kind.STATUS: "25 November 2026"}.get(kind, "23 December 2026")
    assert due in text
    assert list(faults(text)) == [] and (channel == "web" or count_segments(text) <= 2)


async def test_nothing_is_sent_without_the_express_yes(library: Library, folder: Path) -> None:
    asking = Asking(library, folder, reply="ok whatever")
    said = (await asking.send(Kind.DELETION))[0]
    assert said.kind == "error" and "not sent" in said.text and asking.post.kept == {}


async def test_while_a_referral_waits_what_was_said_stays_and_the_dialogue_goes_on(
    library: Library, folder: Path
) -> None:
    asking = Asking(library, folder)
    asking.engine.goes_on, before = True, asking.conversation.engine_id
    said = await asking.send(Kind.WITHDRAW, waits=True)
    assert [one.kind for one in said] == ["confirmation", "text"], "the outcome first, then the referral's question"
    assert asking.conversation.messages[0].notice and asking.conversation.engine_id == before
    assert "forgotten" not in said[0].text


async def test_what_was_sent_leaves_the_chat(library: Library, folder: Path) -> None:
    asking = Asking(library, folder)
    before = asking.conversation.engine_id
    await asking.send(Kind.NOTES)
    assert asking.conversation.messages[0].sender == "service"
    assert asking.conversation.engine_id != before and asking.conversation.turns == []


async def test_what_cannot_be_written_is_told_and_sent_once_later(library: Library, folder: Path) -> None:
    asking = Asking(library, folder)
    asking.post.refusals = 1
    assert "not sent" in (await asking.send(Kind.WITHDRAW))[0].text
    asking.engine.commands = ()
    assert (await asking.say("Try again", "two"))[0].kind == "confirmation"
    assert len(asking.post.kept) == 1
