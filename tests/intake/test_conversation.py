"""A conversation numbers what is said, tells who listens, and forgets it all at the end."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.intake.conversation import MOST_MESSAGES, MOST_SENDS, Conversation, Sent, Turn
from bot.library.messages import Choice


@given(st.lists(st.text(max_size=20), max_size=40), st.integers(-2, 45))
def test_messages_are_numbered_from_one_and_found_after_any_number(texts, seq):
    conversation = Conversation()
    for text in texts:
        conversation.add("parent", "text", text)
    assert [message.seq for message in conversation.messages] == list(range(1, len(texts) + 1))
    assert [message.text for message in conversation.since(seq)] == texts[max(seq, 0) :]


def test_the_oldest_messages_go_and_the_numbers_go_on():
    conversation = Conversation()
    for number in range(MOST_MESSAGES + 10):
        conversation.add("assistant", "text", str(number))
    assert len(conversation.messages) == MOST_MESSAGES
    assert (conversation.messages[0].seq, conversation.last_seq) == (11, MOST_MESSAGES + 10)


def test_only_the_newest_message_can_be_answered_by_a_choice():
    conversation = Conversation()
    assert conversation.choices == ()
    conversation.add("assistant", "clarify", "Which?", [Choice("This", "this")])
    assert [choice.label for choice in conversation.choices] == ["This"]
    conversation.add("parent", "text", "hm")
    assert conversation.choices == ()


def test_sends_are_remembered_up_to_the_bound_the_newest_longest():
    conversation = Conversation()
    for number in range(MOST_SENDS + 5):
        conversation.remember(str(number), Sent("words", number, number + 1))
    assert len(conversation.sent) == MOST_SENDS
    assert "4" not in conversation.sent
    assert conversation.sent["5"].after == 5


def test_the_end_forgets_every_word():
    conversation = Conversation()
    conversation.add("parent", "text", "about my daughter")
    conversation.turns.append(Turn("about my daughter", None, "web", "2026-11-22"))
    conversation.remember("a", Sent("about my daughter", 0, 1))
    conversation.end()
    assert conversation.ended
    assert "daughter" not in repr(conversation)


def test_the_engine_started_afresh_knows_nothing():
    conversation = Conversation(model_id="old")
    before = conversation.engine_id
    conversation.turns.append(Turn("words", None, "web", "2026-11-22"))
    conversation.start_engine_afresh()
    assert conversation.engine_id != before
    assert (conversation.turns, conversation.model_id) == ([], None)


def test_no_two_conversations_share_an_identifier():
    made = [Conversation() for _ in range(200)]
    assert len({value for one in made for value in (one.id, one.engine_id, one.csrf)}) == 600


async def test_whoever_listens_hears_of_a_message_at_once():
    conversation = Conversation()
    listeners = [asyncio.create_task(conversation.wait_for_news(30)) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(listener.done() for listener in listeners)
    conversation.add("officer", "text", "Hello")
    await asyncio.wait_for(asyncio.gather(*listeners), 1)


async def test_whoever_listens_hears_of_the_end():
    conversation = Conversation()
    listener = asyncio.create_task(conversation.wait_for_news(30))
    await asyncio.sleep(0)
    conversation.end()
    await asyncio.wait_for(listener, 1)


async def test_waiting_ends_by_itself_and_leaves_nothing_behind():
    conversation = Conversation()
    await asyncio.wait_for(conversation.wait_for_news(0.01), 1)
    assert conversation._waiting == set()


async def test_a_listener_who_goes_away_is_forgotten():
    conversation = Conversation()
    listener = asyncio.create_task(conversation.wait_for_news(30))
    await asyncio.sleep(0)
    listener.cancel()
    await asyncio.gather(listener, return_exceptions=True)
    assert conversation._waiting == set()
    conversation.add("assistant", "text", "nobody hears this")
