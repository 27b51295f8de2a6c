"""Each fault put into the real code is found by the scenario that is there for it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.casework.access import Role
from bot.intake.conversation import Conversation
from bot.intake.relay.relay import Opening, Relay, Said
from bot.intake.relay.written import as_message
from bot.library.compose import Library
from bot.services.office.conversations import look_after as timer
from bot.services.office.conversations import write
from bot.services.office.working import NotNow
from bot.services.public import send_message as sending
from bot.services.public.live import put_through, write_to_officer
from bot.services.public.live.follow import follow
from tests.handoff import test_scenarios as scenarios
from tests.services.office.talking import Talk

Patch = pytest.MonkeyPatch


def never_let_go(patch: Patch) -> None:
    """The parent's token goes on finding what is over."""
    patch.setattr(Relay, "let_go", lambda *_: None)


def acknowledged_in_a_second_step(patch: Patch) -> None:
    """A conversation waits first; that it does is written afterwards."""
    real = Relay.open

    def opened(self: Relay, opening: Opening, now: Any) -> Any:
        row = real(self, replace(opening, said=()), now)
        self.say(row.handle, opening.said, opening.key, now)
        return row

    patch.setattr(Relay, "open", opened)


def said_in_a_second_step(patch: Patch) -> None:
    """It changes hands first; the parent is told afterwards."""
    real = Relay.change

    def changed(self: Relay, handle: str, event: Any, epoch: int, said: Any, key: bytes, now: Any, **more: Any) -> Any:
        row = real(self, handle, event, epoch, [], key, now, **more)
        if row is not None:
            self.say(handle, said, key, now)
        return row

    patch.setattr(Relay, "change", changed)


def ids_not_looked_at(patch: Patch) -> None:
    """The relay does not ask whether a message is there already, nor does its table refuse it."""
    real = Relay._add
    patch.setattr(Relay, "_is_there", lambda *_: False)
    patch.setattr(Relay, "was_said", lambda *_: False)
    patch.setattr(
        Relay,
        "_add",
        lambda self, connection, handle, last, said, key, now: real(
            self, connection, handle, last, [Said(one.sender, one.content) for one in said], key, now
        ),
    )


class _EqualToAll(str):
    """A state that every other equals."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return str(self) != str(other)


def answers_whoever_has_it(patch: Patch) -> None:
    """What the assistant thought of is said although an officer was asked for meanwhile."""
    patch.setattr(sending, "BOT", _EqualToAll("bot"))


def first_come_by_what_was_seen(patch: Patch) -> None:
    """Who holds it is not looked up before the assistant is asked: the second of two goes to it as well."""

    async def nobody(*_: Any) -> bool:
        return False

    patch.setattr(sending, "_to_officer", nobody)


def takes_all_again(patch: Patch) -> None:
    """What the relay has is taken up whether it was before or not."""

    async def takes(conversation: Conversation, relay: Relay, now: Any) -> None:
        handle = conversation.handle
        if handle and conversation.state != "bot":
            for one in relay.messages(handle):
                conversation.messages.append(as_message(one, conversation.talk.key, handle))
        await follow(conversation, relay, now)

    for where in (sending, put_through, write_to_officer):
        patch.setattr(where, "follow", takes)


def sends_without_answer_forgotten(patch: Patch) -> None:
    """A send whose answer was lost is looked for only where the conversation is now."""

    class Forgets(dict[str, str]):
        def __setitem__(self, key: str, value: str) -> None:
            pass

    real = Conversation.__init__

    def begun(self: Conversation, *args: Any, **more: Any) -> None:
        real(self, *args, **more)
        self.tried = Forgets()

    patch.setattr(Conversation, "__init__", begun)


def opened_for_one_who_left(patch: Patch) -> None:
    """A parent who cleared it while they were put through waits all the same."""

    async def nothing(*_: Any) -> None:
        pass

    patch.setattr(put_through, "end_live", nothing)


def not_let_go_before_it_is_asked_for_again(patch: Patch) -> None:
    """What the assistant has again waits under its old numbers, which do not go on where the conversation's do."""
    real = Relay.open

    def opened(self: Relay, opening: Opening, now: Any) -> Any:
        row = self.find(opening.whose)
        if row is None:
            return real(self, opening, now)
        with self._writing() as connection:
            held = replace(row.held, state=type(row.held.state).WAITING, epoch=row.held.epoch + 1)
            self._change(connection, row, held, opening.said, opening.key, now)
            return self._again(connection, row.handle)

    patch.setattr(Relay, "open", opened)


def refused_though_written(patch: Patch) -> None:
    """An officer who sends again is told who has it now, not that it was written."""
    patch.setattr(write, "_written_before", lambda *_: None)


def owners_not_asked(patch: Patch) -> None:
    """An officer's words are written whoever has it."""
    real = Relay.say
    patch.setattr(Relay, "say", lambda self, *args, owner=None, epoch=None: real(self, *args))
    patch.setattr(write, "held_or_told", lambda live, acting, handle: live.relay.row(handle))


def time_that_looks_once(patch: Patch) -> None:
    """A timer does not ask whether the officer has answered since it looked."""
    real = timer.change
    patch.setattr(timer, "change", lambda *args, unanswered_since=None, **more: real(*args, **more))


def greets_who_is_known(patch: Patch) -> None:
    """Whoever was here before is told so."""
    real = Relay.open

    def opened(self: Relay, opening: Opening, now: Any) -> Any:
        if self.version() > 1:
            ack = opening.said[-1]
            known = {**ack.content, "text": "Welcome back. " + str(ack.content["text"])}
            opening = replace(opening, said=[*opening.said[:-1], replace(ack, content=known)])
        return real(self, opening, now)

    patch.setattr(Relay, "open", opened)


def cleared_here_alone(patch: Patch) -> None:
    """What the parent clears stays in the relay."""
    patch.setattr(Relay, "end", lambda *_: None)


CAUGHT_BY: dict[Callable[[Patch], None], Callable[..., Any]] = {
    never_let_go: scenarios.test_over_and_begun_again_it_is_another_conversation,
    acknowledged_in_a_second_step: scenarios.test_being_put_through_is_acknowledged_or_did_not_happen,
    said_in_a_second_step: scenarios.test_every_change_is_told_in_the_step_that_makes_it,
    ids_not_looked_at: scenarios.test_what_the_line_delivers_three_times_is_said_once_wherever_it_was_lost,
    answers_whoever_has_it: scenarios.test_an_answer_that_was_being_thought_of_is_not_given_once_an_officer_was_asked_for,
    first_come_by_what_was_seen: scenarios.test_two_messages_in_flight_one_of_them_the_handoff,
    takes_all_again: scenarios.test_what_the_line_delivers_three_times_is_said_once_wherever_it_was_lost,
    sends_without_answer_forgotten: scenarios.test_written_and_the_answer_lost_the_assistant_does_not_say_it_as_well,
    opened_for_one_who_left: scenarios.test_cleared_in_the_moment_the_conversation_is_opened_nothing_stays,
    not_let_go_before_it_is_asked_for_again: scenarios.test_let_go_in_vain_and_put_through_again_the_parent_reads_all,
    refused_though_written: scenarios.test_an_answer_that_was_written_is_told_to_be_written_whoever_has_it_by_now,
    owners_not_asked: scenarios.test_of_two_who_take_it_one_has_it_and_only_they_may_let_it_go,
    time_that_looks_once: scenarios.test_time_that_looked_before_the_answer_takes_nothing_away,
    greets_who_is_known: scenarios.test_nothing_in_an_acknowledgement_depends_on_who_asks,
    cleared_here_alone: scenarios.test_who_clears_it_leaves_nothing_to_whoever_has_the_phone_next,
}


@pytest.mark.parametrize("fault", CAUGHT_BY, ids=lambda fault: fault.__name__)
def test_a_fault_put_into_the_code_is_found(fault: Callable[[Patch], None], tmp_path: Path, library: Library) -> None:
    play = CAUGHT_BY[fault]
    ways: list[Any] = [None]
    for mark in getattr(play, "pytestmark", []):
        if mark.name == "parametrize":
            ways = list(mark.args[1])
    # Not any exception: a fault that only breaks the code would be found by everything.
    with pytest.MonkeyPatch.context() as patch, pytest.raises((AssertionError, NotNow)):
        fault(patch)
        run(play, tmp_path, library, patch, ways[0])


def run(play: Callable[..., Any], folder: Path, library: Library, patch: Patch, way: Any) -> None:
    """The scenario `play`, with what its fixtures would give it."""
    wanted = inspect.signature(play).parameters
    given: dict[str, Any] = {"tmp_path": folder, "library": library, "monkeypatch": patch, "way": way}
    if "talk" in wanted:
        talk = given["talk"] = Talk(folder, library)
        given |= {"ash": talk.officer("Ash Penhaligon"), "lin": talk.officer("Lin Okonjo", Role.LEAD)}
    played = play(**{name: given[name] for name in wanted})
    if inspect.iscoroutine(played):
        asyncio.run(played)


@pytest.mark.parametrize("play", sorted(set(CAUGHT_BY.values()), key=lambda play: play.__name__))
def test_without_a_fault_it_finds_none(play: Callable[..., Any], tmp_path: Path, library: Library) -> None:
    # The same way of playing it, or that a fault is found would say nothing.
    ways = [mark.args[1][0] for mark in getattr(play, "pytestmark", []) if mark.name == "parametrize"]
    with pytest.MonkeyPatch.context() as patch:
        run(play, tmp_path, library, patch, ways[0] if ways else None)
