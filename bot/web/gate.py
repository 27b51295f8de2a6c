"""What every request and response passes: the same headers everywhere, and a bound on what is read.

Written as bare ASGI because Starlette's BaseHTTPMiddleware costs more than the rest of the front desk together.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The longest message is 2,000 characters; escaped as JSON or a form each may take twelve bytes.
MOST_BODY_BYTES = 64 * 1024

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


class TooLarge(Exception):
    """The body went past the bound while it was being read."""


class Gate:
    """Sets the security headers, forbids caches to keep anything, refuses bodies past the bound."""

    def __init__(self, app: ASGIApp, too_large: ASGIApp) -> None:
        """Wraps `app`; `too_large` answers instead of it when a body goes past the bound."""
        self._app, self._too_large = app, too_large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        may_be_kept = scope["path"].startswith(("/design/", "/scripts/"))
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["Cache-Control"] = "public, max-age=3600" if may_be_kept else "no-store"
            await send(message)

        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST_BODY_BYTES:
                raise TooLarge
            return message

        try:
            await self._app(scope, bounded, with_headers)
        except TooLarge:
            if not started:
                await self._too_large(scope, receive, with_headers)
