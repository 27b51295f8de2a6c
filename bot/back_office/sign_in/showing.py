"""Renders the pages of signing in, with what every officers' page has: who is signed in, and for how long."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.back_office.office import office_of
from bot.casework.access import Ability, may
from bot.services.office.accounts.who_is import Present
from bot.web.files import fingerprint
from bot.web.rendering import markdown, page_environment

STATIC = Path(__file__).parents[1] / "static"
TEMPLATES = Path(__file__).parent / "templates"

# The other parts of the office show their pages in the same frame.
environment = page_environment(TEMPLATES, *sorted(STATIC.parent.glob("*/templates")))
# The words by which permission was asked are our own, in light Markdown.
environment.filters["markdown"] = lambda text: markdown(text, calls=False)
environment.globals["may"] = lambda role, ability: may(role, Ability(ability))
environment.globals["script"] = lambda name: f"/scripts/{name}?{fingerprint(STATIC / name)}"


def show(request: Request, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """The page called `template`."""
    page = environment.get_template(f"{template}.html.j2")
    who: Present | None = context.pop("who", None)
    everywhere = {"service": office_of(request).service, "path": request.scope["path"], "who": who}
    return HTMLResponse(page.render(**everywhere, **context), status_code)
