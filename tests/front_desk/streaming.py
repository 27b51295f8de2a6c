"""Reads a stream of server-sent events as it comes, which httpx's own transport cannot."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

PATH = "/api/conversations/current/events"


class Stream:
    """One listener. `while_sending` is called with each piece while it is being handed over."""

    def __init__(
        self, app: FastAPI, headers: dict[str, str], while_sending: Callable[[bytes], None] = lambda piece: None
    ) -> None:
        self._app, self._given, self._while_sending = app, headers, while_sending
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._asked = False
        self._read = b""
        self.status = 0
        self.headers: dict[str, str] = {}

    async def __aenter__(self) -> Stream:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(b"host", b"desk.example")]
            + [(k.lower().encode(), v.encode()) for k, v in self._given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        self._task = asyncio.create_task(self._app(scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._gone.set()
        await asyncio.wait([self._task], timeout=2)
        self._task.cancel()

    async def event(self, seconds: float = 2) -> dict[str, Any] | None:
        """The next event, as its name, data and id; None if the stream has ended. TimeoutError if nothing comes."""
        while b"\r\n\r\n" not in self._read:
            piece = await asyncio.wait_for(self._pieces.get(), seconds)
            if piece is None:
                return None
            self._read += piece
        whole, _, self._read = self._read.partition(b"\r\n\r\n")
        fields = dict(
            line.split(": ", 1) for line in re.split(r"\r\n|\r|\n", whole.decode()) if not line.startswith(":")
        )
        return {"event": fields["event"], "data": json.loads(fields["data"]), "id": fields.get("id")}

    async def seqs(self, count: int) -> list[int]:
        """The numbers of the next `count` messages; whatever else comes between is left out."""
        found: list[int] = []
        while len(found) < count:
            event = await self.event()
            assert event is not None, "the stream ended"
            if event["event"] == "message":
                found.append(event["data"]["seq"])
        return found

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        self._while_sending(message.get("body", b""))
        await self._pieces.put(message.get("body", b""))
        if not message.get("more_body"):
            await self._pieces.put(None)
