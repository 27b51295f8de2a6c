"""A parent, two officers and time do what they like, with pages old or new: the real code keeps every promise.

Each seeded fault is put into the real code, and some walk must stumble over it.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.casework.access import Role
from bot.casework.handoff import State, is_open
from bot.intake.relay.relay import Relay
from bot.intake.relay.written import as_message
from bot.library.compose import Library
from bot.services.office.conversations import hold, write
from bot.services.office.conversations.look_after import look_after
from bot.services.office.working import NotHere, NotNow
from bot.services.public.live import follow as following
from bot.settings import PROJECT
from tests.services.office.talking import Talk

LIBRARY = Library(PROJECT / "content")
OFFICERS = st.sampled_from(["a", "b"])
# Most look at their page before they press something; some press what an old page shows.
LOOKS = st.sampled_from([True, True, True, False])


class Everybody(RuleBasedStateMachine):
    """`seen` is the epoch that each officer's page shows: it may be an old one."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.talk = Talk(Path(self.folder.name), LIBRARY)
        self.officers = {
            "a": self.talk.officer("Ash Penhaligon"),
            "b": self.talk.officer("Lin Okonjo", Role.LEAD),
        }
        self.seen = {"a": 0, "b": 0}
        self.number, self.last = 0, ("", "")
        # What was told to be written: to officers, by officers; and what the assistant was asked.
        self.to_officers: list[str] = []
        self.by_officers: list[str] = []
        self.handle, self.epochs = "", [0]

    def teardown(self) -> None:
        self.talk.relay.close()
        self.talk.records.tray.close()
        self.talk.records.box.close()
        self.folder.cleanup()

    def _new(self) -> str:
        self.number += 1
        return f"words {self.number}."

    def _began(self) -> None:
        if self.talk.handle != self.handle:
            self.handle, self.epochs, self.to_officers, self.by_officers = self.talk.handle, [0], [], []

    def _say(self, text: str, id_: str) -> None:
        row = self.talk.relay.row(self.talk.handle) if self.talk.handle else None
        was_open = row is not None and is_open(row.held.state)
        asked = self._asked().count(text)
        asyncio.run(self.talk.say(text, id_))
        if was_open:
            assert self._asked().count(text) == asked, "the assistant never sees what is for an officer"
            if text not in self.to_officers:
                self.to_officers.append(text)
        else:
            assert self._asked().count(text) == 1, "what is for nobody else is answered by the assistant, once"
        self._began()

    def _asked(self) -> list[str]:
        return [turn.text for turns in self.talk.engine.turns.values() for turn in turns]

    @rule()
    def parent_writes(self) -> None:
        text = self._new()
        self.last = (text, f"mine {self.number}")
        self._say(*self.last)

    @precondition(lambda self: bool(self.last[0]))
    @rule()
    def parent_sends_again(self) -> None:
        before = len(self.talk.read())
        asyncio.run(self.talk.say(*self.last))
        texts = self.talk.read()
        assert texts.count(self.last[0]) <= 1 and len(texts) >= before

    @precondition(lambda self: self.talk.conversation.state == "bot")
    @rule()
    def parent_asks(self) -> None:
        # A page sends one after the other: what came before was answered, and is not sent again.
        self.last = ("", "")
        asyncio.run(self.talk.put_through())
        self._began()
        assert self.talk.read()[-1].startswith(("I have asked for an officer", "Your chat waits"))

    @precondition(lambda self: self.talk.conversation.state == "waiting")
    @rule()
    def parent_asks_for_a_call(self) -> None:
        asyncio.run(self.talk.say("Ask for a call instead"))
        if self.talk.conversation.state != "bot":
            self.to_officers.append("Ask for a call instead")
        self._began()

    @precondition(lambda self: bool(self.talk.handle))
    @rule()
    def front_desk_restarts(self) -> None:
        row = self.talk.relay.row(self.talk.handle)
        if row and row.is_the_parents and row.held.state is not State.BOT:
            self.talk.restart_front_desk()

    def _load(self, who: str, looks: bool) -> None:
        if not looks:
            return
        row = self.talk.relay.row(self.handle) if self.handle else None
        self.seen[who] = row.held.epoch if row else 0

    @precondition(lambda self: bool(self.handle))
    @rule(who=OFFICERS, looks=LOOKS)
    def officer_claims(self, who: str, looks: bool) -> None:
        self._act(who, looks, "claim")
        self._load(who, True)

    @precondition(lambda self: bool(self.handle))
    @rule(who=OFFICERS, looks=LOOKS, what=st.sampled_from(["take_over", "release", "hand_back", "close"]))
    def officer_acts(self, who: str, looks: bool, what: str) -> None:
        self._act(who, looks, what)

    def _act(self, who: str, looks: bool, what: str) -> None:
        self._load(who, looks)
        act, talk = getattr(hold, what), self.talk
        self._try(lambda: act(talk.live, self.officers[who], self.handle, self.seen[who], talk.now))

    @precondition(lambda self: bool(self.handle))
    @rule(who=OFFICERS, to=OFFICERS, looks=LOOKS)
    def officer_gives(self, who: str, to: str, looks: bool) -> None:
        self._load(who, looks)
        taker, talk = self.officers[to].id, self.talk
        self._try(lambda: hold.transfer(talk.live, self.officers[who], self.handle, self.seen[who], taker, talk.now))

    @precondition(lambda self: bool(self.handle))
    @rule(who=OFFICERS, twice=st.booleans(), looks=LOOKS)
    def officer_writes(self, who: str, twice: bool, looks: bool) -> None:
        self._load(who, looks)
        text, row, talk = self._new(), self.talk.relay.row(self.handle), self.talk
        for _ in range(1 + twice):
            done = self._try(
                lambda: write.reply(talk.live, self.officers[who], self.handle, self.seen[who], text, text, talk.now)
            )
        if done:
            assert row and (row.held.owner, row.held.epoch) == (self.officers[who].id.hex, self.seen[who])
            self.by_officers.append(text)

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.talk.later(minutes=minutes)
        look_after(self.talk.live, self.talk.now)

    @precondition(lambda self: bool(self.talk.handle))
    @rule()
    def page_listens(self) -> None:
        asyncio.run(self.talk.follow())

    @invariant()
    def nothing_is_lost_or_twice(self) -> None:
        row = self.talk.relay.row(self.handle) if self.handle else None
        if row is None:
            return
        assert (row.held.state is State.OFFICER) == (row.held.owner is not None)
        assert row.held.epoch >= self.epochs[-1], "the epoch never goes back"
        self.epochs.append(row.held.epoch)
        key = self.talk.live.key_of(row)
        kept = [as_message(one, key, self.handle) for one in self.talk.relay.messages(self.handle)]
        assert [one.text for one in kept if one.sender == "parent"] == self.to_officers
        assert [one.text for one in kept if one.sender == "officer"] == self.by_officers
        if self.talk.handle == self.handle:
            read = [(one.seq, one.text) for one in self.talk.conversation.messages]
            numbers = [seq for seq, _ in read]
            assert numbers == sorted(set(numbers)), "each message stands there once, in order"
            theirs = [(one.seq, one.text) for one in kept if one.seq <= self.talk.conversation.last_seq]
            assert [one for one in read if one[0] >= kept[0].seq] == theirs, "the parent reads what is kept"

    def _try(self, act: Callable[[], Any]) -> bool:
        try:
            act()
        except (NotHere, NotNow):
            return False
        return True


def walk(examples: int) -> None:
    run_state_machine_as_test(
        Everybody,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_they_do_every_promise_holds() -> None:
    walk(600 if os.environ.get("EVENHAND_PROOF") == "full" else 60)


def assistant_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds it is not asked: the assistant answers what is for an officer."""
    monkeypatch.setattr("bot.services.public.send_message._to_officer", _nobody)


async def _nobody(*_: Any) -> bool:
    return False


def whoever_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """An officer's words are written whoever has it by now."""
    real = Relay.say
    monkeypatch.setattr(Relay, "say", lambda self, *args, owner=None, epoch=None: real(self, *args))
    monkeypatch.setattr(write, "held_or_told", lambda live, acting, handle: live.relay.row(handle))


def never_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What officers wrote is not brought to the parent."""
    real = following.as_message

    def without_officers(written: Any, key: bytes, handle: str) -> Any:
        message = real(written, key, handle)
        return message if message.sender != "officer" else type(message)(message.seq, "officer", "text", "")

    monkeypatch.setattr(following, "as_message", without_officers)


FAULTS = (assistant_goes_on, whoever_writes, never_followed)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_put_into_the_code_is_stumbled_over(
    fault: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault(monkeypatch)
    with pytest.raises(Exception, match=r"."):
        walk(40)
