"""Someone who talks to a front desk over its JSON routes."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

CURRENT = "/api/conversations/current"


class Caller:
    """One conversation and the bearer token that finds it."""

    def __init__(self, http: httpx.AsyncClient, opened: httpx.Response) -> None:
        self.http, self.opened = http, opened.json()
        self.token: str = self.opened["token"]
        self.bearer = {"Authorization": f"Bearer {self.token}"}

    @classmethod
    async def open(cls, http: httpx.AsyncClient) -> Caller:
        answer = await http.post("/api/conversations")
        assert answer.status_code == 201, answer.text
        # The cookie would hide a token that does not work.
        http.cookies.clear()
        return cls(http, answer)

    async def send(self, text: Any, client_id: Any = None) -> httpx.Response:
        body = {"text": text, "client_id": uuid.uuid4().hex if client_id is None else client_id}
        return await self.http.post(f"{CURRENT}/messages", json=body, headers=self.bearer)

    async def say(self, text: str, client_id: str | None = None) -> list[dict[str, Any]]:
        answer = await self.send(text, client_id)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def read(self, **params: Any) -> httpx.Response:
        return await self.http.get(f"{CURRENT}/messages", params=params, headers=self.bearer)

    async def transcript(self, after: int = 0) -> list[dict[str, Any]]:
        answer = await self.read(after=after)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def end(self) -> httpx.Response:
        return await self.http.delete(CURRENT, headers=self.bearer)
