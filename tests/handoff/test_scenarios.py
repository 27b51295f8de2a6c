"""What went wrong in other systems, as people wrote it up (handoff.md 3), and what went wrong here once: as scenarios."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.casework.access import Role
from bot.casework.handoff import State
from bot.intake.keys import ALERTS
from bot.intake.keys import make as make_key
from bot.intake.relay.relay import Relay, RelayAway
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.services.office.conversations import hold, show, write
from bot.services.office.conversations.look_after import look_after
from bot.services.office.working import Acting, NotHere, NotNow
from bot.services.public.live.ending import end_live
from bot.services.public.live.follow import restored
from bot.services.public.send_message import ConversationEnded
from tests.services.office.talking import Talk


@pytest.fixture
def talk(tmp_path: Path, library: Library) -> Talk:
    return Talk(tmp_path, library)


@pytest.fixture
def ash(talk: Talk) -> Acting:
    return talk.officer("Ash Penhaligon")


@pytest.fixture
def lin(talk: Talk) -> Acting:
    return talk.officer("Lin Okonjo", Role.LEAD)


def asked(talk: Talk) -> list[str]:
    """What the assistant was asked, in every life it had."""
    return [turn.text for turns in talk.engine.turns.values() for turn in turns]


def kept(talk: Talk, officer: Acting) -> list[str]:
    """What the officer reads."""
    return [message.text for message in show.show(talk.live, officer, talk.handle, talk.now).messages]


async def with_officer(talk: Talk, officer: Acting) -> None:
    await talk.put_through()
    hold.claim(talk.live, officer, talk.handle, 1, talk.now)
    await talk.follow()


def failing(monkeypatch: pytest.MonkeyPatch, name: str, *, after: bool = False, times: int = 1) -> None:
    """The relay's `name` fails so often: before anything is written, or `after` all was."""
    real, left = getattr(Relay, name), [times]

    def failed(self: Relay, *args: Any, **more: Any) -> Any:
        has_words = name != "_add" or bool(args[3])
        if not left[0] or not has_words:
            return real(self, *args, **more)
        left[0] -= 1
        if after:
            real(self, *args, **more)
        raise RelayAway("locked")

    monkeypatch.setattr(Relay, name, failed)


# ---- Row 1: what is delivered twice is said once (chatwoot 15450)


async def test_what_the_line_delivers_three_times_is_said_once_wherever_it_was_lost(
    talk: Talk, ash: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_officer(talk, ash)
    for number, (name, after) in enumerate([("say", False), ("say", True), ("messages", False), ("row", False)]):
        text, id_ = f"message {number}", f"id of {number}"
        with monkeypatch.context() as line:
            failing(line, name, after=after)
            with pytest.raises(RelayAway):
                await talk.say(text, id_)
        for _ in range(2):
            await talk.say(text, id_)
        assert kept(talk, ash).count(text) == 1 and talk.read().count(text) == 1
    assert asked(talk) == []


async def test_delivered_twice_at_once_it_is_said_once(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    await asyncio.gather(*(talk.say("only once", "same") for _ in range(5)))
    assert kept(talk, ash).count("only once") == 1


# ---- Row 3: the assistant talked over the officer (chatwoot 13673)


async def test_an_answer_that_was_being_thought_of_is_not_given_once_an_officer_was_asked_for(talk: Talk) -> None:
    # The engine answers "yes" with the handoff and, by mistake, with words of its own.
    talk.engine.goes_on = True
    await talk.put_through()
    assert talk.conversation.state == "waiting"
    assert not any(text.startswith("turn") for text in talk.read()), "the assistant spoke after the handoff"


async def test_two_messages_in_flight_one_of_them_the_handoff(talk: Talk) -> None:
    talk.engine.pause = lambda: 0.02
    asking = asyncio.create_task(talk.put_through())
    await asyncio.sleep(0.005)
    later = asyncio.create_task(talk.say("and another thing", "later"))
    await asyncio.gather(asking, later)
    assert talk.conversation.state == "waiting" and "and another thing" not in asked(talk)
    assert talk.read()[-1] == "and another thing"


# ---- Row 5: the status moved first, and the words of goodbye were suppressed by it (chatwoot 13885)


@pytest.mark.parametrize("way", [hold.release, hold.hand_back, hold.close])
async def test_every_change_is_told_in_the_step_that_makes_it(
    talk: Talk, ash: Acting, monkeypatch: pytest.MonkeyPatch, way: Callable[..., Any]
) -> None:
    await with_officer(talk, ash)
    before = len(await talk.follow())
    with monkeypatch.context() as line:
        failing(line, "_add")
        with pytest.raises(NotNow):
            way(talk.live, ash, talk.handle, 2, talk.now)
    # What could not be said did not happen either.
    assert talk.row().held.state is State.OFFICER and len(await talk.follow()) == before
    way(talk.live, ash, talk.handle, 2, talk.now)
    assert len(await talk.follow()) == before + 1, "the parent is told, once"


async def test_being_put_through_is_acknowledged_or_did_not_happen(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as line:
        failing(line, "_add")
        told = await talk.put_through()
    assert talk.relay.open_rows() == [] and talk.conversation.state == "bot" and told, "nobody is left in silence"
    told = await talk.put_through()
    assert [one.kind for one in told] == ["handoff"]
    assert [one.sender for one in talk.relay.messages(talk.handle)] == ["service"]


async def test_put_through_though_the_answer_was_lost_it_is_acknowledged_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as line:
        failing(line, "open", after=True)
        await talk.put_through()
    await talk.put_through()
    row = talk.relay.open_rows()
    assert len(row) == 1 and len(talk.relay.messages(row[0].handle)) == 1
    assert talk.conversation.state == "waiting" and talk.conversation.handle == row[0].handle


# ---- Row 17: two officers took the same enquiry (RocketChat 22206); its release had to prove ownership (PR 37776)


async def test_of_two_who_take_it_one_has_it_and_only_they_may_let_it_go(talk: Talk, ash: Acting, lin: Acting) -> None:
    await talk.put_through()
    hold.claim(talk.live, ash, talk.handle, 1, talk.now)
    with pytest.raises(NotNow) as told:
        hold.claim(talk.live, lin, talk.handle, 1, talk.now)
    assert (told.value.why, told.value.who) == ("taken", "Ash Penhaligon")
    for deed in (hold.release, hold.hand_back, hold.close):
        for epoch in (1, 2):
            with pytest.raises((NotHere, NotNow)):
                deed(talk.live, lin, talk.handle, epoch, talk.now)
    with pytest.raises(NotNow):
        write.reply(talk.live, lin, talk.handle, 2, "I have it", "lin", talk.now)
    assert talk.row().held.owner == ash.id.hex and "I have it" not in await talk.follow()


# ---- Row 27: two parents share one phone (open-chat-studio 776)


async def test_who_clears_it_leaves_nothing_to_whoever_has_the_phone_next(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    await talk.say("do not ring the house")
    handle, token = talk.handle, talk.token
    gone = talk.sessions.end(token)
    assert gone is not None
    await end_live(gone, talk.way)
    assert talk.relay.messages(handle) == [] and talk.relay.find(gone.talk.whose) is None
    # The other parent has the same phone, and the same cookie if the browser kept it.
    for sessions in (talk.sessions, Sessions(60)):
        assert restored(sessions, talk.relay, token, 1.0) is None
    talk.token, talk.conversation = talk.sessions.open(1.0)
    await talk.say("hello")
    assert talk.read() == ["hello", "turn 0: hello"], "as for anybody who was never there"


async def test_cleared_while_being_put_through_nothing_waits_and_nothing_stays(talk: Talk) -> None:
    talk.engine.pause = lambda: 0.02
    asking = asyncio.create_task(talk.put_through(show="yes"))
    await asyncio.sleep(0.005)
    gone = talk.sessions.end(talk.token)
    assert gone is not None
    await end_live(gone, talk.way)
    with pytest.raises(ConversationEnded):
        await asking
    assert talk.relay.open_rows() == [], "an officer would be asked by somebody who has gone"
    assert gone.messages == [] and (not gone.handle or talk.relay.messages(gone.handle) == [])


async def test_cleared_in_the_moment_the_conversation_is_opened_nothing_stays(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ended = Relay.open, []

    def opened(self: Relay, *args: Any) -> Any:
        row = real(self, *args)
        # It is opened in a thread of its own; the parent clears meanwhile.
        ended.append(row.handle)
        talk.conversation.end()
        return row

    monkeypatch.setattr(Relay, "open", opened)
    with pytest.raises(ConversationEnded):
        await talk.put_through(show="yes")
    assert talk.relay.open_rows() == [] and talk.relay.messages(ended[0]) == []


# ---- What the walks and the reading of the code found here


async def test_let_go_in_vain_and_put_through_again_the_parent_reads_all(
    talk: Talk, ash: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_officer(talk, ash)
    hold.hand_back(talk.live, ash, talk.handle, 2, talk.now)
    with monkeypatch.context() as line:
        failing(line, "let_go")
        await talk.follow()
    # The numbers here go on with the assistant, those of the relay do not.
    for number in range(5):
        await talk.say(f"question {number}")
    told = await talk.put_through()
    assert [one.kind for one in told] == ["handoff"] and talk.conversation.state == "waiting"
    row = talk.row()
    hold.claim(talk.live, ash, talk.handle, row.held.epoch, talk.now)
    write.reply(talk.live, ash, talk.handle, row.held.epoch + 1, "Here again.", "again", talk.now)
    assert (await talk.follow())[-1] == "Here again."
    assert len(talk.relay.open_rows()) == 1


async def test_written_and_the_answer_lost_the_assistant_does_not_say_it_as_well(
    talk: Talk, ash: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_officer(talk, ash)
    with monkeypatch.context() as line:
        failing(line, "say", after=True)
        with pytest.raises(RelayAway):
            await talk.say("for the officer", "same")
    assert kept(talk, ash)[-1] == "for the officer"
    hold.hand_back(talk.live, ash, talk.handle, 2, talk.now)
    # The page's own looking brings the news before the message is sent again.
    await talk.follow()
    assert talk.conversation.state == "bot"
    await talk.say("for the officer", "same")
    assert asked(talk) == [] and talk.read().count("for the officer") == 1


async def test_an_answer_that_was_written_is_told_to_be_written_whoever_has_it_by_now(
    talk: Talk, ash: Acting, lin: Acting
) -> None:
    await with_officer(talk, ash)
    write.reply(talk.live, ash, talk.handle, 2, "We will ring at 2.", "same", talk.now)
    hold.take_over(talk.live, lin, talk.handle, 2, talk.now)
    # The page never had its answer, and sends again: told "not sent", the officer would say it another way.
    write.reply(talk.live, ash, talk.handle, 2, "We will ring at 2.", "same", talk.now)
    assert (await talk.follow()).count("We will ring at 2.") == 1
    with pytest.raises(NotNow):
        write.reply(talk.live, ash, talk.handle, 2, "Another.", "other", talk.now)


async def test_over_and_begun_again_it_is_another_conversation(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    first = talk.handle
    hold.close(talk.live, ash, talk.handle, 2, talk.now)
    await talk.say("one more thing")
    told = await talk.put_through()
    assert [one.kind for one in told] == ["handoff"] and talk.conversation.state == "waiting"
    assert talk.handle != first and len(talk.relay.messages(talk.handle)) == 1


async def test_time_that_looked_before_the_answer_takes_nothing_away(
    talk: Talk, ash: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_officer(talk, ash)
    await talk.say("are you there")
    talk.later(minutes=60)
    seen = talk.relay.open_rows()
    write.reply(talk.live, ash, talk.handle, 2, "Yes, sorry.", "late", talk.now)
    monkeypatch.setattr(Relay, "open_rows", lambda _: seen)
    assert look_after(talk.live, talk.now)[0] == 0, "who has just answered is not silent"
    assert talk.row().held.state is State.OFFICER


def test_nothing_in_an_acknowledgement_depends_on_who_asks(tmp_path: Path, library: Library) -> None:
    told = []
    for name, before in (("nobody", 0), ("known", 3)):
        folder = tmp_path / name
        folder.mkdir()
        talk = Talk(folder, library)
        for _ in range(before):
            # The same browser was here before, and an officer made a case of it.
            asyncio.run(talk.put_through())
            officer = talk.officer(f"Ash {_} Penhaligon")
            hold.claim(talk.live, officer, talk.handle, 1, talk.now)
            talk.relay.note_in_case(talk.handle)
            hold.hand_back(talk.live, officer, talk.handle, 2, talk.now)
            asyncio.run(talk.follow())
        said = asyncio.run(talk.put_through())
        told.append([(one.sender, one.kind, one.text, one.choices) for one in said])
    assert told[0] == told[1]


# ---- Marked as not safe (C-95)

BRUISED = "My stepdad punches my little brother every night and he has bruises all over"


@pytest.mark.parametrize("marked", [True, False])
async def test_where_somebody_feared_may_read_along_nothing_is_said_of_passing_on(
    talk: Talk, ash: Acting, marked: bool
) -> None:
    await with_officer(talk, ash)
    hold.mark_unsafe(talk.live, ash, talk.handle, True, talk.now)
    hold.mark_unsafe(talk.live, ash, talk.handle, marked, talk.now)
    hold.hand_back(talk.live, ash, talk.handle, 2, talk.now)
    await talk.follow()
    make_key(talk.way.keys / ALERTS, talk.now)
    told = [one.text for one in await talk.say(BRUISED)]
    assert "999" in told[0] and len(talk.post.kept) == 1, "heard and passed on in either case"
    assert any("passed it on" in text for text in told) is not marked


async def test_the_mark_outlives_a_crash_of_the_front_desk(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    hold.mark_unsafe(talk.live, ash, talk.handle, True, talk.now)
    again = restored(Sessions(30 * 60), talk.relay, talk.token, 0.0)
    assert again is not None and again.is_unsafe


async def test_only_whoever_has_it_marks_it(talk: Talk, ash: Acting, lin: Acting) -> None:
    await with_officer(talk, ash)
    with pytest.raises(NotHere):
        hold.mark_unsafe(talk.live, lin, talk.handle, True, talk.now)
    assert not talk.row().is_unsafe


def test_conversations_of_an_earlier_version_go_on(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'relay.db'}"
    Relay(address).close()
    with closing(sqlite3.connect(tmp_path / "relay.db")) as before:
        before.execute("ALTER TABLE conversations DROP COLUMN is_unsafe")
    assert Relay(address).open_rows() == []
    with closing(sqlite3.connect(tmp_path / "relay.db")) as now:
        assert "is_unsafe" in str(now.execute("SELECT sql FROM sqlite_master WHERE name = 'conversations'").fetchone())
