"""What every request and response passes: the same headers everywhere, and a bound on what is read and for how long.

Written as bare ASGI because Starlette's BaseHTTPMiddleware costs more than the rest of the front desk together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The longest message is 2,000 characters; escaped as JSON or a form each may take twelve bytes.
MOST_BODY_BYTES = 64 * 1024
# For a whole body: a message of the longest kind passes in this time over the slowest mobile network there is.
BODY_SECONDS = 20.0

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
# Sent only where parents reach us by https: browsers then use nothing else for a year.
HSTS = {"Strict-Transport-Security": "max-age=31536000"}

# Files that carry nothing of anybody and change only with a release.
MAY_BE_KEPT = ("/design/", "/scripts/", "/widget.js")
_KEPT = (b"cache-control", b"public, max-age=3600")
_NOT_KEPT = (b"cache-control", b"no-store")

Policy = Callable[[Scope], Mapping[str, str]]
Bound = Callable[[Scope], tuple[int, float]]
Raw = list[tuple[bytes, bytes]]


class TooLarge(HTTPException):
    """The body went past the bound. `prefix` is its start, up to the bound, for the safeguarding screen (C-92)."""

    # An HTTPException because FastAPI turns any other that comes up while it reads a body into a plain 400.
    def __init__(self, prefix: bytes) -> None:
        """`prefix` is never part of the text of this error."""
        super().__init__(413)
        self.prefix = prefix


class TooSlow(HTTPException):
    """The body took longer than `BODY_SECONDS`."""

    def __init__(self) -> None:
        """The connection is not used again: the rest of the body may still come."""
        super().__init__(408, headers={"Connection": "close"})


class Gate:
    """Sets the standing headers, says what may be cached, answers HEAD, refuses bodies past the bounds."""

    def __init__(
        self,
        app: ASGIApp,
        too_large: ASGIApp,
        *,
        policy: Policy | None = None,
        is_https: bool = False,
        bound: Bound = lambda scope: (MOST_BODY_BYTES, BODY_SECONDS),
    ) -> None:
        """Wraps `app`; `too_large` answers where `app` has not, after a body went past the bound.

        `policy` gives the headers that one path has instead of, or beside, the standing ones; `bound` how many bytes a
        body may have and how many seconds it may take.
        """
        self._app, self._policy, self._bound = app, policy, bound
        slow = PlainTextResponse("That took too long to arrive.", 408, headers={"Connection": "close"})
        self._refusals: dict[int, ASGIApp] = {413: too_large, 408: slow}
        self._standing = _raw(HEADERS | (HSTS if is_https else {}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        ours = self._headers(scope)
        names = {name for name, _ in ours} | {b"cache-control"}
        may_be_kept = scope["path"].startswith(MAY_BE_KEPT)
        only_head = scope["method"] == "HEAD"
        started = finished = False

        async def with_headers(message: Message) -> None:
            nonlocal started, finished
            if finished:
                return
            if message["type"] == "http.response.start":
                started = True
                keep = may_be_kept and message["status"] in (200, 304)
                theirs = [header for header in message.get("headers", ()) if header[0] not in names]
                message = {**message, "headers": [*theirs, *ours, _KEPT if keep else _NOT_KEPT]}
            elif only_head and message["type"] == "http.response.body":
                # Also where the body would never end, as of a stream.
                finished = True
                message = {"type": "http.response.body"}
            await send(message)

        body = _Body(receive, *self._bound(scope))

        async def bounded() -> Message:
            return {"type": "http.disconnect"} if finished else await body.read()

        try:
            # What answers GET answers HEAD; the server beneath still knows that no body may follow.
            await self._app({**scope, "method": "GET"} if only_head else scope, bounded, with_headers)
        except (TooLarge, TooSlow) as refused:
            if not started:
                await self._refusals[refused.status_code](scope, receive, with_headers)

    def _headers(self, scope: Scope) -> Raw:
        if self._policy is None or not (special := self._policy(scope)):
            return self._standing
        instead = _raw(special)
        replaced = {name for name, _ in instead}
        return [header for header in self._standing if header[0] not in replaced] + instead


class _Body:
    """The body of one request as it arrives, held to its bounds."""

    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive, self._chunks, self._most = receive, list[bytes](), most
        self._read, self._is_whole = 0, False
        self._until = asyncio.get_running_loop().time() + seconds

    async def read(self) -> Message:
        if self._is_whole:
            # What comes now is the client going away, hours later if it listens to a stream.
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow from None
        chunk = message.get("body", b"")
        self._is_whole = not message.get("more_body", False)
        self._read += len(chunk)
        self._chunks.append(chunk)
        if self._read > self._most:
            raise TooLarge(b"".join(self._chunks)[:MOST_BODY_BYTES])
        if self._is_whole:
            self._chunks.clear()
        return message


def _raw(headers: Mapping[str, str]) -> Raw:
    return Headers(headers).raw
