"""Whether a request was sent by one of our own pages, or by another site's (C-135)."""

from __future__ import annotations

from collections.abc import Collection

from starlette.requests import Request

SAFE = ("GET", "HEAD", "OPTIONS")


def is_own(request: Request, urls: Collection[str], *, has_token: bool) -> bool:
    """Whether one of our pages at `urls` (origins), a person or a program sent this.

    Sec-Fetch-Site decides where the browser sends it. Our pages send no referrer, and browsers then write the Origin of
    a posted form as "null": that passes only where a form's own token is checked too (`has_token`).
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in ("same-origin", "none")
    if origin is None or origin in urls:
        return True
    host = request.headers.get("host")
    return origin == f"{request.scope['scheme']}://{host}" or (origin == "null" and has_token)
