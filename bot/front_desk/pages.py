"""Renders the front desk's pages with the service's details."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.front_desk.desk import desk_of
from bot.web.files import fingerprint
from bot.web.rendering import page_environment

SCRIPTS = Path(__file__).parent / "scripts"

environment = page_environment(Path(__file__).parent / "templates")
environment.globals["script"] = lambda name: f"/scripts/{name}?{fingerprint(SCRIPTS / name)}"


def render(request: Request, template: str, status_code: int = 200, **context: Any) -> HTMLResponse:
    """The page called `template`."""
    page = environment.get_template(f"{template}.html.j2")
    service = desk_of(request).library.service
    return HTMLResponse(page.render(service=service, path=request.scope["path"], **context), status_code)
