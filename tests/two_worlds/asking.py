"""One request to an application in this process, and all that comes back: every chunk, every header, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

# A stream has said what it has to say when this many turns of the event loop brought nothing more.
QUIET_TURNS = 100
LONGEST_SECONDS = 40.0


@dataclass(frozen=True)
class Request:
    """What a client sends. `listens` is for a stream: the client leaves when it has gone quiet."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    address: str = "192.0.2.1"
    listens: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back. `failed` is the class of an error that the application let through, or empty."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    chunks: tuple[bytes, ...]
    failed: str = ""

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)


async def ask(app: FastAPI, request: Request) -> Answer:
    """The application's answer to `request`."""
    path, _, query = request.path.partition("?")
    headers = {"host": "desk.example", **request.headers}
    if request.body:
        headers["content-length"] = str(len(request.body))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": (request.address, 40_000),
        "server": ("desk.example", 80),
    }
    started: list[dict[str, Any]] = []
    chunks: list[bytes] = []
    gone = asyncio.Event()
    to_read = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if to_read:
            return to_read.pop()
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.append(message)
        else:
            chunks.append(message.get("body", b""))

    working = asyncio.create_task(app(scope, receive, send))
    if request.listens:
        quiet = 0
        while quiet < QUIET_TURNS and not working.done():
            before = len(chunks)
            await asyncio.sleep(0)
            quiet = 0 if len(chunks) != before else quiet + 1
        gone.set()
    failed = ""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            await working
    except Exception as problem:
        failed = type(problem).__name__
    if not started:
        return Answer(0, (), (), failed or "no answer")
    headers_back = tuple((bytes(name), bytes(value)) for name, value in started[0].get("headers", ()))
    return Answer(started[0]["status"], headers_back, tuple(chunks), failed)
