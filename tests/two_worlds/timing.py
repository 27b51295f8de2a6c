"""How long the two worlds take, side by side (C-81).

The same deed is done in both, in an order drawn anew each time, and the difference of the two times is kept. Network
services answer too unevenly for tests that take their samples for independent, so the differences of pairs are judged:
by their median, with an interval for it by bootstrap, and by the sign test. scipy is no part of this project; both are
a few lines.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import erfc, sqrt
from statistics import median
from typing import Any

from tests.two_worlds.walking import Deed, Pair
from tests.two_worlds.watching import WATCH
from tests.two_worlds.words import ABOUT, CALL_ME, OWN, REQUESTS, told
from tests.two_worlds.worlds import MARIAN, World

# The median difference must lie within this, and its whole interval too.
LIMIT_MS = 1.0
INJECTED_MS = 3.0
RESAMPLES = 2_000


@dataclass(frozen=True)
class Difference:
    """How much longer the world with the record takes: median and 99 % interval in milliseconds, of `pairs` pairs.

    `sign` is the probability of a split as uneven as this if neither world were the slower.
    """

    pairs: int
    median_ms: float
    low_ms: float
    high_ms: float
    sign: float

    @property
    def is_small(self) -> bool:
        """Whether the whole interval lies within the limit."""
        return self.low_ms > -LIMIT_MS and self.high_ms < LIMIT_MS


def steps() -> Iterator[Deed]:
    """What somebody would time: questions about a person, their own forms, and what is not there."""
    yield ("begin", "program")
    yield from (("say", 0, told(text, MARIAN)) for text in (ABOUT[0], ABOUT[6], ABOUT[8], OWN[3]))
    yield from (("repeat", 0), ("fetch", "GET", f"/leaflets/{MARIAN.reference}"), ("fetch", "GET", "/chat"))
    for number, form in enumerate((REQUESTS["withdraw"], REQUESTS["status"], REQUESTS["deletion"], CALL_ME), start=1):
        yield ("begin", "program")
        yield from (("say", number, told(text, MARIAN)) for text in form)
    yield ("end", 0)


def measured(pair: Pair, fixture: str, batches: int, rounds: int, seed: int) -> dict[str, Difference]:
    """The judgement by what was done, over `rounds` of the steps; on a busy machine up to `batches` times as many.

    More is measured only while the interval is too wide to tell: the median of what is measured already lies within
    the limit. What is too slow stays too slow, however long it is measured.
    """
    found: dict[str, list[float]] = {}
    for batch in range(batches):
        for what, differences in measure(pair, fixture, rounds, seed + batch).items():
            found.setdefault(what, []).extend(differences)
        judged = {what: judge(differences) for what, differences in found.items()}
        if all(one.is_small or abs(one.median_ms) >= LIMIT_MS for one in judged.values()):
            break
    return judged


def measure(pair: Pair, fixture: str, rounds: int, seed: int) -> dict[str, list[float]]:
    """The differences in milliseconds, by what was done: "asking" and, where an envelope was posted, "sending"."""
    order, found = random.Random(seed), {"asking": list[float](), "sending": list[float]()}
    with WATCH.not_counting_work():
        for number in range(rounds):
            pair.begin(fixture, seed=number)
            for deed, *arguments in steps():
                both = list(zip(pair.worlds, pair.deeds))
                order.shuffle(both)
                took, posted = {}, False
                for world, deeds in both:
                    before = world.seconds
                    views = pair.runner.run(deeds.do(str(deed), *arguments))
                    took[world.name] = 1_000 * (world.seconds - before)
                    posted = posted or any(view.posted for view in views)
                found["sending" if posted else "asking"].append(took["1"] - took["0"])
    return found


def judge(differences: list[float], seed: int = 1) -> Difference:
    """Median, its interval by bootstrap, and the sign test."""
    drawn = random.Random(seed)
    medians = sorted(median(drawn.choices(differences, k=len(differences))) for _ in range(RESAMPLES))
    low, high = medians[RESAMPLES // 200], medians[-RESAMPLES // 200]
    longer, shorter = sum(one > 0 for one in differences), sum(one < 0 for one in differences)
    spread = sqrt(longer + shorter) or 1.0
    return Difference(len(differences), median(differences), low, high, erfc(abs(longer - shorter) / spread / sqrt(2)))


@contextmanager
def slower(world: World, milliseconds: float) -> Iterator[None]:
    """Within this, every answer of `world` takes longer: the control, which must be found."""
    answering = world.app.middleware_stack

    async def late(scope: Any, receive: Any, send: Any) -> None:
        time.sleep(milliseconds / 1_000)
        await answering(scope, receive, send)

    world.app.middleware_stack = late
    try:
        yield
    finally:
        world.app.middleware_stack = answering
