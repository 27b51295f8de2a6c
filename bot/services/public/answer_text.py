"""Answers one text message: orders by keyword first, then the conversation; at most one text of two segments goes back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.intake.conversation import Conversation, Message
from bot.intake.limits import MESSAGES_OF_CONVERSATION, Limits
from bot.intake.post_box import NotPosted
from bot.intake.relay.relay import RelayAway
from bot.intake.sessions import Full, Sessions
from bot.intake.stops import Stops
from bot.intake.texters import Texter, Texters
from bot.library.compose import Library
from bot.messaging.keywords import Keyword, keyword
from bot.messaging.mobiles import Sender, sender
from bot.messaging.pages import fits, paged
from bot.services.public.engine import Engine
from bot.services.public.live.by_text import copy_to_officer, end_talk, talk_of
from bot.services.public.live.follow import restored
from bot.services.public.open_conversation import open_conversation
from bot.services.public.send_message import (
    MOST_CHARACTERS,
    ConversationEnded,
    send_message,
    words_for_danger,
)
from bot.services.public.sending import Office
from bot.services.public.text_reply import LEAVING, options_of, pages_of, shown_choices

SMS = "sms"
WITH_OFFICER = ("waiting", "officer")
# Twilio gives up after 15 seconds, and what is answered later reaches nobody.
ANSWER_SECONDS = 11.0

log = logging.getLogger("evenhand.front_desk")


@dataclass(frozen=True)
class Inbound:
    """One text: Twilio's id of it, whose it is (E.164), its words, how many pictures came with it.

    `was_answered`: Twilio itself answered it (STOP, HELP and START, where that is switched on).
    """

    sid: str
    number: str
    text: str
    media: int = 0
    was_answered: bool = False


@dataclass(frozen=True)
class Means:
    """All that answering a text needs. `now` is in seconds of a steady clock, `today` in Europe/London."""

    texters: Texters
    stops: Stops
    sessions: Sessions
    engine: Engine
    office: Office
    limits: Limits
    today: Callable[[], date]
    now: Callable[[], float]
    talk_key: bytes
    fiction: bool = False


async def answer_text(inbound: Inbound, library: Library, means: Means) -> str:
    """The text to send back; "" for silence.

    The same MessageSid again gets the same answer, and is acted on once; texts of one number are answered in the order
    in which they came.
    """
    answer = means.texters.answer(inbound.sid)
    if answer is None:
        answer = asyncio.create_task(_answer(inbound, library, means))
        means.texters.remember(inbound.sid, answer, means.now())
    # Whoever stopped waiting must not stop the one answer that a repeated delivery will ask for.
    return await asyncio.shield(answer)


async def _answer(inbound: Inbound, library: Library, means: Means) -> str:
    kind = sender(inbound.number, fiction=means.fiction)
    if kind is Sender.MACHINE:
        return ""
    if kind is Sender.OTHER:
        # Read aloud by a machine in somebody's hall: it says whom to ring and nothing else, whatever was asked.
        words = await _words_for_danger(inbound, library, means)
        return words or library.say("sms/cannot_text", SMS).text
    texter = means.texters.of(inbound.number, means.now())
    async with texter.lock:
        ordered = keyword(inbound.text)
        try:
            if ordered is Keyword.STOP:
                return await _stop(inbound, texter, library, means)
            if await asyncio.to_thread(means.stops.holds, inbound.number):
                await asyncio.to_thread(means.stops.lift, inbound.number)
        except NotPosted as problem:
            # STOP is not confirmed unless it is kept; anything else can be answered all the same.
            log.error("who sent STOP cannot be read or kept: %s", problem)
            if ordered is Keyword.STOP:
                return library.say("error/trouble", SMS).text
        if inbound.was_answered:
            return ""
        return await _converse(inbound, ordered, texter, library, means)


async def _stop(inbound: Inbound, texter: Texter, library: Library, means: Means) -> str:
    was_stopped = await asyncio.to_thread(means.stops.holds, inbound.number)
    await asyncio.to_thread(means.stops.add, inbound.number)
    ended = means.sessions.end(texter.token) if texter.token else None
    if ended:
        await means.engine.forget(ended.engine_id)
    await end_talk(inbound.number, means.talk_key, means.office)
    texter.start_afresh()
    # "Stop texting me, he will kill me": they are not texted again, and they are answered this once.
    words = await _words_for_danger(inbound, library, means)
    return words or ("" if was_stopped or inbound.was_answered else library.say("sms/stopped", SMS).text)


async def _words_for_danger(inbound: Inbound, library: Library, means: Means) -> str:
    """The emergency words for what is answered with nothing else, passed on if it is to be; "" without cause (C-91)."""
    words = await asyncio.to_thread(
        words_for_danger, inbound.text, library, SMS, office=means.office, contact=inbound.number
    )
    return words.text if words else ""


async def _converse(inbound: Inbound, ordered: Keyword | None, texter: Texter, library: Library, means: Means) -> str:
    await _rejoin(inbound, texter, means)
    conversation = means.sessions.use(texter.token, means.now()) if texter.token else None
    is_first = conversation is None
    if conversation is None:
        try:
            texter.start_afresh()
            texter.token, conversation = open_conversation(means.sessions, library, means.now(), channel=SMS)
            means.sessions.use(texter.token, means.now())
            conversation.talk = talk_of(inbound.number, means.talk_key)
            # Whoever has it sees this text; the answer is the ordinary one, or its absence would tell of them.
            texter.talk_token = await copy_to_officer(
                inbound.number, inbound.text, inbound.sid, means.talk_key, means.office
            )
        except Full:
            return await _words_for_danger(inbound, library, means) or library.say("sms/busy", SMS).text
        texter.conversation = conversation
    if ordered is Keyword.MORE and texter.pages:
        return texter.pages.pop(0)
    if ordered is Keyword.MORE and not is_first and not _is_about_a_leaflet(conversation):
        reply = library.say("sms/nothing_more", SMS)
        # What was asked last is still asked.
        conversation.add("service", reply.kind, reply.text, conversation.choices or reply.choices)
        return paged(reply.text, "" if conversation.messages[-1].choices != reply.choices else options_of(reply))[0]
    texter.pages = []
    if ordered is Keyword.HELP or (inbound.media and not inbound.text.strip()):
        reply = library.say("sms/help" if ordered is Keyword.HELP else "sms/no_pictures", SMS)
        if not conversation.choices or is_first:
            conversation.add("service", reply.kind, reply.text, reply.choices)
        return reply.text
    if is_first and (ordered in (Keyword.START, Keyword.LEAVE, Keyword.MORE) or not inbound.text.strip()):
        return _first_words(conversation, library)
    if not means.limits.allows(MESSAGES_OF_CONVERSATION, conversation.id):
        return await _words_for_danger(inbound, library, means) or library.say("error/limited", SMS).text
    was_with_officer = conversation.state in WITH_OFFICER
    said = _way_out(conversation) if ordered is Keyword.LEAVE else inbound.text
    if not said:
        reply = library.say("text/what_next", SMS)
        conversation.add("assistant", reply.kind, reply.text, reply.choices)
        replies: Sequence[Message] = conversation.messages[-1:]
    else:
        replies = await _say(conversation, said, inbound, library, means)
    if was_with_officer and conversation.state in WITH_OFFICER:
        # Their answer comes from the outbox, once.
        replies = [one for one in replies if one.kind in ("emergency", "error")]
    if is_first and replies and replies[-1].kind == "greeting":
        return _first_words(conversation, library)
    return _send(conversation, replies, texter, library, is_first=is_first)


async def _rejoin(inbound: Inbound, texter: Texter, means: Means) -> None:
    """From the second text after a silence on, an open conversation with an officer goes on."""
    if not texter.talk_token or means.office.relay is None:
        return
    token, texter.talk_token = texter.talk_token, ""
    try:
        found = await asyncio.to_thread(restored, means.sessions, means.office.relay, token, means.now())
    except (RelayAway, Full) as problem:
        log.error("a conversation with an officer was not taken up: %s", type(problem).__name__)
        return
    if found is None:
        return
    found.channel = SMS
    if texter.token and (before := means.sessions.end(texter.token)):
        await means.engine.forget(before.engine_id)
    texter.token, texter.conversation, texter.pages = token, found, []


async def _say(
    conversation: Conversation, said: str, inbound: Inbound, library: Library, means: Means
) -> Sequence[Message]:
    conversation.number = inbound.number
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await send_message(
                conversation,
                said,
                inbound.sid,
                library=library,
                engine=means.engine,
                office=means.office,
                today=means.today(),
            )
    except RelayAway:
        reply = library.say("error/trouble", SMS)
        return [Message(0, "assistant", reply.kind, reply.text)]
    except TimeoutError:
        log.error("a text was not answered in time")
        reply = library.say("error/trouble", SMS)
        return [conversation.add("assistant", reply.kind, reply.text, conversation.choices)]
    except ConversationEnded:
        reply = library.say("error/trouble", SMS)
        return [Message(0, "assistant", reply.kind, reply.text)]
    finally:
        conversation.number = ""


def _send(
    conversation: Conversation, replies: Sequence[Message], texter: Texter, library: Library, *, is_first: bool
) -> str:
    shown = shown_choices(replies)
    if not conversation.ended and conversation.messages:
        conversation.offer(shown)
    pages = pages_of(replies, shown, library, library.say("sms/first", SMS).text if is_first else "")
    texter.pages = pages[1:]
    return pages[0] if pages else ""


def _first_words(conversation: Conversation, library: Library) -> str:
    reply = library.say("greeting/hello", SMS)
    conversation.add("assistant", reply.kind, reply.text, reply.choices)
    pages = paged(reply.text, options_of(reply))
    assert len(pages) == 1 and fits(pages[0]), "the greeting fits one text: a test holds it to that"
    return pages[0]


def _is_about_a_leaflet(conversation: Conversation) -> bool:
    # "More" said to a leaflet is a question for the engine, once all its pages were sent.
    return bool(conversation.messages and conversation.messages[-1].kind == "leaflet")


def _way_out(conversation: Conversation) -> str:
    """The label of the choice that leaves the form; "" where there is none."""
    return next((one.label for one in conversation.choices if one.label in LEAVING), "")


assert MOST_CHARACTERS >= 1_600, "Twilio joins texts up to 1,600 characters"
