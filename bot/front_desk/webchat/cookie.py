"""The one cookie: the token of a conversation, for this browser session, unreadable to scripts.

On our own pages it is Lax. In a frame on another site a browser sends only what is SameSite=None, so there it is
Partitioned too: each site that shows the chat has a cookie of its own and none can follow a parent to the next.
"""

from __future__ import annotations

from typing import TypeVar

from fastapi import Request, Response

from bot.front_desk.desk import Desk, desk_of

R = TypeVar("R", bound=Response)


def is_framed(request: Request) -> bool:
    """Whether this page is shown in a frame on another page. Older browsers do not say so; then the address does."""
    destination = request.headers.get("sec-fetch-dest")
    if destination in ("document", "iframe", "frame"):
        return destination != "document"
    return request.query_params.get("frame") == "1"


def set_cookie(response: R, request: Request, token: str) -> R:
    """Sets the session cookie on `response`."""
    desk = desk_of(request)
    name = desk.frame_cookie if is_framed(request) else desk.cookie
    _write(response, desk, name, token)
    return response


def drop_cookie(response: R, request: Request) -> R:
    """Removes the session cookie with `response`, wherever it was set."""
    desk = desk_of(request)
    for name in dict.fromkeys((desk.cookie, desk.frame_cookie)):
        if name in request.cookies or name == desk.cookie:
            _write(response, desk, name, "", max_age=0)
    return response


def _write(response: Response, desk: Desk, name: str, token: str, max_age: int | None = None) -> None:
    framed = name != desk.cookie
    response.set_cookie(
        name,
        token,
        max_age,
        httponly=True,
        secure=desk.settings.is_https,
        samesite="none" if framed else "lax",
    )
    if framed:
        # The standard library learns this attribute in Python 3.14; Starlette refuses to write it before.
        header, value = response.raw_headers[-1]
        response.raw_headers[-1] = (header, value + b"; Partitioned")
