"""Two worlds side by side, made to undergo the same, and a walk that does everything once."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bot.services.public.engine import EngineAnswer
from tests.two_worlds.chance import CHANCE, Clock, still
from tests.two_worlds.deeds import WAYS, Deeds, time_passes
from tests.two_worlds.engine import EngineAt
from tests.two_worlds.views import MASKED, READ_IN_ONCE, View, compare
from tests.two_worlds.watching import WATCH
from tests.two_worlds.words import (
    ABOUT,
    AS_PROFESSIONAL,
    ASKED,
    CALL_ME,
    ELSEWHERE,
    FOR_ANOTHER,
    OWN,
    REFERRAL,
    REQUESTS,
    told,
)
from tests.two_worlds.worlds import JOSS, MARIAN, STRANGER, Person, World

Deed = tuple[object, ...]
NOTHING, SOMETHING = "0", "1"
LEAFLET = "/leaflets/annual-review"


class Pair:
    """World 0, which holds nothing of Marian Ashgrove, and world 1, which does."""

    def __init__(
        self, folder: Path, engines: tuple[EngineAt, EngineAt], known: dict[tuple[Any, ...], EngineAnswer] | None
    ) -> None:
        self._stack = ExitStack()
        self._stack.enter_context(still())
        self._stack.enter_context(WATCH.listening())
        self.runner = asyncio.Runner()
        self.worlds = [
            World(name, folder, engine.url, engine.secret, known) for name, engine in zip((NOTHING, SOMETHING), engines)
        ]
        self.figures: Counter[str] = Counter()
        self.deeds: list[Deeds] = []
        self.posted: Counter[str] = Counter()
        self.fixtures: set[str] = set()
        self.refused = 0

    def begin(self, fixture: str, *, limited: bool = False, seed: int = 1) -> None:
        """Both begin anew; the second holds `fixture`."""
        # A collection in the middle would run the clean-up of one world in the other's time.
        gc.enable()
        gc.collect()
        gc.disable()
        CHANCE.clock.seconds = Clock().seconds
        for world, holds in zip(self.worlds, (None, fixture)):
            self.runner.run(world.begin(holds, limited=limited, seed=seed))
        self.deeds = [Deeds(world) for world in self.worlds]
        self.figures["rounds"] += 1
        self.fixtures.add(fixture)

    def walk(self, fixture: str, steps: Iterable[Deed], *, limited: bool = False, rehearsing: bool = False) -> None:
        """Both begin anew and undergo `steps`."""
        self.begin(fixture, limited=limited)
        self.go(steps, rehearsing=rehearsing)

    def go(self, steps: Iterable[Deed], *, rehearsing: bool = False) -> None:
        """Both undergo `steps`, from where they are."""
        for deed, *arguments in steps:
            self.do(str(deed), *arguments, rehearsing=rehearsing)

    def talk_in_one(self, texts: Iterable[str]) -> None:
        """In the second world somebody talks, from an address of their own; in the first nobody does."""
        self.runner.run(self.worlds[1].talk(texts))

    def do(self, deed: str, *arguments: object, rehearsing: bool = False) -> list[View]:
        """Lets both undergo `deed`; raises Different unless nobody can tell the worlds apart by it.

        The first time, templates and the like are read in, by whichever world needs them first: `rehearsing` leaves
        the work out of the comparison, and nothing else.
        """
        if deed == "wait":
            time_passes(float(str(arguments[0])))
            return []
        if deed == "break":
            for world in self.worlds:
                world.break_down(str(arguments[0]))
            return []
        views = [self.runner.run(deeds.do(deed, *arguments)) for deeds in self.deeds]
        nothing, something = views
        said = (deed, *(str(one)[:100] for one in arguments))
        for one, two in zip(nothing, something):
            compare(said, one, two, masked=READ_IN_ONCE if rehearsing else MASKED)
            self._count(one)
        assert len(nothing) == len(something), f"THE WORLDS DIFFER in requests after {said!r}"
        self.figures["deeds"] += 1
        if deed == "begin":
            self.figures["conversations"] += 1
        return nothing

    def _count(self, view: View) -> None:
        self.figures["requests"] += 1
        self.figures["statements"] += len(view.statements)
        self.figures["turns of the engine"] += len(view.engine)
        self.figures["log records"] += len(view.log)
        self.figures["envelopes"] += len(view.posted)
        self.figures["bytes"] += view.size
        self.figures["lines of work"] += sum(number for _, number in view.work)
        self.refused += view.status == 429
        self.posted.update(kind for _, kind, _, _ in view.posted)

    def close(self) -> None:
        """Gives time and chance back."""
        for world in self.worlds:
            self.runner.run(world.engine.forget_all())
            self.runner.run(world.engine.close())
            world.close()
        self.runner.close()
        self._stack.close()
        gc.enable()


def walk(person: Person = MARIAN) -> Iterator[Deed]:
    """Everything that can be done, once; what is typed is of `person`."""
    for way in WAYS:
        yield ("begin", way)
    number = -1

    def said(texts: tuple[str, ...], which: int, who: Person = person) -> Iterator[Deed]:
        for text in texts:
            yield ("say", which, told(text, who))

    # An observer, by each of the ways.
    yield from said(ASKED, 0)
    yield from said(ABOUT, 0)
    yield from said(OWN, 0)
    yield from said(ABOUT[:6], 1)
    yield from said(ABOUT[6:12], 2)
    yield ("repeat", 0)
    yield ("repeat", 0, "other words")
    yield from (("repeat", 1), ("repeat", 2), ("repeat", 2, "other words"))
    for which in (0, 1, 2):
        yield from (("read", which, 0), ("read", which, 3), ("read", which, 9_999))
    yield from (("listen", 0, ""), ("listen", 0, "2"), ("listen", 0, "9999"), ("listen", 1, ""))
    yield from (("look", 1), ("look", 1), ("look", 1, (("cache-control", "max-age=0"),)), ("look", 2), ("look", 0))
    # What fails of itself, and is written into the log.
    yield from (("break", "engine"), ("say", 0, told(ABOUT[0], person)), ("say", 1, told(OWN[3], person)))
    yield from (("break", "nothing"), ("say", 0, told(ABOUT[0], person)), ("say", 1, told(OWN[3], person)))
    # Requests that are refused.
    for which in (0, -1):
        yield ("post", which, "/api/conversations/current/messages", "application/json", '{"text": "hello"')
        yield ("post", which, "/api/conversations/current/messages", "application/json", '{"text": 7, "client_id": ""}')
        yield ("post", which, "/api/conversations/current/messages", "text/plain", f"{person.name} {person.phone}")
        yield ("post", which, "/api/conversations/current/messages", "application/json", person.name, 6_000)
        yield ("post", which, "/chat", "application/x-www-form-urlencoded", f"text={person.phone}&csrf=wrong")
        yield ("post", which, "/chat/messages", "application/x-www-form-urlencoded", f"text={person.name}&csrf=wrong")
    yield ("post", 0, "/chat/messages", "application/x-www-form-urlencoded", "text=i+want+to+die+" + "x" * 1_000, 70)
    yield ("say", 0, f"{person.name} " * 200)
    yield ("say", 0, "\u2060/restart \x00")
    # Addresses.
    for path in ("/", LEAFLET, f"{LEAFLET}/print", "/leaflets", "/leaflets/feed.xml", "/privacy", "/cookies", "/chat"):
        yield ("fetch", "GET", path)
    for path in (
        f"/leaflets/{person.reference}",
        f"/cases/{person.reference}",
        f"/chat?page={person.reference}",
        f"/api/conversations/{person.reference}",
        f"/chat/messages?after={person.reference}",
        "/leaflets/",
        "/api/openapi.json",
        "/healthz",
        "/readyz",
        "/chat/dates.ics?k=0&d=20261103",
        "/widget.js",
    ):
        yield ("fetch", "GET", path)
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
        yield from (("fetch", method, "/chat"), ("fetch", method, "/api/conversations/current/messages"))
    yield ("fetch", "GET", "/chat", (("sec-fetch-site", "cross-site"), ("accept-language", "pl")))
    yield ("fetch", "POST", "/api/conversations", (("origin", "https://elsewhere.example"),))
    # Referrals: the person's own, again, another parent of the same child's, and a stranger's.
    number = 2
    for way, steps, who in (
        ("program", REFERRAL, person),
        ("page", REFERRAL, person),
        ("program", REFERRAL, JOSS),
        ("script", CALL_ME, person),
        ("program", CALL_ME, STRANGER),
        ("program", ELSEWHERE, person),
        ("program", FOR_ANOTHER, person),
        ("program", AS_PROFESSIONAL, person),
    ):
        number += 1
        yield ("begin", way)
        yield from said(steps, number, who)
        yield from said(("Send", "has my referral arrived"), number, who)
    number += 1
    yield ("begin", "program")
    yield from said((*REFERRAL[:7], "go back", "{phone}", "has {name} contacted you", "stop"), number)
    # One that cannot be posted at first.
    number += 1
    yield ("begin", "program")
    yield from said(CALL_ME[:-1], number)
    yield from (("break", "keys"), ("say", number, CALL_ME[-1]), ("say", number, "Try again"), ("break", "nothing"))
    yield from said(("Try again", "has my referral arrived"), number)
    # Requests about what is held.
    for steps in REQUESTS.values():
        number += 1
        yield ("begin", "program")
        yield from said((*steps, "yes", "has my referral arrived"), number)
    number += 1
    yield ("begin", "page")
    yield from said((*CALL_ME[:7], *REQUESTS["withdraw"], CALL_ME[7], "stop"), number)
    # Time, leaving, and ends.
    yield ("wait", 6 * 60)
    yield from (("look", 1), ("keep", 1, "carry-on"), ("look", 1), ("keep", 2, "stay"), ("keep", 1, "end"))
    yield from (("look", 1), ("keep", 2, "exit"), ("end", 0), ("end", 0), ("read", 0, 0), ("say", 0, "hello"))
    yield ("wait", 31 * 60)
    yield from (("read", number, 0), ("say", number, told("{name}", person)))


def short_walk(person: Person = MARIAN) -> Iterator[Deed]:
    """Each sort of thing that can be done, once: for the mutants, of which each is walked through anew."""
    yield from (("begin", "program"), ("begin", "page"), ("begin", "script"))
    for text in ("what is the annual review", ABOUT[0], "{name}", "{phone}", "{email}", "{name_start}", OWN[3]):
        yield ("say", 0, told(text, person))
    for which in (1, 2):
        yield from (("say", which, told(text, person)) for text in (ABOUT[0], ABOUT[6], OWN[5]))
    yield from (("repeat", 0), ("repeat", 0, "other words"), ("read", 0, 0), ("listen", 0, ""), ("look", 1))
    yield ("post", 0, "/api/conversations/current/messages", "application/json", person.name, 6_000)
    for path in ("/", LEAFLET, f"/leaflets/{person.reference}", f"/cases/{person.reference}"):
        yield ("fetch", "GET", path)
    yield ("begin", "program")
    yield from (("say", 3, told(text, person)) for text in REFERRAL)
    yield ("begin", "page")
    yield from (("say", 4, told(text, person)) for text in CALL_ME)
    yield ("begin", "program")
    yield from (("say", 5, told(text, person)) for text in REQUESTS["withdraw"])
    yield from (("end", 0), ("end", 0), ("begin", "program"), ("wait", 31 * 60), ("read", 2, 0))


def short_crowd(person: Person = MARIAN) -> Iterator[Deed]:
    """The same for the limits."""
    yield from (("begin", "program"), ("say", 0, told(ABOUT[0], person)), ("flood", 0), ("say", 0, person.phone))
    yield from (("wait", 20), ("say", 0, told(ABOUT[0], person)), ("wait", 20), ("begin", "page"), ("flood", 1))


def crowded() -> Iterator[Deed]:
    """What is refused for being too much; with limits on."""
    yield from (("begin", "program"), ("begin", "page"))
    yield ("say", 0, told("has {name} contacted you", MARIAN))
    yield from (("flood", 0), ("flood", 1), ("say", 0, MARIAN.name), ("say", 0, "i want to die"))
    yield from (("wait", 4), ("say", 0, MARIAN.phone), ("wait", 20), ("say", 0, told(ABOUT[0], MARIAN)), ("repeat", 0))
    yield from (("listen", 0, ""), ("listen", 0, ""), ("crowd", "192.0.2.9"), ("crowd", "2001:db8::1"))
    yield from (("wait", 60), ("begin", "program"), ("say", 2, told(OWN[3], MARIAN)))


@contextmanager
def two_worlds(*engines: EngineAt, known: dict[tuple[Any, ...], EngineAnswer] | None = None) -> Iterator[Pair]:
    """The two worlds, for as long as this lasts, with one engine for both or one for each."""
    with tempfile.TemporaryDirectory(prefix="two-worlds-") as folder:
        pair = Pair(Path(folder), (engines[0], engines[-1]), known)
        try:
            yield pair
        finally:
            pair.close()
