"""Faults to be put into the real code, to see that the tests find them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.casework import handoff
from bot.casework.handoff import Event, State
from bot.intake.relay import relay as relay_module
from bot.intake.relay.relay import Relay


def put_in(name: str) -> None:
    """Puts the fault `name` into this process, for good."""
    FAULTS[name]()


def claim_without_comparing() -> None:
    """A claim looks at nothing: whoever is last has it."""
    real = handoff.after

    def after(held: Any, event: Event, epoch: int, owner: Any = None, by: Any = None) -> Any:
        if event is Event.CLAIM:
            return replace(held, state=State.OFFICER, owner=owner, epoch=held.epoch + 1)
        return real(held, event, epoch, owner, by)

    relay_module.after = after  # type: ignore[attr-defined]


def transactions_that_read_first() -> None:
    """BEGIN instead of BEGIN IMMEDIATE: two processes read the same row before either writes."""
    import bot.database as database

    def set_up(engine: Any, *, only_reads: bool = False) -> None:
        from sqlalchemy import event

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _: Any) -> None:
            connection.isolation_level = None
            connection.execute("PRAGMA journal_mode = WAL")

        if not only_reads:

            @event.listens_for(engine, "begin")
            def begun(connection: Any) -> None:
                connection.exec_driver_sql("BEGIN")

    database.set_up_sqlite = set_up
    relay_module.set_up_sqlite = set_up  # type: ignore[attr-defined]


def the_same_message_again() -> None:
    """Nobody asks whether it was said before: the second time is refused or said twice."""
    Relay._is_there = lambda *_: False  # type: ignore[method-assign]


def an_answer_from_whoever() -> None:
    """An officer's words are written whoever has it by now."""
    real = Relay.say

    def say(self: Relay, *args: Any, owner: Any = None, epoch: Any = None) -> Any:
        return real(self, *args)

    Relay.say = say  # type: ignore[method-assign,assignment]


def words_after_the_end() -> None:
    """What is written to a conversation that is over is kept there, where nobody reads it."""
    relay_module.is_open = lambda state: True  # type: ignore[attr-defined]


FAULTS: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        claim_without_comparing,
        transactions_that_read_first,
        the_same_message_again,
        an_answer_from_whoever,
        words_after_the_end,
    )
}
