"""Puts the front desk together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from bot.front_desk import notices, widget
from bot.front_desk.desk import Desk, desk_of
from bot.front_desk.engine_client import EngineClient
from bot.front_desk.headers import policy
from bot.front_desk.leaflets import pages as leaflets
from bot.front_desk.pages import SCRIPTS, render
from bot.front_desk.problems import handle_problems, problem_response
from bot.front_desk.sms import webhooks
from bot.front_desk.webchat import api, dates, enhanced, leaving, page
from bot.front_desk.webchat.oversize import answer_oversize
from bot.intake.conversation import Conversation
from bot.intake.relay.relay import Relay, RelayAway
from bot.safeguarding.look import warm
from bot.services.public.live.follow import follow
from bot.web.files import files
from bot.web.gate import Gate
from bot.web.rendering import DESIGN

FORGET_EVERY_SECONDS = 30.0
# How soon what was published is shown.
LOOK_EVERY_SECONDS = 2.0
SHOWN_AT_HOME = 6

# Tasks that run by themselves: the loop holds them only weakly.
FOLLOWING: set[asyncio.Task[None]] = set()

log = logging.getLogger("evenhand.front_desk")


def front_desk(desk: Desk) -> FastAPI:
    """The public web application, working with `desk`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tasks: list[asyncio.Task[Any]] = [
            asyncio.create_task(_forget_idle(desk)),
            asyncio.create_task(_follow_content(desk)),
        ]
        # The screen's embedding takes a third of a second to load: not in the first parent's turn.
        tasks.append(asyncio.create_task(asyncio.to_thread(warm)))
        if desk.watch:
            desk.watch.tell(lambda handle: _follow(desk, handle))
            tasks.append(asyncio.create_task(desk.watch.run()))
        yield
        for task in tasks:
            task.cancel()
        if isinstance(desk.engine, EngineClient):
            await desk.engine.close()

    app = FastAPI(
        title="Evenhand front desk",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
    )
    app.state.desk = desk
    handle_problems(app, answer_oversize)
    app.include_router(api.router)
    app.include_router(page.router)
    app.include_router(enhanced.router)
    app.include_router(leaving.router)
    app.include_router(dates.router)
    app.include_router(leaflets.router)
    app.include_router(notices.router)
    app.include_router(widget.router)
    if desk.texting:
        app.include_router(webhooks.router)
    app.add_api_route("/", home, include_in_schema=False)
    app.add_api_route("/healthz", alive)
    app.add_api_route("/readyz", ready, responses={503: {"description": "The engine is away"}})
    app.mount("/design", files(DESIGN / "static"))
    app.mount("/scripts", files(SCRIPTS))
    settings = desk.settings
    app.add_middleware(
        Gate, too_large=problem_response(413), policy=policy(settings.host_sites), is_https=settings.is_https
    )
    return app


async def home(request: Request) -> Response:
    """The service's own front page."""
    return render(request, "home", leaflets=[leaflets.line(one) for one in leaflets.served(request)[:SHOWN_AT_HOME]])


async def alive() -> Response:
    """Whether this process runs."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Whether a question would be answered: 503 while the engine is away."""
    is_ready = await desk_of(request).engine.is_ready()
    return JSONResponse({"status": "ok" if is_ready else "starting"}, 200 if is_ready else 503)


def _follow(desk: Desk, handle: str) -> None:
    conversation = desk.sessions.with_handle(handle)
    if conversation and desk.office.relay:
        task = asyncio.create_task(_take_up(desk, conversation, desk.office.relay))
        FOLLOWING.add(task)
        task.add_done_callback(FOLLOWING.discard)


async def _take_up(desk: Desk, conversation: Conversation, relay: Relay) -> None:
    try:
        await follow(conversation, relay, desk.office.now())
    except RelayAway:
        log.error("the relay cannot be read")


async def _follow_content(desk: Desk) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        try:
            await asyncio.to_thread(desk.follow_content)
        except Exception as problem:
            log.error("published content cannot be read: %s", type(problem).__name__)


async def _forget_idle(desk: Desk) -> None:
    while True:
        await asyncio.sleep(FORGET_EVERY_SECONDS)
        desk.sessions.forget_idle(desk.steady())
        desk.limits.forget_when_due()
        if desk.texting:
            desk.texting.texters.forget_idle(desk.steady())
