"""Puts the officers' pages together: signing in, the queue, cases, requests, and what the assistant answers from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Scope

from bot.back_office import accounts, alerts, cases, conversations, queue, requests, writing
from bot.back_office.cases.deeds import policy
from bot.back_office.jobs import keep_taking_in
from bot.back_office.office import Office
from bot.back_office.sign_in.including import include_sign_in
from bot.back_office.sign_in.presence import Here, signed_in
from bot.back_office.sign_in.showing import show
from bot.back_office.texting import keep_texting
from bot.casework.access import Ability, may
from bot.casework.calendar import in_words
from bot.library.leaflet import Leaflet
from bot.services.office.accounts.who_is import Present
from bot.services.office.cases.documents import MOST_BYTES
from bot.web.files import files
from bot.web.gate import BODY_SECONDS, MOST_BODY_BYTES, Gate
from bot.web.rendering import DESIGN

SOON = timedelta(days=60)
# Ten megabytes over the slow line of a small office.
PAPER_SECONDS = 180.0


def back_office(office: Office, public_url: str, today: Callable[[], date]) -> FastAPI:
    """The officers' application; `public_url` is where parents find the leaflets."""

    @asynccontextmanager
    async def working(app: FastAPI) -> AsyncIterator[None]:
        async with keep_taking_in(office), keep_texting(office.outbox, office.live_texts, office.now):
            yield

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=working)
    include_sign_in(app, office)
    app.state.public_url = public_url
    for part in (accounts, alerts, queue, cases, conversations, requests, writing):
        app.include_router(part.router)

    @app.get("/")
    async def home(who: Here) -> Response:
        first = (
            (Ability.SEE_QUEUE, "/queue"),
            (Ability.MANAGE_ACCOUNTS, "/accounts"),
            (Ability.USE_OWN_ACCOUNT, "/leaflets"),
        )
        return RedirectResponse(next(path for ability, path in first if may(who.role, ability)), 303)

    @app.get("/leaflets")
    async def leaflets(
        request: Request, who: Annotated[Present, Depends(signed_in(Ability.USE_OWN_ACCOUNT))]
    ) -> Response:
        shelf = office.library.shelf_on(today())
        return show(request, "leaflets", who=who, leaflets=[_line(one, public_url, today()) for one in shelf.values()])

    @app.get("/healthz")
    @app.get("/readyz")
    async def ready() -> Response:
        return JSONResponse({"status": "ok"})

    app.mount("/design", files(DESIGN / "static"))
    app.add_middleware(
        Gate,
        too_large=PlainTextResponse("That is too large.", 413),
        policy=policy,
        is_https=office.is_https,
        bound=bound,
    )
    return app


def bound(scope: Scope) -> tuple[int, float]:
    """How many bytes a request may have, and how many seconds it may take: a paper is larger than a form."""
    is_paper = scope["path"].startswith("/cases/") and scope["path"].endswith("/documents")
    return (MOST_BYTES + MOST_BODY_BYTES, PAPER_SECONDS) if is_paper else (MOST_BODY_BYTES, BODY_SECONDS)


def review_state(leaflet: Leaflet, today: date) -> str:
    """Whether the leaflet is served on `today`, and whether its review comes within sixty days."""
    if not leaflet.is_served(today):
        return "Not served: past its review date"
    return "Due for review within 60 days" if leaflet.review_due - today <= SOON else "Served"


def _line(leaflet: Leaflet, public_url: str, today: date) -> dict[str, Any]:
    return {
        "title": leaflet.title,
        "url": public_url + leaflet.url,
        "version": leaflet.version,
        "reviewed_on_text": in_words(leaflet.reviewed_on),
        "review_due_text": in_words(leaflet.review_due),
        "state": review_state(leaflet, today),
    }
