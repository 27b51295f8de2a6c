"""Refuses what another site makes a parent's browser send (C-135)."""

from __future__ import annotations

from fastapi import Request

from bot.front_desk.desk import desk_of
from bot.front_desk.problems import Problem

SAFE = ("GET", "HEAD", "OPTIONS")


def require_own_origin(request: Request) -> None:
    """Raises 403 for an unsafe request that another site's page sent. A program sends neither header.

    Sec-Fetch-Site decides where the browser sends it. Our pages send no referrer, and browsers then write the
    Origin of a posted form as "null"; one too old to say more has only the form's own token against it.
    """
    if request.method in SAFE:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Problem(403)
        return
    own = {desk_of(request).settings.public_url}
    if host := request.headers.get("host"):
        own.add(f"{request.scope['scheme']}://{host}")
    is_form = request.url.path.startswith("/chat")
    if origin is not None and origin not in own and not (origin == "null" and is_form):
        raise Problem(403)
