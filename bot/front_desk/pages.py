"""Renders the front desk's pages: Jinja2 templates, escaped, and the light Markdown of our own content."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.front_desk.desk import desk_of
from bot.library.leaflet import slug

HERE = Path(__file__).parent
DESIGN = HERE.parent / "design"

environment = Environment(
    loader=FileSystemLoader([HERE / "templates", DESIGN]), autoescape=True, undefined=StrictUndefined, auto_reload=False
)
# No raw HTML, links or images: our content has none, and nothing else is ever rendered this way.
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink", "html_inline"])


def markdown(text: str) -> Markup:
    """Our own Markdown as HTML; each heading can be linked to by its slug."""
    tokens = _markdown.parse(text)
    for opening, inline in zip(tokens, tokens[1:]):
        if opening.type == "heading_open":
            opening.attrSet("id", slug(inline.content))
    return Markup(_markdown.renderer.render(tokens, _markdown.options, {}))  # noqa: S704  html is off above


def in_words(day: date) -> str:
    """A date as people write it: 16 November 2026."""
    return f"{day.day} {day:%B %Y}"


def render(request: Request, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """The page called `template` with the service's details."""
    page = environment.get_template(f"{template}.html.j2")
    service = desk_of(request).library.service
    return HTMLResponse(page.render(service=service, path=request.url.path, **context), status_code)
