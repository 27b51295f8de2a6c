"""Everybody at once, on the pure table: each looks, then acts on what they saw, and every order of that is tried.

Between looking and acting anything may happen, as between a page that is shown and a button that is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.casework.handoff import Event, Held, State, after, is_open

Table = Callable[..., Held | None]
A, B = "officer a", "officer b"


@dataclass
class World:
    """What is kept, and what everybody was told. `table` is the table of changes that is tried."""

    table: Table
    held: Held
    answers_unseen: bool = False
    changes: list[tuple[Event, Held, Held]] = field(default_factory=list)
    acknowledged: int = 0
    asked: int = 0
    bot_said: list[tuple[Held, Held]] = field(default_factory=list)
    queued: int = 0
    answered: int = 0
    written: int = 0
    officers_said: list[tuple[str, Held]] = field(default_factory=list)

    def change(self, event: Event, seen: Held, owner: str | None = None, by: str | None = None) -> None:
        found = self.table(self.held, event, seen.epoch, owner, by)
        if found is None:
            return
        self.changes.append((event, self.held, found))
        self.held = found
        if event is Event.ASK:
            self.asked += 1
            self.acknowledged += 1

    def parent_writes(self, seen: Held) -> None:
        # The front desk looks once more before it lets the assistant answer.
        now = seen if self.answers_unseen else self.held
        self.written += 1
        if is_open(now.state):
            self.queued += 1
        else:
            self.answered += 1
            self.bot_said.append((now, self.held))

    def officer_writes(self, officer: str, seen: Held) -> None:
        if self.held.owner == officer and self.held.epoch == seen.epoch:
            self.officers_said.append((officer, self.held))


Act = Callable[[World, Held], None]


def acting(event: Event, owner: str | None = None, by: str | None = None) -> Act:
    """Somebody who presses the button for `event`."""
    return lambda world, seen: world.change(event, seen, owner, by)


def writing(officer: str) -> Act:
    """An officer who sends an answer."""
    return lambda world, seen: world.officer_writes(officer, seen)


def parent_writing() -> Act:
    """The parent sends a message."""
    return lambda world, seen: world.parent_writes(seen)


def schedules(steps: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every order in which actors may take their steps; `steps` says how many each has."""
    if not any(steps):
        yield ()
        return
    for actor, left in enumerate(steps):
        if left:
            rest = [number - (place == actor) for place, number in enumerate(steps)]
            yield from ((actor, *more) for more in schedules(rest))


def run(world: World, acts: Sequence[Act], schedule: Sequence[int]) -> None:
    """Lets the actors look and act in this order, and checks what must always hold after each step."""
    seen: dict[int, Held] = {}
    for actor in schedule:
        if actor in seen:
            acts[actor](world, seen[actor])
        else:
            seen[actor] = world.held
        check(world)


def check(world: World) -> None:
    """The invariants of handoff.md. Raises AssertionError naming the first that is broken."""
    assert (world.held.state is State.OFFICER) == (world.held.owner is not None), (
        "an owner exactly while an officer has it"
    )
    for number, (_, before, now) in enumerate(world.changes):
        assert now.epoch == before.epoch + 1, "every change adds one to the epoch"
        if number:
            assert before == world.changes[number - 1][2], "each change is of what the one before left"
    assert len({after_.epoch for _, _, after_ in world.changes}) == len(world.changes), (
        "two changes never share an epoch"
    )
    claims = [now for event, before, now in world.changes if event is Event.CLAIM and before.state is not State.WAITING]
    assert not claims, "only one that waits is claimed"
    assert all(not is_open(true.state) for _, true in world.bot_said), (
        "the assistant is silent once an officer was asked for"
    )
    assert world.acknowledged == world.asked, "every handoff is acknowledged once"
    assert world.queued + world.answered == world.written, "every message is queued or answered, and not both"
    assert all(held.owner == officer for officer, held in world.officers_said), "only the owner writes"


def everybody(waits: bool = True) -> list[tuple[str, Act]]:
    """All who may act on a conversation, by name."""
    return [
        ("parent writes", parent_writing()),
        ("parent leaves", acting(Event.LEAVE)),
        ("parent ends", acting(Event.END)),
        ("parent asks", acting(Event.ASK)),
        ("a claims", acting(Event.CLAIM, A, A)),
        ("b claims", acting(Event.CLAIM, B, B)),
        ("b takes over", acting(Event.TAKE_OVER, B)),
        ("a gives to b", acting(Event.TRANSFER, B, A)),
        ("a releases", acting(Event.RELEASE, by=A)),
        ("a hands back", acting(Event.HAND_BACK, by=A)),
        ("a closes", acting(Event.CLOSE, by=A)),
        ("a writes", writing(A)),
        ("b writes", writing(B)),
        ("time passes", acting(Event.FALL_SILENT)),
    ]


BEGINNINGS = (Held(State.BOT, 0), Held(State.WAITING, 1), Held(State.OFFICER, 2, A))
TABLE: Table = after
