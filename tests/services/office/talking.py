"""A parent and officers for tests: the real relay and use cases, an engine made by hand, a clock in the test's hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.casework.access import Role
from bot.intake.conversation import Conversation, Message
from bot.intake.relay.relay import Relay, Row
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.services.office.conversations.live import Live
from bot.services.office.working import Acting
from bot.services.public.engine import Command
from bot.services.public.live.follow import follow, restored
from bot.services.public.send_message import send_message
from bot.services.public.sending import Office
from tests.fakes import FakeEngine, FakePost
from tests.services.office.intake import NOON
from tests.services.office.intake import Office as Records

TODAY = date(2026, 11, 23)


class Talk:
    def __init__(self, folder: Path, library: Library) -> None:
        self.records, self.library, self.now = Records(folder), library, NOON
        self.relay = Relay(f"sqlite:///{folder / 'relay.db'}")
        self.engine, self.post, self.sent = FakeEngine(), FakePost(), 0
        self.sessions = Sessions(30 * 60)
        self.token, self.conversation = self.sessions.open(0.0)
        self.sessions.use(self.token, 0.0)
        self.live = Live(self.relay, self.records.keys, library, self.records.sessions)

    @property
    def way(self) -> Office:
        return Office(self.post, self.records.keys, lambda: self.now, self.relay)

    def officer(self, name: str, role: Role = Role.OFFICER) -> Acting:
        return self.records.officer(name, role)

    def later(self, **by: int) -> None:
        self.now += timedelta(**by)

    async def say(self, text: str, client_id: str = "") -> list[Message]:
        self.sent += 1
        return await send_message(
            self.conversation,
            text,
            client_id or f"id {self.sent}",
            library=self.library,
            engine=self.engine,
            office=self.way,
            today=TODAY,
        )

    def ask(self, name: str, reply: str) -> None:
        """As if the dialogue had asked for the permission `name`, and been answered."""
        wording = self.library.wordings.current(name, "web")
        self.conversation.add("assistant", "notice", wording.words(self.library.service), notice=wording.hash)
        self.conversation.add("parent", "text", reply)

    async def put_through(self, *, live: str = "yes", show: str = "no", claimed: str = "") -> list[Message]:
        """Asks both permissions and puts the command beside the answer, as the engine does."""
        self.ask("live_chat", live)
        self.ask("show_chat", show)
        self.engine.commands = (Command("request_handoff", {"show": claimed or show}),)
        told = await self.say("go on then")
        self.engine.commands = ()
        return told

    async def follow(self) -> list[str]:
        """What the parent reads by now."""
        await follow(self.conversation, self.relay, self.now)
        return self.read()

    def read(self) -> list[str]:
        return [message.text for message in self.conversation.messages]

    def row(self) -> Row:
        found = self.relay.row(self.conversation.handle)
        assert found is not None
        return found

    @property
    def handle(self) -> str:
        return self.conversation.handle

    def restart_front_desk(self) -> Conversation:
        """Everything in memory is gone; the parent comes back with their token."""
        self.sessions = Sessions(30 * 60)
        found = restored(self.sessions, self.relay, self.token, 0.0)
        assert found is not None
        self.conversation = found
        return found

    def live_chat(self, *, on: bool) -> None:
        library = Library(self.library.content)
        library.service = replace(library.service, live_chat=replace(library.service.live_chat, on=on))
        self.library = library
