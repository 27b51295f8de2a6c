"""Takes what the chat page sends: finds or begins the conversation, keeps the limits, says it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Request
from pydantic import BaseModel, Field

from bot.front_desk.desk import Desk, desk_of
from bot.front_desk.limiting import may_open, may_say
from bot.intake.conversation import Conversation
from bot.intake.relay.relay import RelayAway
from bot.intake.sessions import Full
from bot.library.messages import Reply
from bot.messaging.clean import clean
from bot.services.public.open_conversation import open_conversation
from bot.services.public.send_message import (
    MOST_CHARACTERS,
    ClientIdReused,
    ConversationEnded,
    is_heard,
    send_message,
    warn_of_danger,
    words_for_danger,
)


class SayForm(BaseModel):
    """What the chat page posts. `page` is the address it was shown at; `after` the newest message it shows."""

    text: str = ""
    choice: str = ""
    csrf: str = ""
    client_id: Annotated[str, Field(max_length=100)] = ""
    page: Annotated[str, Field(max_length=100)] = ""
    after: Annotated[int, Field(ge=0, le=2**53)] = 0

    @property
    def said(self) -> str:
        """The choice picked, or else what was typed."""
        return self.choice or self.text


class Fault(StrEnum):
    """Why something was not answered. The words and statuses are the pages' own."""

    EMPTY = "empty"
    STALE = "stale"  # from a page of another conversation, or of another time
    BEHIND = "behind"  # from a page that does not show the question for permission that is asked now
    ENDED = "ended"
    TOO_LONG = "too_long"
    LIMITED = "limited"
    FULL = "full"
    AWAY = "away"  # an officer has it, and just now nothing can be written to them


@dataclass(frozen=True)
class Outcome:
    """What became of it. `token` is set if a conversation was begun, to be put into the cookie.

    `warning` holds the emergency words for someone whose words could not be put into a conversation.
    """

    conversation: Conversation | None
    fault: Fault | None = None
    token: str = ""
    warning: Reply | None = None


async def say(request: Request, form: SayForm) -> Outcome:
    """Says what the form holds. Whoever writes of danger gets the emergency words, over any limit (C-92)."""
    desk = desk_of(request)
    conversation, token = desk.conversation_of(request), ""
    if conversation and not is_own(conversation, form.csrf) and not _was_sent(conversation, form):
        return Outcome(conversation, Fault.STALE, warning=words_for_danger(form.said, desk.library, office=desk.office))
    if not form.said.strip():
        return Outcome(conversation, Fault.EMPTY)
    if conversation and _is_behind(conversation, form):
        return Outcome(
            conversation, Fault.BEHIND, warning=words_for_danger(form.said, desk.library, office=desk.office)
        )
    if conversation is None:
        if not may_open(request):
            return _turned_away(desk, form, Fault.LIMITED)
        try:
            # A page that carries a conversation's own token was shown one: it was forgotten meanwhile.
            token, conversation = open_conversation(
                desk.sessions, desk.library, desk.steady(), after_another=bool(form.csrf)
            )
        except Full:
            return _turned_away(desk, form, Fault.FULL)
    desk.sessions.use(token or desk.token_of(request), desk.steady())
    client_id = form.client_id or secrets.token_urlsafe(12)
    if not may_say(request, conversation) and not is_heard(conversation, form.said, desk.library):
        warned = warn_of_danger(
            conversation, form.said, client_id, "error/limited", library=desk.library, office=desk.office
        )
        return Outcome(conversation, None if warned else Fault.LIMITED, token)
    try:
        await send_message(
            conversation,
            form.said,
            client_id,
            library=desk.library,
            engine=desk.engine,
            office=desk.office,
            today=desk.today(),
        )
    except ClientIdReused:
        return Outcome(conversation, Fault.STALE, token)
    except ConversationEnded:
        return Outcome(None, Fault.ENDED)
    except RelayAway:
        return Outcome(
            conversation, Fault.AWAY, token, warning=words_for_danger(form.said, desk.library, office=desk.office)
        )
    # As it was read: a browser sends two characters for each new line and counts one.
    is_long = len(clean(form.said)) > MOST_CHARACTERS
    return Outcome(conversation, Fault.TOO_LONG if is_long else None, token)


def is_own(conversation: Conversation, csrf: str) -> bool:
    """Whether `csrf` is the token that only this conversation's own pages carry."""
    return hmac.compare_digest(csrf.encode("utf-8", "replace"), conversation.csrf.encode())


def _was_sent(conversation: Conversation, form: SayForm) -> bool:
    # The first message again, from a page that got the cookie and never the rest of the answer. Nobody else knows its id.
    before = conversation.sent.get(form.client_id)
    return before is not None and before.text == form.said and not form.csrf


def _is_behind(conversation: Conversation, form: SayForm) -> bool:
    # A yes said to one question must never be taken for the next (C-41): two tabs, or a page left open.
    newest = conversation.messages[-1] if conversation.messages else None
    is_new = form.client_id not in conversation.sent
    return bool(form.after and newest and newest.notice and newest.seq > form.after and is_new)


def _turned_away(desk: Desk, form: SayForm, fault: Fault) -> Outcome:
    return Outcome(None, fault, warning=words_for_danger(form.said, desk.library, office=desk.office))
