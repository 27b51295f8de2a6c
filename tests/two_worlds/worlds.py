"""A world: one whole front desk with its own post box and records, at a clock and a chance that stand still.

Two worlds are equal except that one holds a record of a person (`plant`). Everything is the product's own: wiring,
sessions, limits, keys, post box, library, engine. Each world asks the engine under conversation ids of its own.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import delete

import bot.wiring
from bot.front_desk.desk import Desk
from bot.front_desk.engine_client import EngineClient
from bot.intake import keys
from bot.intake.conversation import Turn
from bot.intake.envelope import KINDS, Envelope, seal, unseal
from bot.intake.limits import Limits, OpenStreams
from bot.intake.post_box import PostBox, prepare
from bot.intake.sessions import Sessions
from bot.services.public.engine import EngineAnswer, EngineTrouble
from bot.settings import read_settings
from tests.two_worlds.asking import Answer, Request, ask
from tests.two_worlds.chance import CHANCE, Stream
from tests.two_worlds.views import Posted, View
from tests.two_worlds.watching import WATCH, Doing


@dataclass(frozen=True)
class Person:
    """Somebody who may be known to the office, and everything by which one could ask for them."""

    name: str
    phone: str
    email: str
    reference: str
    child: str


MARIAN = Person(
    "Marian Ashgrove", "07700 900471", "marian.ashgrove@mail.example", "maple-kettle-river", "Tobias Ashgrove"
)
# The other parent of the same child, known to the office in one of the fixtures.
JOSS = Person("Joss Penhallow", "07700 900472", "joss@post.example", "violet-anchor-toast", "Tobias Ashgrove")
# Known in both worlds, so that neither is empty.
NEIGHBOUR = Person(
    "Perpetua Lindqvist", "07700 900473", "p.lindqvist@mail.example", "heron-banjo-slate", "Ida Lindqvist"
)
# Known in neither.
STRANGER = Person("Cornelius Wray", "07700 900474", "c.wray@mail.example", "otter-cello-fern", "Hester Wray")

FIXTURES = (
    "open case",
    "closed case",
    "erased case",
    "referral waiting",
    "other parent of the same child",
    "opted out",
    "permission withdrawn",
    "professional's referral waiting",
)
# Of what the front desk is made. Each is the same in both worlds, or made anew by `World.begin`.
PARTS = (
    ("settings", "library", "office", "today", "steady", "watch", "published_content", "texting"),
    ("sessions", "engine", "limits", "streams"),
)
RECORDS = "records.db"
# Where somebody sits who is nobody's neighbour: every other address is shared by those who ask.
ELSEWHERE = "198.51.100.7"
CLIENT = "/front_desk/engine_client.py"


def plant(world: World, fixture: str | None, person: Person = MARIAN) -> None:
    """Makes `world` hold a record of `person` in the state that `fixture` names; None holds nothing of them.

    The records are a stand-in for the office's database, which the front desk does not read; a leak planted by a
    mutant does. When the office keeps real records, this function is the only one to change.
    """
    rows, posted = [_row(NEIGHBOUR, "open")], [("referral", NEIGHBOUR)]
    if fixture == "open case":
        rows.append(_row(person, "open"))
    elif fixture == "closed case":
        rows.append(_row(person, "closed"))
    elif fixture == "erased case":
        rows.append(("", "", "", person.reference, "erased", ""))
    elif fixture == "referral waiting":
        posted.append(("referral", person))
    elif fixture == "other parent of the same child":
        rows.append(_row(replace(JOSS, child=person.child), "open"))
    elif fixture == "opted out":
        rows.append(("", person.phone, "", "", "opted_out", ""))
    elif fixture == "permission withdrawn":
        rows.append(_row(person, "withdrawn"))
        posted += [("referral", person), ("withdraw" if "withdraw" in KINDS else "referral", person)]
    elif fixture == "professional's referral waiting":
        rows.append(_row(person, "referred"))
        posted.append(("referral", person))
    else:
        assert fixture is None, fixture
    world.hold(rows, posted)


def _row(person: Person, state: str) -> tuple[str, ...]:
    return (person.name, person.phone, person.email, person.reference, state, person.child)


class WatchedEngine(EngineClient):
    """The engine's client; counts what is asked, and keeps this world's conversations apart from the other's.

    With `known`, the same turns are put to the engine once, for both worlds and every round. That takes nothing from
    the proof: the engine is not told which world asks, and what it is told is compared with the rest. `known` is
    None in the full proof, so that the engine answers each world itself.
    """

    def __init__(self, url: str, secret: str, name: str, known: dict[tuple[Any, ...], EngineAnswer] | None) -> None:
        super().__init__(url, secret)
        self._name, self.round, self._known = name, 0, known
        # The turns of each conversation, and how many of them the engine itself has taken.
        self._turns: dict[str, list[Turn]] = {}
        self.is_broken = False
        self._taken: dict[str, int] = {}

    def _own(self, engine_id: str) -> str:
        return f"{self._name}-{os.getpid()}-{self.round}-{engine_id}"

    async def take(self, engine_id: str, n: int, turn: Turn, model_id: str | None) -> EngineAnswer:
        if WATCH.doing:
            WATCH.doing.engine.append(("turn", engine_id, n, turn, model_id))
        if self.is_broken:
            raise EngineTrouble("status 500")
        own = self._own(engine_id)
        turns = self._turns.setdefault(own, [])
        key = (*turns, turn)
        if self._known is None or n != len(turns):
            self._taken[own] = n + 1
            return await super().take(own, n, turn, model_id)
        if key not in self._known:
            for place in range(self._taken.get(own, 0), n):
                await super().take(own, place, turns[place], model_id)
                self._taken[own] = place + 1
            self._known[key] = await super().take(own, n, turn, model_id)
            self._taken[own] = n + 1
        turns.append(turn)
        return deepcopy(self._known[key])

    async def forget(self, engine_id: str) -> None:
        if WATCH.doing:
            WATCH.doing.engine.append(("forget", engine_id))
        own = self._own(engine_id)
        self._turns.pop(own, None)
        if self._taken.pop(own, None):
            await super().forget(own)

    async def forget_all(self) -> None:
        for own in self._taken:
            await super().forget(own)
        self._taken.clear()
        self._turns.clear()


@dataclass
class World:
    """One front desk, wired as in service, and what may be seen of it.

    `name` has one character, and every folder name the same length, so that no size depends on it.
    """

    name: str
    folder: Path
    engine_url: str
    engine_secret: str
    known: dict[tuple[Any, ...], EngineAnswer] | None = None

    def __post_init__(self) -> None:
        self.var = self.folder / f"world-{self.name}"
        self.var.mkdir(parents=True, exist_ok=True)
        shared_keys = self.folder / "keys"
        if not keys.is_there(shared_keys):
            keys.make(shared_keys, CHANCE.clock.now())
        self.keys = shared_keys
        port = self.engine_url.rpartition(":")[2]
        self.settings = read_settings(
            {
                "EVENHAND_VAR": str(self.var),
                "EVENHAND_KEYS": str(shared_keys),
                "EVENHAND_ENGINE_PORT": port,
                "EVENHAND_ENGINE_SECRET": self.engine_secret,
                "EVENHAND_RATE_LIMITS": "on",
            }
        )
        WATCH.engine_ports.add(int(port))
        prepare(self.settings.intake).dispose()
        self._office = prepare(self.settings.intake)
        self._reader = sqlite3.connect(self.var / "intake.db", isolation_level=None, check_same_thread=False)
        self.app = bot.wiring.wire_front_desk(self.settings)
        self.desk: Desk = self.app.state.desk
        self.engine = WatchedEngine(self.engine_url, self.engine_secret, self.name, self.known)
        self.desk.engine, self.desk.steady = self.engine, CHANCE.clock.steady
        self._rounds, self._last, self._unseen = count(1), 0, 0
        # How long all answers took together.
        self.seconds = 0.0

    async def begin(self, fixture: str | None, *, limited: bool, seed: int = 1) -> None:
        """Begins anew: no conversations, no limits used up, and only what `fixture` plants in post box and records."""
        await self.engine.forget_all()
        CHANCE.stream = Stream(0)
        plant(self, fixture)
        self.break_down("nothing")
        self.engine.round, self.stream, self._unseen = next(self._rounds), Stream(seed), 0
        with self._entered():
            self.desk.sessions = Sessions(self.settings.idle_minutes * 60)
            self.desk.limits = Limits(is_on=limited, steady=CHANCE.clock.steady)
            self.desk.streams = OpenStreams(is_on=limited, steady=CHANCE.clock.steady)

    def hold(self, rows: list[tuple[str, ...]], posted: list[tuple[str, Person]]) -> None:
        """Lets records and post box hold these and nothing else."""
        with sqlite3.connect(self.var / RECORDS) as records:
            records.execute("CREATE TABLE IF NOT EXISTS people (name, phone, email, reference, state, child)")
            records.execute("DELETE FROM people")
            records.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", rows)
        records.close()
        with self._office.begin() as connection:
            connection.execute(delete(bot.intake.post_box.ENVELOPES))
        box, key = PostBox(self.settings.intake), keys.sealing_key(self.keys)
        for place, (kind, person) in enumerate(posted):
            content = {"reference": person.reference, "answers": asdict(person)}
            box.put(seal(kind, content, key.key, key.id, f"{place:032x}", CHANCE.clock.now()))
        box.close()
        (self._last,) = self._reader.execute("SELECT coalesce(max(rowid), 0) FROM envelopes").fetchone()

    async def talk(self, texts: Iterable[str]) -> None:
        """Somebody else says `texts` in this world, unseen and by a chance of their own."""
        seen, self.stream = self.stream, Stream(99)
        with self._entered():
            opened = await ask(self.app, Request("POST", "/api/conversations", {}, address=ELSEWHERE))
            token = json.loads(opened.body)["token"]
            headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
            for number, text in enumerate(texts):
                body = json.dumps({"text": text, "client_id": str(number)}).encode()
                path = "/api/conversations/current/messages"
                answer = await ask(self.app, Request("POST", path, headers, body, address=ELSEWHERE))
                assert answer.status == 200
        self.stream, self._unseen = seen, self._unseen + 1
        list(self._arrived())

    async def ask(self, request: Request) -> tuple[View, Answer]:
        """What everybody sees of this world when it is asked this."""
        doing = Doing(str(self.var))
        with self._entered():
            WATCH.doing = doing
            began = perf_counter()
            try:
                answer = await ask(self.app, request)
            finally:
                WATCH.doing = None
                self.seconds += perf_counter() - began
        if self.known is not None:
            # Who asks the engine first works more; the full proof, in which each asks it, compares this too.
            for one in [one for one in doing.work if one.startswith(CLIENT)]:
                del doing.work[one]
        kept = (len(self.desk.sessions) - self._unseen, len(self.desk.streams))
        return View.of(answer, doing, tuple(self._arrived()), kept), answer

    def break_down(self, what: str) -> None:
        """Lets the "engine" fail or the "keys" be missing, or mends both."""
        self.engine.is_broken = what == "engine"
        at = self.var / "no-such-folder" if what == "keys" else self.keys
        self.desk.office = replace(self.desk.office, keys=at)

    def close(self) -> None:
        """Lets go of files."""
        self._reader.close()
        self._office.dispose()

    @contextmanager
    def _entered(self) -> Iterator[None]:
        # As in a process of its own: its stream of chance, and its folder in the environment.
        CHANCE.stream, before = self.stream, os.environ.get("EVENHAND_VAR")
        os.environ["EVENHAND_VAR"] = str(self.var)
        try:
            yield
        finally:
            os.environ.pop("EVENHAND_VAR") if before is None else os.environ.update(EVENHAND_VAR=before)

    def _arrived(self) -> Iterator[Posted]:
        """The envelopes that came since the last time, as the office opens them."""
        found = self._reader.execute(
            "SELECT rowid, id, version, kind, created, key, sealed FROM envelopes WHERE rowid > ? ORDER BY rowid",
            (self._last,),
        ).fetchall()
        for rowid, id_, version, kind, created, key, sealed in found:
            self._last = rowid
            envelope = Envelope(id_, kind, created, key, sealed, version)
            content = unseal(envelope, keys.opening_key(self.keys, key))
            yield Posted(id_, kind, created, len(sealed), sealed, repr(content))
