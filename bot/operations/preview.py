"""A leaflet as parents will see it, in the browser of whoever writes it: chat, text message and paper side by side."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.impartiality.check import check_leaflet
from bot.library.compose import Asked, Library
from bot.library.content_error import ContentError
from bot.messaging.segments import count_segments
from bot.web.files import files
from bot.web.rendering import DESIGN, markdown

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def preview(content: Path, id_: str, today: date) -> FastAPI:
    """A small site on loopback that reads the leaflet anew at each load, and says what is wrong with it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/design", files(DESIGN / "static"))

    @app.get("/")
    def page() -> HTMLResponse:
        try:
            library = Library(content)
            leaflet = library.shelf[id_]
        except ContentError as problem:
            return _page(id_, problem=str(problem))
        except KeyError:
            return _page(id_, problem=f"there is no leaflet {id_!r}")
        asked = Asked(today=min(today, leaflet.review_due), ranking=[(id_, 1.0)])
        web = library.compose("leaflet/answered", asked).reply
        sms = library.compose("leaflet/answered", Asked(today=asked.today, channel="sms", ranking=asked.ranking)).reply
        return _page(
            id_,
            leaflet=leaflet,
            answer=markdown(web.text),
            choices=[choice.label for choice in web.choices],
            text=sms.text,
            segments=count_segments(sms.text),
            paper=markdown(leaflet.body),
            faults=[str(fault) for fault in check_leaflet(leaflet)],
        )

    return app


def _page(id_: str, **shown: object) -> HTMLResponse:
    names = ("problem", "leaflet", "answer", "choices", "text", "segments", "paper", "faults")
    page = _environment.get_template("preview.html.j2")
    return HTMLResponse(page.render(**{**dict.fromkeys(names, ""), "id": id_, **shown}))
