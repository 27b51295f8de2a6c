"""The chat as a page that works without JavaScript: a form, a 303 after each post, "check for replies"."""

from __future__ import annotations

import hmac
import secrets
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.front_desk.desk import desk_of
from bot.front_desk.origin import require_own_origin
from bot.front_desk.pages import render
from bot.front_desk.webchat.api import forget
from bot.front_desk.webchat.cookie import drop_cookie, set_cookie
from bot.intake.conversation import Conversation, Message
from bot.messaging.clean import clean
from bot.services.public.open_conversation import open_conversation
from bot.services.public.send_message import MOST_CHARACTERS, ClientIdReused, ConversationEnded, send_message
from bot.web.rendering import in_words, markdown

router = APIRouter(dependencies=[Depends(require_own_origin)], include_in_schema=False)

# Shown by the page we redirect a first message to: a browser that comes back without its cookie cannot chat.
STARTED = "started"


@router.get("/chat")
async def chat(request: Request) -> Response:
    """The conversation so far, or the greeting; no cookie is set until something is sent."""
    conversation = desk_of(request).conversation_of(request)
    lost_cookie = (
        conversation is None and STARTED in request.query_params and desk_of(request).cookie not in request.cookies
    )
    return _page(request, conversation, no_cookie=lost_cookie)


@router.post("/chat")
async def say(
    request: Request,
    text: Annotated[str, Form()] = "",
    choice: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Says what was typed or chosen, then shows the page anew."""
    desk = desk_of(request)
    conversation, token = desk.conversation_of(request), ""
    said = choice or text
    if not said.strip():
        return _page(request, conversation, error="Type your question, then press Send.", draft=text)
    if conversation is None:
        token, conversation = open_conversation(desk.sessions, desk.library, desk.steady())
    elif not hmac.compare_digest(csrf.encode(), conversation.csrf.encode()):
        return _page(request, conversation, error="This page was out of date. Send your message again.", draft=text)
    try:
        await send_message(
            conversation,
            said,
            client_id or secrets.token_urlsafe(12),
            library=desk.library,
            engine=desk.engine,
            today=desk.today(),
        )
    except ClientIdReused:
        return _page(request, conversation, error="This page was out of date. Send your message again.", draft=text)
    except ConversationEnded:
        return drop_cookie(RedirectResponse("/chat", 303), desk)
    # As it was read: a browser sends two characters for each new line and counts one.
    if len(clean(said)) > MOST_CHARACTERS:
        fault = "Your message is too long. Send up to 2,000 characters at a time."
        page = _page(request, conversation, error=fault, draft=text)
        return set_cookie(page, desk, token) if token else page
    if not token:
        return RedirectResponse("/chat#latest", 303)
    return set_cookie(RedirectResponse(f"/chat?{STARTED}=1#latest", 303), desk, token)


@router.post("/chat/end")
async def end(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """Ends the chat and forgets it, then shows a fresh page."""
    desk = desk_of(request)
    conversation = desk.conversation_of(request)
    if conversation and not hmac.compare_digest(csrf.encode(), conversation.csrf.encode()):
        return _page(request, conversation, error="This page was out of date. Press the button again.")
    await forget(desk, desk.token_of(request))
    return drop_cookie(RedirectResponse("/chat", 303), desk)


def _page(
    request: Request,
    conversation: Conversation | None,
    *,
    error: str | None = None,
    draft: str = "",
    no_cookie: bool = False,
) -> Response:
    desk = desk_of(request)
    if conversation:
        messages, labels = conversation.messages, [choice.label for choice in conversation.choices]
    else:
        greeting = desk.library.say("greeting/hello", "web")
        messages = [Message(1, "assistant", greeting.kind, greeting.text)]
        labels = [choice.label for choice in greeting.choices]
    return render(
        request,
        "chat",
        status_code=422 if error else 200,
        messages=[] if no_cookie else [_shown(message) for message in messages],
        choices=labels,
        started=conversation is not None,
        csrf=conversation.csrf if conversation else "",
        client_id=secrets.token_urlsafe(12),
        draft=draft[: 2 * MOST_CHARACTERS],
        error=error,
        no_cookie=no_cookie,
        idle_minutes=desk.settings.idle_minutes,
        state=conversation.state if conversation else "bot",
    )


def _shown(message: Message) -> dict[str, Any]:
    leaflet = message.leaflet and {
        **message.leaflet,
        "reviewed_on_text": in_words(date.fromisoformat(message.leaflet["reviewed_on"])),
    }
    shown = {
        "seq": message.seq,
        "sender": message.sender,
        "kind": message.kind,
        "text": message.text,
        "leaflet": leaflet,
    }
    # Only our own words are Markdown; what a parent typed is shown as typed.
    return shown | ({"html": markdown(message.text)} if message.sender == "assistant" else {})
