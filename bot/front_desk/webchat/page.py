"""The chat as a page that works without JavaScript: a form, a 303 after each post, "check for replies"."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.front_desk.desk import desk_of
from bot.front_desk.origin import require_own_origin
from bot.front_desk.pages import render
from bot.front_desk.problems import RETRY_AFTER
from bot.front_desk.webchat.cookie import drop_cookie, is_framed, set_cookie
from bot.front_desk.webchat.leaving import forget
from bot.front_desk.webchat.saying import Fault, SayForm, is_own, say
from bot.front_desk.webchat.showing import (
    PLAIN,
    ask_first,
    has_back_button,
    is_left,
    may_show,
    new_page,
    page_of,
    visit,
)
from bot.front_desk.webchat.view import shown, warning
from bot.intake.conversation import Conversation, Message
from bot.library.messages import Reply
from bot.services.public.send_message import MOST_CHARACTERS

router = APIRouter(dependencies=[Depends(require_own_origin)], include_in_schema=False)

# Shown by the page we redirect a first message to: a browser that comes back without its cookie cannot chat.
STARTED = "started"

# Chromium may keep a "no-store" page in memory for the back button, but only one that came with 200 (measured by
# tests/browser/test_leaving.py). "Accepted" is as true of a conversation that goes on, and is shown like any other page.
NEVER_KEPT = 202

FAULTS = {
    Fault.EMPTY: (422, "Type your question, then press Send."),
    Fault.STALE: (422, "This page was out of date. Send your message again."),
    Fault.BEHIND: (422, "Something was asked meanwhile. Read it below, then answer."),
    Fault.TOO_LONG: (422, "Your message is too long. Send up to 2,000 characters at a time."),
    Fault.LIMITED: (
        429,
        "A lot was sent in a short time. Wait half a minute, then press Send. Your words are still here.",
    ),
    Fault.AWAY: (
        503,
        "Your message has not reached the officer. Wait a minute, then press Send. Your words are still here.",
    ),
    Fault.FULL: (
        503,
        "Very many people are using the chat. Wait a minute, then press Send. Your words are still here.",
    ),
}


@router.get("/chat")
async def chat(request: Request) -> Response:
    """The conversation so far, or the greeting; no cookie is set until something is sent.

    What was said is shown to whoever writes, not to whoever comes back later: see bot/front_desk/webchat/showing.py.
    """
    desk = desk_of(request)
    conversation = desk.conversation_of(request)
    if conversation is None:
        return _page(request, None, no_cookie=STARTED in request.query_params and not desk.token_of(request))
    page = page_of(request)
    if not may_show(conversation, request, desk.steady()):
        ask_first(conversation, page)
        sites = desk.settings.host_sites
        return render(request, "chat/return", csrf=conversation.csrf, framed=is_framed(request), host_sites=sites)
    desk.conversation_used(request)
    if not has_back_button(request):
        return _page(request, conversation)
    if page == PLAIN:
        return to_transcript(request, conversation)
    visit(conversation, page)
    return _page(request, conversation, status_code=NEVER_KEPT)


@router.post("/chat")
async def answer(request: Request, form: Annotated[SayForm, Form()]) -> Response:
    """Says what was typed or chosen, then shows the page anew."""
    before = desk_of(request).conversation_of(request)
    was_left = before is not None and is_left(before, desk_of(request).steady())
    outcome = await say(request, form)
    conversation, fault = outcome.conversation, outcome.fault
    if fault is Fault.ENDED or (conversation is None and fault is None):
        return drop_cookie(RedirectResponse(_address(request), 303), request)
    if outcome.warning:
        return warning_page(request, outcome.warning, form.said)
    if fault:
        status, words = FAULTS[fault]
        page = _page(
            request,
            conversation,
            error=words,
            status_code=status,
            draft=form.text,
            hidden=was_left or fault is Fault.STALE,
        )
        if conversation and has_back_button(request):
            visit(conversation, PLAIN)
        return set_cookie(page, request, outcome.token) if outcome.token else page
    assert conversation is not None
    if has_back_button(request):
        visit(conversation, form.page)
    redirect = to_transcript(request, conversation, first=bool(outcome.token))
    return set_cookie(redirect, request, outcome.token) if outcome.token else redirect


@router.post("/chat/carry-on")
async def carry_on(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """Shows again what was said, to someone who says it is theirs."""
    conversation = desk_of(request).conversation_of(request)
    if conversation is None or not is_own(conversation, csrf):
        return RedirectResponse(_address(request), 303)
    desk_of(request).conversation_used(request)
    return to_transcript(request, conversation)


@router.post("/chat/end")
async def end(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """Ends the chat and forgets it, then shows a fresh page."""
    conversation = desk_of(request).conversation_of(request)
    if conversation and not is_own(conversation, csrf):
        return RedirectResponse(_address(request), 303)
    await forget(request)
    return drop_cookie(RedirectResponse(_address(request), 303), request)


def _address(request: Request, **query: str) -> str:
    query |= {"frame": "1"} if is_framed(request) else {}
    return "/chat" + ("?" if query else "") + "&".join(f"{name}={value}" for name, value in query.items())


def to_transcript(request: Request, conversation: Conversation, *, first: bool = False) -> RedirectResponse:
    """A redirect to what was said, at an address of its own."""
    started = {STARTED: "1"} if first else {}
    return RedirectResponse(_address(request, page=new_page(conversation), **started) + "#latest", 303)


def warning_page(request: Request, words: Reply, text: str) -> Response:
    """The emergency `words` for `text` where no conversation can be begun: danger does not wait for room."""
    return _page(request, None, messages=warning(words, text))


def _page(
    request: Request,
    conversation: Conversation | None,
    *,
    messages: Sequence[Message] = (),
    error: str | None = None,
    status_code: int = 200,
    draft: str = "",
    no_cookie: bool = False,
    hidden: bool = False,
) -> Response:
    desk = desk_of(request)
    labels: list[str] = []
    if conversation:
        # A page that is not of this conversation is not shown what was said in it.
        messages = () if hidden else conversation.messages
        labels = [choice.label for choice in conversation.choices]
    elif not messages and not no_cookie:
        greeting = desk.library.say("greeting/hello", "web")
        messages = [Message(1, "assistant", greeting.kind, greeting.text)]
        labels = [choice.label for choice in greeting.choices]
    page = render(
        request,
        "chat/page",
        status_code=status_code,
        messages=[shown(message, desk.library) for message in messages],
        choices=labels,
        started=conversation is not None,
        csrf=conversation.csrf if conversation else "",
        client_id=secrets.token_urlsafe(12),
        after=messages[-1].seq if messages else 0,
        page=page_of(request),
        # Where "Check for replies" leads: a page of its own, so that going back from there shows nothing.
        next_page=new_page(conversation) if conversation else "",
        draft=draft[: 2 * MOST_CHARACTERS],
        error=error,
        no_cookie=no_cookie,
        framed=is_framed(request),
        idle_minutes=desk.settings.idle_minutes,
        host_sites=desk.settings.host_sites,
        state=conversation.state if conversation else "bot",
    )
    if status_code in (429, 503):
        page.headers["Retry-After"] = RETRY_AFTER
    return page
