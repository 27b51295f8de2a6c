"""One conversation from its beginning to its end, by the real use cases; its process may end at any step it takes.

python -m tests.handoff.living FOLDER FIRST STEP: ends it at step FIRST, FIRST + STEP and so on, each time in a conversation
of its own, takes it up again in another process as pages do, and prints what stands there then. A step is a statement or a
commit that is about to be sent to a database, or an answer that is about to be given.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.casework.access import Role
from bot.casework.handoff import State
from bot.intake.conversation import Conversation
from bot.intake.relay.relay import Relay, Row
from bot.intake.relay.written import as_message
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.records.accounts import Officer
from bot.records.base import open_records
from bot.records.unlocked import rings_in, unlocked
from bot.services.office.conversations import hold, write
from bot.services.office.conversations.live import Live
from bot.services.office.working import Acting, NotHere, NotNow
from bot.services.public.live.follow import restored
from bot.settings import PROJECT
from tests.fakes import FakeEngine, FakePost
from tests.services.office.intake import NOON
from tests.services.office.talking import Talk

KILLED = 9
A_LIFE = (
    "put through",
    "ash claims",
    "parent: one",
    "ash: two",
    "parent: three",
    "ash gives to lin",
    "lin: four",
    "lin lets it wait",
    "parent: five",
    "ash claims",
    "ash: six",
    "ash ends",
    "parent: seven",
)


@dataclass
class Found:
    """What stands in the relay after a life: in which states, who said what, in order; and what the assistant was asked."""

    at: int
    was_killed: bool
    states: list[str]
    said: list[tuple[str, str]]
    asked: list[str]


class Again(Talk):
    """Both zones as new processes find them; the parent comes back with `token`."""

    def __init__(self, folder: Path, library: Library, token: str) -> None:
        self.relay, self.library, self.now = Relay(f"sqlite:///{folder / 'relay.db'}"), library, NOON
        sessions = unlocked(open_records(f"sqlite:///{folder / 'records.db'}"), rings_in(folder / "keys"))
        self.records: Any = SimpleNamespace(keys=folder / "keys")
        self.live = Live(self.relay, folder / "keys", library, sessions)
        self.engine, self.post, self.sent = FakeEngine(), FakePost(), 0
        self.sessions, self.token = Sessions(30 * 60), token
        self.conversation = restored(self.sessions, self.relay, token, 0.0) or Conversation.of_token(token, 0.0)


class Life:
    """Does what comes next. The files of `folder` keep what is done: what is not in them is done again."""

    def __init__(self, talk: Talk, folder: Path) -> None:
        self.talk, self.told, self.asked = talk, folder / "told", folder / "asked"
        with talk.live.sessions() as session:
            named = {one.user_name.split()[0]: Acting(one.id, one.role) for one in session.query(Officer)}
        self.ash, self.lin = named["ash"], named["lin"]

    def go_on(self, step: Callable[..., None]) -> None:
        done = len(self.told.read_text().splitlines()) if self.told.exists() else 0
        for number, deed in list(enumerate(A_LIFE))[done:]:
            self.do(deed, f"id {number}")
            step()
            with self.told.open("a") as file:
                file.write(f"{number}\n")

    def do(self, deed: str, id_: str) -> None:
        if deed == "put through":
            self.put_through()
        elif deed.startswith("parent: "):
            self.parent_says(deed.removeprefix("parent: "), id_)
        else:
            self.officer_does(deed, id_)

    def put_through(self) -> None:
        # A page that comes back and finds that it waits asks nobody again.
        if self.talk.conversation.state == State.BOT.value:
            asyncio.run(self.talk.put_through())
        assert self.talk.conversation.state != State.BOT.value, "a parent was left with nobody"

    def parent_says(self, text: str, id_: str) -> None:
        asyncio.run(self.talk.say(text, id_))
        for turns in self.talk.engine.turns.values():
            with self.asked.open("a") as file:
                file.writelines(f"{turn.text}\n" for turn in turns)
            turns.clear()

    def officer_does(self, deed: str, id_: str) -> None:
        name, _, what = deed.partition(" ")
        officer = self.lin if name.startswith("lin") else self.ash
        row = self.talk.relay.find(self.talk.conversation.talk.whose)
        assert row is not None
        if name.endswith(":"):
            write.reply(self.talk.live, officer, row.handle, row.held.epoch, what, id_, self.talk.now)
            return
        before = self.talk.relay.messages(row.handle)
        try:
            self.press(what, officer, row)
        except (NotHere, NotNow):
            # Pressed again on a page that does not know it was done.
            assert self.talk.relay.messages(row.handle) == before, "what is refused says nothing"

    def press(self, what: str, officer: Acting, row: Row) -> None:
        seen = (self.talk.live, officer, row.handle, row.held.epoch)
        if what == "claims":
            hold.claim(*seen, self.talk.now)
        elif what == "gives to lin":
            hold.transfer(*seen, self.lin.id, self.talk.now)
        elif what == "lets it wait":
            hold.release(*seen, self.talk.now)
        else:
            hold.close(*seen, self.talk.now)


class Lives:
    """One after the other, in one office."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.folder, self.library = folder, library
        self.seen: set[str] = set()

    def begin(self) -> None:
        talk = Talk(self.folder, self.library)
        talk.officer("Ash Penhaligon")
        talk.officer("Lin Okonjo", Role.LEAD)

    def live(self, own: Path, token: str, killed_at: int) -> None:
        """Goes on with the life in `own`; ends this process at step `killed_at`, counted from 1, if there are so many."""
        talk, steps = Again(self.folder, self.library, token), [0]

        def step(*_: Any) -> None:
            steps[0] += 1
            if steps[0] == killed_at:
                os._exit(KILLED)

        life = Life(talk, own)
        for name in ("before_cursor_execute", "commit"):
            event.listen(Engine, name, step)
        life.go_on(step)

    def killed_at(self, at: int) -> Found:
        """What stands there after a life that ended at step `at` and went on in another process."""
        own, token = self.folder / f"{at}", f"{at:043d}"
        own.mkdir()
        status = forked(lambda: self.live(own, token, at))
        if status not in (0, KILLED):
            raise SystemExit(f"step {at}: the first process could not do its work")
        if status == KILLED and forked(lambda: self.live(own, token, 0)):
            raise SystemExit(f"step {at}: it could not be taken up again")
        return self.look(own, at, status == KILLED)

    def look(self, own: Path, at: int, was_killed: bool) -> Found:
        talk = Again(self.folder, self.library, "of nobody")
        with talk.relay._read() as connection:
            found = connection.exec_driver_sql("SELECT handle FROM conversations ORDER BY rowid").scalars().all()
        states, said = [], list[tuple[str, str]]()
        for handle in [one for one in found if one not in self.seen]:
            self.seen.add(handle)
            row = talk.relay.row(handle)
            assert row is not None
            states.append(row.held.state.value)
            key = talk.live.key_of(row)
            messages = [as_message(one, key, handle) for one in talk.relay.messages(handle)]
            said += [(one.sender, one.text) for one in messages]
        talk.relay.close()
        asked = (own / "asked").read_text().splitlines() if (own / "asked").exists() else []
        return Found(at, was_killed, states, said, asked)


def forked(deed: Callable[[], None]) -> int:
    """The exit status of `deed` in a process of its own."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        deed()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    """See above."""
    folder, at, step = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    if fault := os.environ.get("EVENHAND_FAULT"):
        from tests.handoff import test_faults

        getattr(test_faults, fault)(pytest.MonkeyPatch())
    lives = Lives(folder, Library(PROJECT / "content"))
    forked(lives.begin)
    while True:
        found = lives.killed_at(at)
        print(json.dumps(asdict(found)), flush=True)
        if not found.was_killed:
            return
        at += step


if __name__ == "__main__":
    main()
