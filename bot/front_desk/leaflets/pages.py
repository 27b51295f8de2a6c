"""The leaflets as pages, to read, to print and to follow (C-28: the feed carries no reader's data)."""

from __future__ import annotations

from datetime import UTC, datetime, time

from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.casework.calendar import in_words
from bot.front_desk.desk import desk_of
from bot.front_desk.pages import environment, render
from bot.front_desk.problems import Problem
from bot.library.leaflet import Leaflet
from bot.web.rendering import markdown

router = APIRouter(include_in_schema=False)


def served(request: Request) -> list[Leaflet]:
    """The leaflets that may be shown today, by title."""
    desk = desk_of(request)
    return [leaflet for leaflet in desk.library.shelf_on(desk.today()).values() if leaflet.is_served(desk.today())]


@router.get("/leaflets")
async def every(request: Request) -> Response:
    """All leaflets, by title."""
    return render(request, "leaflets", leaflets=[line(leaflet) for leaflet in served(request)])


@router.get("/leaflets/feed.xml")
async def feed(request: Request) -> Response:
    """An Atom feed (RFC 4287) of the leaflets, newest review first."""
    leaflets = sorted(served(request), key=lambda leaflet: (leaflet.reviewed_on, leaflet.id), reverse=True)
    entries = [{"leaflet": leaflet, "updated": _stamp(leaflet)} for leaflet in leaflets]
    desk = desk_of(request)
    xml = environment.get_template("feed.xml.j2").render(
        service=desk.library.service,
        site=desk.settings.public_url,
        entries=entries,
        updated=entries[0]["updated"] if entries else _never(),
    )
    return Response(xml, media_type="application/atom+xml")


@router.get("/leaflets/{leaflet_id}")
async def one(request: Request, leaflet_id: str) -> Response:
    """One leaflet, whole."""
    return _leaflet_page(request, "leaflet", leaflet_id)


@router.get("/leaflets/{leaflet_id}/print")
async def printable(request: Request, leaflet_id: str) -> Response:
    """One leaflet for paper."""
    return _leaflet_page(request, "leaflet_print", leaflet_id)


def _leaflet_page(request: Request, template: str, leaflet_id: str) -> Response:
    desk = desk_of(request)
    leaflet = desk.library.shelf_on(desk.today()).get(leaflet_id)
    if leaflet is None:
        raise Problem(404)
    if not leaflet.is_served(desk.today()):
        detail = "This leaflet is being checked to make sure it is still right, so it is not shown now."
        return render(request, "problem", status_code=404, status=404, title=leaflet.title, detail=detail)
    shown = {
        **line(leaflet),
        "version": leaflet.version,
        "review_due_text": in_words(leaflet.review_due),
        "html": markdown(leaflet.body),
        "sources": leaflet.sources,
        "related": [
            {"title": other.title, "url": other.url} for other in served(request) if other.id in leaflet.related
        ],
    }
    return render(request, template, leaflet=shown)


def line(leaflet: Leaflet) -> dict[str, str]:
    """What a list shows of a leaflet."""
    return {
        "id": leaflet.id,
        "title": leaflet.title,
        "summary": leaflet.summary,
        "url": leaflet.url,
        "reviewed_on_text": in_words(leaflet.reviewed_on),
    }


def _stamp(leaflet: Leaflet) -> str:
    return datetime.combine(leaflet.reviewed_on, time(12), UTC).isoformat()


def _never() -> str:
    return datetime(2026, 1, 1, tzinfo=UTC).isoformat()
