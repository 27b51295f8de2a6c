"""Puts the back office together: so far its first page, which shows what the assistant may answer from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from bot.casework.calendar import in_words
from bot.library.compose import Library
from bot.library.leaflet import Leaflet
from bot.web.files import files
from bot.web.gate import Gate
from bot.web.rendering import DESIGN, page_environment

SOON = timedelta(days=60)

_environment = page_environment(Path(__file__).parent / "templates")


def back_office(library: Library, public_url: str, today: Callable[[], date]) -> FastAPI:
    """The officers' application; `public_url` is where parents find the leaflets."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)

    @app.get("/")
    async def home(request: Request) -> Response:
        leaflets = [_line(leaflet, public_url, today()) for leaflet in library.shelf_on(today()).values()]
        page = _environment.get_template("home.html.j2")
        return HTMLResponse(page.render(service=library.service, path=request.url.path, leaflets=leaflets))

    @app.get("/healthz")
    @app.get("/readyz")
    async def ready() -> Response:
        return JSONResponse({"status": "ok"})

    app.mount("/design", files(DESIGN / "static"))
    app.add_middleware(Gate, too_large=PlainTextResponse("That is too large.", 413))
    return app


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
