"""The chat page with its script: what was said comes as the same HTML that the page has, a part at a time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from bot.front_desk.desk import desk_of
from bot.front_desk.origin import require_own_origin, require_script
from bot.front_desk.pages import render
from bot.front_desk.problems import Problem
from bot.front_desk.webchat.cookie import is_framed, set_cookie
from bot.front_desk.webchat.page import FAULTS
from bot.front_desk.webchat.saying import Fault, SayForm, is_own, say
from bot.front_desk.webchat.showing import new_page
from bot.front_desk.webchat.view import shown, warning
from bot.intake.conversation import Conversation
from bot.library.messages import Reply
from bot.services.public.live.showing import show_page

router = APIRouter(
    prefix="/chat", dependencies=[Depends(require_own_origin), Depends(require_script)], include_in_schema=False
)


@router.get("/messages")
async def news(request: Request, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
    """What was said after message `after`. A page that listens keeps no conversation alive."""
    conversation = desk_of(request).conversation_of(request)
    if conversation is None:
        raise Problem(401)
    return part(request, conversation, after)


@router.post("/messages")
async def say_more(request: Request, form: Annotated[SayForm, Form()]) -> Response:
    """Says something and shows what was said after message `form.after`, the parent's own words among it."""
    if form.csrf and desk_of(request).conversation_of(request) is None:
        # The page still shows what the service has forgotten; it will want to clear that before anything new is said.
        raise Problem(401)
    outcome = await say(request, form)
    if outcome.warning:
        return part_of(request, outcome.warning, form.said, form.after)
    if outcome.conversation is None:
        raise Problem(FAULTS[outcome.fault][0] if outcome.fault in FAULTS else 401)
    if outcome.fault and outcome.fault is not Fault.TOO_LONG:
        raise Problem(409 if outcome.fault in (Fault.STALE, Fault.BEHIND) else FAULTS[outcome.fault][0])
    # Of a conversation just begun the page may show the greeting, and no more.
    shown_part = part(request, outcome.conversation, min(form.after, 1) if outcome.token else form.after)
    return set_cookie(shown_part, request, outcome.token) if outcome.token else shown_part


@router.post("/stay", status_code=204)
async def stay(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """Keeps the conversation for another while, at the parent's word (WCAG 2.2.1)."""
    conversation = desk_of(request).conversation_of(request)
    if conversation is None or not is_own(conversation, csrf):
        raise Problem(401)
    desk_of(request).conversation_used(request)
    return Response(status_code=204)


@router.post("/typing", status_code=204)
async def typing(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """Somebody types, and an officer has the conversation: the officer may know."""
    conversation = desk_of(request).conversation_of(request)
    if conversation is None or not is_own(conversation, csrf):
        raise Problem(401)
    await show_page(conversation, desk_of(request).office, typing=True)
    return Response(status_code=204)


def part(request: Request, conversation: Conversation, after: int) -> Response:
    """What was said after message `after`, and what can be picked now."""
    return render(
        request,
        "chat/part",
        messages=[shown(message, desk_of(request).library) for message in conversation.since(after)],
        choices=[choice.label for choice in conversation.choices],
        csrf=conversation.csrf,
        page=new_page(conversation, visited=True),
        state=conversation.state,
        first=conversation.first_seq,
        framed=is_framed(request),
    )


def part_of(request: Request, words: Reply, text: str, after: int = 0) -> Response:
    """The emergency `words` for `text` where no conversation can be begun."""
    messages = [shown(message, desk_of(request).library) for message in warning(words, text, after)]
    framed = is_framed(request)
    return render(
        request, "chat/part", messages=messages, choices=[], csrf="", page="", state="bot", first=0, framed=framed
    )
