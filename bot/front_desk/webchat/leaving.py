"""Ways out: everything said is forgotten here and in the engine, and "Exit this page" shows the weather instead."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from bot.front_desk.desk import desk_of
from bot.front_desk.origin import is_ours
from bot.front_desk.problems import Problem
from bot.front_desk.webchat.cookie import drop_cookie
from bot.front_desk.webchat.saying import is_own
from bot.services.public.live.ending import end_live

router = APIRouter(include_in_schema=False)

# What the browser is told to throw away. Not "cookies": that takes those of every site of the same council.
# Not "cache": Chromium answers only when its whole cache is searched, and nothing said was ever in it.
FORGET = {"Clear-Site-Data": '"storage"'}


async def forget(request: Request) -> None:
    """Forgets the conversation of this request everywhere."""
    desk = desk_of(request)
    desk.conversation_of(request)
    conversation = desk.sessions.end(desk.token_of(request))
    if conversation:
        await desk.engine.forget(conversation.engine_id)
        await end_live(conversation, desk.office)


@router.get("/chat/exit")
async def exit_by_link(request: Request) -> Response:
    """Ends the chat and shows another site. Another site's link or a browser that looks ahead ends nothing."""
    answer = RedirectResponse(desk_of(request).library.service.exit_url, 303)
    if not is_ours(request) or "sec-purpose" in request.headers:
        return answer
    await forget(request)
    answer.headers.update(FORGET)
    return drop_cookie(answer, request)


@router.post("/chat/exit", status_code=204)
async def exit_by_script(request: Request, csrf: Annotated[str, Form()] = "") -> Response:
    """Ends the chat; the page has left already. Old browsers do not say whose page sent this: its token does."""
    conversation = desk_of(request).conversation_of(request)
    if not is_ours(request) and not (conversation and is_own(conversation, csrf)):
        raise Problem(403)
    await forget(request)
    return drop_cookie(Response(status_code=204, headers=FORGET), request)
