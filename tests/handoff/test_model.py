"""Every order of every three that may act at once, from every beginning; and each invariant catches a fault put in."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from bot.casework.handoff import Event, Held, State, after
from tests.handoff.model import BEGINNINGS, TABLE, Table, World, everybody, run, schedules

AT_ONCE = 3
ORDERS = list(schedules([2] * AT_ONCE))


def try_everything(table: Table = TABLE, answers_unseen: bool = False) -> int:
    """How many orders were tried. Raises AssertionError at the first that breaks an invariant."""
    tried = 0
    for beginning in BEGINNINGS:
        for some in combinations(everybody(), AT_ONCE):
            for order in ORDERS:
                run(World(table, beginning, answers_unseen), [act for _, act in some], order)
                tried += 1
    return tried


def test_whatever_the_order_nothing_breaks() -> None:
    assert try_everything() == len(BEGINNINGS) * 364 * 90


def test_of_all_who_claim_at_once_exactly_one_has_it() -> None:
    claims = [act for name, act in everybody() if "claims" in name]
    for order in schedules([2, 2]):
        world = World(TABLE, Held(State.WAITING, 1))
        run(world, claims, order)
        assert world.held.state is State.OFFICER and len(world.changes) == 1


def without_epoch(held: Held, event: Event, epoch: int, owner: str | None = None, by: str | None = None) -> Held | None:
    if event is Event.CLAIM and held.state is State.OFFICER:
        return replace(held, owner=owner, epoch=held.epoch + 1)
    return after(held, event, held.epoch, owner, by)


def without_counting(
    held: Held, event: Event, epoch: int, owner: str | None = None, by: str | None = None
) -> Held | None:
    found = after(held, event, epoch, owner, by)
    return found and replace(found, epoch=held.epoch)


def with_two_owners(
    held: Held, event: Event, epoch: int, owner: str | None = None, by: str | None = None
) -> Held | None:
    found = after(held, event, epoch, owner, by)
    return found and replace(found, owner=found.owner or held.owner)


@pytest.mark.parametrize("fault", [without_epoch, without_counting, with_two_owners])
def test_a_fault_in_the_table_is_caught(fault: Table) -> None:
    with pytest.raises(AssertionError):
        try_everything(fault)


def test_an_assistant_that_does_not_look_again_is_caught() -> None:
    with pytest.raises(AssertionError, match="silent"):
        try_everything(answers_unseen=True)
