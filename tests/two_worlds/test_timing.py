"""Both worlds take as long, to a millisecond; three milliseconds put into one of them are found (C-81)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.running import Service
from tests.two_worlds.engine import EngineAt
from tests.two_worlds.figures import is_full, put_by
from tests.two_worlds.timing import INJECTED_MS, judge, measured, slower
from tests.two_worlds.walking import Pair, two_worlds

TIMED = ("open case", "referral waiting")
ROUNDS, MOST_BATCHES = 25, 10

only_in_full = pytest.mark.skipif(not is_full(), reason="timing is for the full proof: make proof")


@pytest.fixture(scope="module")
def one_engine(service: Service) -> Iterator[Pair]:
    """Two worlds with one engine, asked anew by each: two engines never take quite as long."""
    with two_worlds(EngineAt(service.engine_port)) as made:
        yield made


def test_the_judge_finds_three_milliseconds_in_noise_and_none_where_there_are_none() -> None:
    noise = random.Random(7)
    even = [noise.gauss(0, 2) + noise.choice([0, 0, 0, 40, -40]) for _ in range(1_000)]
    assert judge(even).is_small and judge(even).sign > 0.001
    late = judge([one + INJECTED_MS for one in even])
    assert not late.is_small and late.low_ms > 2 and late.sign < 0.001
    assert not judge([-one for one in (INJECTED_MS + one for one in even)]).is_small


@pytest.mark.service
@only_in_full
@pytest.mark.parametrize("fixture", TIMED)
def test_the_record_costs_no_time(one_engine: Pair, fixture: str) -> None:
    judged = measured(one_engine, fixture, MOST_BATCHES, ROUNDS, seed=100)
    put_by(f"timing {fixture}", {what: vars(one) for what, one in judged.items()})
    assert all(one.pairs >= 100 for one in judged.values())
    assert all(one.is_small for one in judged.values()), judged


@pytest.mark.service
@only_in_full
def test_three_milliseconds_put_into_one_world_are_found(one_engine: Pair) -> None:
    with slower(one_engine.worlds[1], INJECTED_MS):
        judged = measured(one_engine, TIMED[0], 1, ROUNDS, seed=200)
    put_by("timing control", {what: vars(one) for what, one in judged.items()})
    assert not any(one.is_small for one in judged.values()), judged
    assert all(one.low_ms > 2 for one in judged.values()), judged
