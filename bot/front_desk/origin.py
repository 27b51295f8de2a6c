"""Refuses what another site makes a parent's browser send (C-135)."""

from __future__ import annotations

from fastapi import Request

from bot.front_desk.desk import desk_of
from bot.front_desk.problems import Problem

SAFE = ("GET", "HEAD", "OPTIONS")


def require_own_origin(request: Request) -> None:
    """Raises 403 for an unsafe request whose Origin is not ours. One without an Origin is not from a page."""
    origin = request.headers.get("origin")
    if request.method in SAFE or origin is None:
        return
    own = {desk_of(request).settings.public_url}
    if host := request.headers.get("host"):
        own.add(f"{request.scope['scheme']}://{host}")
    if origin not in own:
        raise Problem(403)
