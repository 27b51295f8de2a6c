"""Refuses what another site makes a parent's browser send (C-135)."""

from __future__ import annotations

from fastapi import Request

from bot.front_desk.desk import desk_of
from bot.front_desk.problems import Problem

SAFE = ("GET", "HEAD", "OPTIONS")


def require_own_origin(request: Request) -> None:
    """Raises 403 for an unsafe request that another site's page sent. A program sends neither header."""
    if request.method not in SAFE and not is_ours(request):
        raise Problem(403)


def require_script(request: Request) -> None:
    """Raises 404 for what is typed into the address bar: what was said is shown by our pages alone."""
    if request.headers.get("sec-fetch-mode") == "navigate":
        raise Problem(404)


def is_ours(request: Request) -> bool:
    """Whether one of our own pages, a person or a program sent this, and not another site's page.

    Sec-Fetch-Site decides where the browser sends it. Our pages send no referrer, and browsers then write the
    Origin of a posted form as "null"; one too old to say more has only the form's own token against it.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    own = {desk_of(request).settings.public_url}
    if host := request.headers.get("host"):
        own.add(f"{request.scope['scheme']}://{host}")
    path = request.scope["path"]
    is_form = path.startswith("/chat") and path != "/chat/exit"
    return origin is None or origin in own or (origin == "null" and is_form)
