"""The chat for programs: the JSON routes of architecture.md 7."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, StrictStr
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.front_desk.desk import desk_of
from bot.front_desk.limiting import may_open, may_say, stream_place
from bot.front_desk.origin import require_own_origin, require_script
from bot.front_desk.problems import Problem
from bot.front_desk.webchat.cookie import drop_cookie, set_cookie
from bot.front_desk.webchat.leaving import forget
from bot.front_desk.webchat.padded import PaddedJSON
from bot.front_desk.webchat.view import public, public_all
from bot.intake.conversation import Conversation
from bot.intake.limits import Place
from bot.intake.relay.relay import RelayAway
from bot.intake.sessions import Full
from bot.services.public.live.showing import show_page
from bot.services.public.open_conversation import open_conversation
from bot.services.public.send_message import (
    ClientIdReused,
    ConversationEnded,
    is_heard,
    send_message,
    warn_of_danger,
)
from bot.services.public.sending import Office

# A stream says it is alive this often, and ends by itself if the conversation does.
NEWS_SECONDS = 15.0


class ChoiceView(BaseModel):
    """Something that can be picked by sending its label or its number."""

    label: str


class SourceView(BaseModel):
    """Where a leaflet's facts come from."""

    title: str
    reference: str
    url: str


class LeafletView(BaseModel):
    """The leaflet that a message quotes."""

    id: str
    title: str
    url: str
    version: int
    reviewed_on: str
    sources: list[SourceView]


class MessageView(BaseModel):
    """One message."""

    seq: int
    sender: Literal["assistant", "officer", "parent", "service"] = Field(alias="from")
    kind: str
    text: str
    choices: list[ChoiceView]
    leaflet: LeafletView | None


class MessagesView(BaseModel):
    """Who holds the conversation, and messages in order."""

    state: Literal["bot", "waiting", "officer", "closed"]
    messages: list[MessageView]


class OpenedView(MessagesView):
    """A new conversation. `token` finds it again; keep it secret."""

    conversation: str
    token: str


class ProblemView(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str


class SendBody(BaseModel):
    """What a parent sends. `client_id` is new for each message and the same when one is sent again."""

    text: StrictStr
    client_id: Annotated[StrictStr, Field(min_length=1, max_length=100)]


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    # As content of its own: given as a model, FastAPI would call it application/json.
    content = {"application/problem+json": {"schema": ProblemView.model_json_schema()}}
    return {status: {"content": content, "description": "Problem details"} for status in statuses}


router = APIRouter(prefix="/api/conversations", dependencies=[Depends(require_own_origin), Depends(require_script)])


def current(request: Request) -> Conversation:
    """The conversation of this request. Raises the one 401 for every token that is not a living one."""
    conversation = desk_of(request).conversation_of(request)
    if conversation is None:
        raise Problem(401)
    return conversation


@router.post("", status_code=201, response_model=OpenedView, responses=_problems(403, 413, 429, 503))
async def begin(request: Request) -> Response:
    """Begins a conversation and sets the session cookie."""
    desk = desk_of(request)
    if not may_open(request):
        raise Problem(429)
    try:
        token, conversation = open_conversation(desk.sessions, desk.library, desk.steady())
    except Full:
        raise Problem(503) from None
    body = {"conversation": conversation.id, "token": token, **_state(conversation, 0)}
    return set_cookie(PaddedJSON(body, 201), request, token)


@router.post(
    "/current/messages", response_model=MessagesView, responses=_problems(400, 401, 403, 409, 413, 422, 429, 503)
)
async def send(request: Request, body: SendBody) -> Response:
    """Says something and returns what was said in reply."""
    current(request)
    desk, conversation = desk_of(request), desk_of(request).conversation_used(request)
    assert conversation is not None
    if not may_say(request, conversation) and not is_heard(conversation, body.text, desk.library):
        # Whoever writes of danger is never told to wait (C-92).
        warned = warn_of_danger(
            conversation, body.text, body.client_id, "error/limited", library=desk.library, office=desk.office
        )
        if not warned:
            raise Problem(429)
        return PaddedJSON({"state": conversation.state, "messages": public_all(warned)})
    try:
        replies = await send_message(
            conversation,
            body.text,
            body.client_id,
            library=desk.library,
            engine=desk.engine,
            office=desk.office,
            today=desk.today(),
        )
    except ClientIdReused:
        raise Problem(409) from None
    except ConversationEnded:
        raise Problem(401) from None
    except RelayAway:
        raise Problem(503) from None
    return PaddedJSON({"state": conversation.state, "messages": public_all(replies)})


@router.get("/current/messages", response_model=MessagesView, responses=_problems(401, 403, 422))
async def read(request: Request, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
    """The messages after number `after`, the parent's own among them."""
    return PaddedJSON(_state(current(request), after))


@router.get(
    "/current/events",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Server-sent events"}, **_problems(401, 403)},
)
async def listen(request: Request, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
    """The same as server-sent events: `message` with its seq as id, `state`, and `reset` when the seq given is unknown.

    `state` comes again with every silence, so that a page can tell a stream that died from one with nothing to say.
    """
    conversation = current(request)
    last = request.headers.get("last-event-id", str(after))
    seen = int(last) if last.isascii() and last.isdigit() and len(last) < 16 else -1
    place = stream_place(request, conversation)
    if place is None:
        raise Problem(429)
    events = _events(conversation, seen, place, desk_of(request).office)
    return EventSourceResponse(events, ping=int(NEWS_SECONDS), send_timeout=10)


@router.delete("/current", status_code=204, responses=_problems(401, 403))
async def finish(request: Request) -> Response:
    """Ends the conversation and forgets it, here and in the engine."""
    current(request)
    await forget(request)
    return drop_cookie(Response(status_code=204), request)


def _state(conversation: Conversation, after: int) -> dict[str, Any]:
    return {"state": conversation.state, "messages": public_all(conversation.since(after))}


async def _events(
    conversation: Conversation, after: int, place: Place, office: Office
) -> AsyncIterator[ServerSentEvent]:
    try:
        told = conversation.state
        yield _event("state", {"state": told})
        await show_page(conversation, office)
        oldest = conversation.messages[0].seq if conversation.messages else 1
        if after < 0 or after > conversation.last_seq or (after and after < oldest - 1):
            yield _event("reset", {})
            after = 0
        while not conversation.ended:
            for message in conversation.since(after):
                after = message.seq
                yield _event("message", public(message), str(message.seq))
            if conversation.state != told:
                told = conversation.state
                yield _event("state", {"state": told})
            # Something may have been said while the last message was on its way.
            if not conversation.ended and not conversation.since(after):
                await conversation.wait_for_news(NEWS_SECONDS)
                if not conversation.ended and not conversation.since(after):
                    told = conversation.state
                    yield _event("state", {"state": told})
                    await show_page(conversation, office)
        yield _event("reset", {})
    finally:
        place.release()
        await asyncio.shield(show_page(conversation, office, left=True))


def _event(name: str, data: dict[str, Any], id_: str | None = None) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(data, ensure_ascii=False), event=name, id=id_)
