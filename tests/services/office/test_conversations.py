"""A live conversation from both sides: nobody else's words, nobody left in silence, nothing lost, nothing kept unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from bot.casework.access import Role
from bot.casework.handoff import State
from bot.intake.conversation import Message
from bot.library.compose import Library
from bot.records.accounts import Officer
from bot.records.cases import open_cases, permissions_of
from bot.services.office.conversations import hold, keep, show, write
from bot.services.office.conversations.look_after import look_after
from bot.services.office.conversations.taking import officers_to_give_to
from bot.services.office.queue.list_queue import list_queue
from bot.services.office.working import Acting, NotHere, NotNow
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


def texts(messages: list[Message] | tuple[Message, ...]) -> list[str]:
    return [message.text for message in messages]


async def with_officer(talk: Talk, officer: Acting, **how: str) -> None:
    await talk.put_through(**how)
    hold.claim(talk.live, officer, talk.handle, 1, talk.now)
    await talk.follow()


async def test_a_parent_is_put_through_and_both_write(talk: Talk, ash: Acting) -> None:
    told = await talk.put_through()
    assert talk.conversation.state == "waiting" and "asked for an officer" in told[-1].text
    assert await talk.say("are you there") == []
    hold.claim(talk.live, ash, talk.handle, 1, talk.now)
    assert "Ash is here now" in (await talk.follow())[-1] and talk.conversation.state == "officer"
    write.reply(talk.live, ash, talk.handle, 2, "Hello, I am Ash.", "a", talk.now)
    assert (await talk.follow())[-1] == "Hello, I am Ash."
    await talk.say("he was sent home")
    seen = texts(show.show(talk.live, ash, talk.handle, talk.now).messages)
    assert seen[-1] == "he was sent home" and seen.count("are you there") == 1


async def test_from_the_moment_of_handoff_the_engine_sees_nothing(talk: Talk) -> None:
    await talk.put_through()
    turns = sum(map(len, talk.engine.turns.values()))
    for words in ("what is mediation", "hello?", "yes"):
        await talk.say(words)
    assert sum(map(len, talk.engine.turns.values())) == turns


@pytest.mark.parametrize(("show_", "is_there"), [("yes", True), ("no", False)])
async def test_what_was_said_before_goes_along_only_with_permission(
    talk: Talk, ash: Acting, show_: str, is_there: bool
) -> None:
    await talk.say("my son Wren was excluded")
    await with_officer(talk, ash, show=show_)
    found = show.show(talk.live, ash, talk.handle, talk.now)
    assert any("Wren" in text for text in texts(found.messages)) is is_there
    assert ("can read what was said here before" in talk.read()[-1]) is is_there


@pytest.mark.parametrize(("live", "show_", "claimed"), [("no", "no", ""), ("maybe", "no", ""), ("yes", "no", "yes")])
async def test_whatever_the_dialogue_says_only_an_express_yes_counts(
    talk: Talk, live: str, show_: str, claimed: str
) -> None:
    await talk.put_through(live=live, show=show_, claimed=claimed)
    assert talk.conversation.state == "bot" and talk.relay.open_rows() == []


async def test_the_loser_is_told_who_has_it_and_nothing_they_write_goes_out(
    talk: Talk, ash: Acting, lin: Acting
) -> None:
    await with_officer(talk, ash)
    with pytest.raises(NotNow, match="taken") as problem:
        hold.claim(talk.live, lin, talk.handle, 1, talk.now)
    assert problem.value.who == "Ash Penhaligon"
    with pytest.raises(NotNow, match="taken"):
        write.reply(talk.live, lin, talk.handle, 2, "me too", "b", talk.now)
    with pytest.raises(NotHere):
        show.show(talk.live, lin, talk.handle, talk.now)
    assert "me too" not in await talk.follow()


async def test_given_over_the_old_officer_cannot_write_any_more(talk: Talk, ash: Acting, lin: Acting) -> None:
    await with_officer(talk, ash)
    hold.transfer(talk.live, ash, talk.handle, 2, lin.id, talk.now)
    assert "Lin goes on with you" in (await talk.follow())[-1]
    with pytest.raises(NotNow, match="taken"):
        write.reply(talk.live, ash, talk.handle, 2, "one more thing", "c", talk.now)
    write.reply(talk.live, lin, talk.handle, 3, "I am Lin.", "d", talk.now)
    assert (await talk.follow())[-1] == "I am Lin."


@pytest.mark.parametrize("who", ["admin", "auditor", "content_editor", "disabled", "nobody"])
async def test_a_conversation_is_given_only_to_who_can_have_it(talk: Talk, ash: Acting, who: str) -> None:
    await talk.put_through()
    hold.claim(talk.live, ash, talk.handle, 1, talk.now)
    kit = talk.officer("Kit", Role(who) if who in set(Role) else Role.OFFICER)
    with talk.records.sessions.begin() as session:
        session.get_one(Officer, kit.id).active = who != "disabled"
    to, before = UUID(int=7) if who == "nobody" else kit.id, await talk.follow()
    assert to not in {id_ for id_, _ in officers_to_give_to(talk.live, ash.id)}
    with pytest.raises(NotNow, match="nobody_there"):
        hold.transfer(talk.live, ash, talk.handle, 2, to, talk.now)
    assert (talk.row().held.owner, talk.row().held.epoch) == (ash.id.hex, 2) and await talk.follow() == before


async def test_an_answer_sent_twice_is_written_once(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    for _ in range(3):
        write.reply(talk.live, ash, talk.handle, 2, "Hello.", "same", talk.now)
    assert (await talk.follow()).count("Hello.") == 1


async def test_a_message_sent_twice_is_written_once_also_after_a_restart(talk: Talk) -> None:
    await talk.put_through()
    await talk.say("are you there", "same")
    await talk.say("are you there", "same")
    talk.restart_front_desk()
    await talk.say("are you there", "same")
    assert talk.read().count("are you there") == 1


async def test_a_restarted_front_desk_finds_it_by_the_token_alone(talk: Talk, ash: Acting) -> None:
    before = talk.conversation
    await with_officer(talk, ash)
    found = talk.restart_front_desk()
    assert (found.state, found.csrf, found.id) == ("officer", before.csrf, before.id)
    write.reply(talk.live, ash, talk.handle, 2, "Still here.", "e", talk.now)
    assert (await talk.follow())[-1] == "Still here."


async def test_handed_back_the_assistant_begins_afresh_and_knows_nothing(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    await talk.say("my secret")
    hold.hand_back(talk.live, ash, talk.handle, 2, talk.now)
    told = await talk.say("what is mediation")
    assert "turn 0: what is mediation" in texts(told) and talk.conversation.state == "bot"
    assert not any("my secret" in turn.text for turns in talk.engine.turns.values() for turn in turns)


async def test_handed_back_and_put_through_again_an_officer_has_it_again(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    hold.hand_back(talk.live, ash, talk.handle, 2, talk.now)
    await talk.follow()
    await talk.put_through()
    assert talk.conversation.state == "waiting"
    turns = sum(map(len, talk.engine.turns.values()))
    await talk.say("is anybody there")
    assert sum(map(len, talk.engine.turns.values())) == turns
    hold.claim(talk.live, ash, talk.handle, 1, talk.now)
    assert "is here now" in (await talk.follow())[-1] and talk.conversation.state == "officer"


async def test_after_the_end_a_message_begins_anew_and_is_answered(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    hold.close(talk.live, ash, talk.handle, 2, talk.now)
    told = await talk.say("one more question")
    assert texts(told) == ["turn 0: one more question"] and talk.conversation.state == "bot"
    assert talk.read() == ["one more question", "turn 0: one more question"]
    await talk.put_through()
    assert talk.conversation.state == "waiting" and len(talk.relay.open_rows()) == 1


async def test_an_officer_who_falls_silent_loses_it_and_the_parent_is_told(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    write.reply(talk.live, ash, talk.handle, 2, "One moment.", "f", talk.now)
    talk.later(minutes=40)
    assert look_after(talk.live, talk.now)[0] == 0, "who was answered last is not waiting"
    await talk.say("hello?")
    talk.later(minutes=14)
    await talk.say("hello??")
    assert look_after(talk.live, talk.now)[0] == 0
    talk.later(minutes=1)
    assert look_after(talk.live, talk.now)[0] == 1
    assert "had to leave" in (await talk.follow())[-1] and talk.conversation.state == "waiting"
    with pytest.raises(NotNow):
        write.reply(talk.live, ash, talk.handle, 2, "back", "g", talk.now)


async def test_a_parent_may_ask_for_a_call_instead_while_they_wait(talk: Talk, ash: Acting) -> None:
    await talk.put_through()
    told = await talk.say("Ask for a call instead")
    assert texts(told)[-1] == "turn 0: ask_for_referral" and talk.conversation.state == "bot"
    assert talk.relay.open_rows() == [] and talk.read().count("Ask for a call instead") == 1


async def test_once_an_officer_came_the_wait_cannot_be_left_by_it(talk: Talk, ash: Acting) -> None:
    await talk.put_through()
    hold.claim(talk.live, ash, talk.handle, 1, talk.now)
    await talk.say("Ask for a call instead")
    assert talk.conversation.state == "officer"
    assert "Ask for a call instead" in texts(show.show(talk.live, ash, talk.handle, talk.now).messages)


async def test_danger_is_answered_at_once_and_who_holds_it_does_not_change(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    told = await talk.say("my partner hits my son every night")
    assert [message.kind for message in told] == ["emergency"] and "999" in told[0].text
    assert talk.row().held.state is State.OFFICER
    seen = show.show(talk.live, ash, talk.handle, talk.now).messages
    assert [one.sender for one in seen[-2:]] == ["parent", "assistant"]


async def test_out_of_hours_nobody_is_turned_away_and_told_when(talk: Talk) -> None:
    talk.now = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    told = await talk.put_through()
    assert "9am on Tuesday 24 November 2026" in told[-1].text and talk.conversation.state == "waiting"


async def test_where_live_chat_is_off_a_call_is_offered(talk: Talk) -> None:
    talk.live_chat(on=False)
    told = await talk.put_through()
    assert talk.conversation.state == "bot" and [c.label for c in told[-1].choices] == ["Ask an officer to call me"]


async def test_without_permission_it_is_erased_within_a_day(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    handle = talk.handle
    hold.close(talk.live, ash, handle, 2, talk.now)
    talk.later(hours=19)
    look_after(talk.live, talk.now)
    assert talk.relay.row(handle) is not None
    talk.later(hours=2)
    assert look_after(talk.live, talk.now)[1] == 1
    assert talk.relay.row(handle) is None and talk.relay.messages(handle) == []


async def test_kept_only_after_a_yes_to_exactly_that(talk: Talk, ash: Acting) -> None:
    await with_officer(talk, ash)
    await talk.say("yes")
    with pytest.raises(NotNow, match="not_agreed"):
        keep.keep(talk.live, ash, talk.handle, "Marigold", talk.now)
    write.ask_to_keep(talk.live, ash, talk.handle, 2, talk.now)
    await talk.follow()
    await talk.say("maybe")
    with pytest.raises(NotNow, match="not_agreed"):
        keep.keep(talk.live, ash, talk.handle, "Marigold", talk.now)
    write.ask_to_keep(talk.live, ash, talk.handle, 2, talk.now)
    await talk.follow()
    await talk.say("yes")
    case = keep.keep(talk.live, ash, talk.handle, "Marigold", talk.now)
    with talk.records.sessions() as session:
        (found,) = open_cases(session)
        assert found.id == case and found.owner == ash.id
        (permission,) = permissions_of(session, case)
        assert permission.purpose == "open_case" and permission.evidence["reply"] == "yes"
        assert any(one["text"] == "maybe" for one in found.conversation)


async def test_the_queue_shows_that_somebody_waits_and_nothing_of_whom(talk: Talk, ash: Acting) -> None:
    await talk.say("my son Wren")
    await talk.put_through(show="yes")
    queue = list_queue(talk.records.desk, talk.now, talk.live)
    (line,) = queue.lines
    assert line.kind.value == "live" and line.owner == "" and "Wren" not in repr(queue)
    version = queue.version
    hold.claim(talk.live, ash, talk.handle, 1, talk.now)
    after = list_queue(talk.records.desk, talk.now, talk.live)
    assert after.lines[0].owner == "Ash Penhaligon" and after.version != version


async def test_the_parent_clears_it_and_nothing_of_it_is_left(talk: Talk, ash: Acting) -> None:
    from bot.services.public.live.ending import end_live

    await with_officer(talk, ash)
    await talk.say("my secret")
    handle = talk.handle
    await end_live(talk.conversation, talk.way)
    assert talk.relay.messages(handle) == [] and talk.relay.find(talk.conversation.talk.whose) is None
    with pytest.raises(NotNow, match="changed"):
        write.reply(talk.live, ash, handle, 2, "hello?", "h", talk.now)


async def test_nothing_can_be_read_without_the_token_or_the_offices_key(talk: Talk, tmp_path: Path) -> None:
    await talk.put_through()
    await talk.say("canary of the valley")
    await talk.follow()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("relay.db*"))
    assert b"canary" not in held and talk.token.encode() not in held and talk.conversation.talk.key not in held
    # The control: the handle stands there in clear, so the search can find something.
    assert talk.handle.encode() in held


async def test_signs_of_the_page_are_kept_only_while_an_officer_was_asked_for(talk: Talk, ash: Acting) -> None:
    from bot.services.public.live.showing import show_page

    await show_page(talk.conversation, talk.way, typing=True)
    await with_officer(talk, ash)
    assert show.show(talk.live, ash, talk.handle, talk.now).signs.typing is None
    await show_page(talk.conversation, talk.way, typing=True)
    assert show.show(talk.live, ash, talk.handle, talk.now).signs.typing == talk.now
    talk.later(seconds=5)
    await show_page(talk.conversation, talk.way, left=True)
    assert show.show(talk.live, ash, talk.handle, talk.now).signs.left == talk.now
    assert talk.now - timedelta(seconds=5) == show.show(talk.live, ash, talk.handle, talk.now).signs.here
