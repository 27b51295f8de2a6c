"""Carries turns to the engine over loopback.

aiohttp rather than httpx: measured between two processes here, a turn waits about half a millisecond less.
"""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import aiohttp

from bot.intake.conversation import Turn
from bot.library.messages import KINDS, Choice
from bot.services.public.engine import (
    Command,
    EngineAnswer,
    EngineAway,
    EngineReply,
    EngineTrouble,
    ModelGone,
    WrongTurn,
)

# A turn takes milliseconds; an engine that needs longer than this has hung.
TURN_SECONDS = 8.0


class EngineClient:
    """The engine's contract over HTTP. Whatever comes back that is not an answer becomes EngineTrouble."""

    def __init__(self, url: str, secret: str) -> None:
        """`url` is the engine's address on loopback; `secret` is shared with it."""
        self._url, self._headers = url, {"Authorization": f"Bearer {secret}"}
        self._session: aiohttp.ClientSession | None = None

    async def take(self, engine_id: str, n: int, turn: Turn, model_id: str | None) -> EngineAnswer:
        """The answer to turn `n`. Raises EngineTrouble or a kind of it, with a code for its text."""
        body = {
            "conversation": engine_id,
            "n": n,
            "text": turn.text,
            "choice": turn.choice,
            "channel": turn.channel,
            "today": turn.today,
            "at": turn.at,
            "model_id": model_id,
        }
        try:
            async with self._open().post(f"{self._url}/turn", json=body) as response:
                if response.status == 200:
                    return _answer(await response.json(content_type=None))
                status = response.status
        except (aiohttp.ClientConnectorError, aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            raise EngineAway("away") from None
        except (TimeoutError, asyncio.TimeoutError):
            raise EngineTrouble("too slow") from None
        except (aiohttp.ClientError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise EngineTrouble("garbled") from None
        raise {409: WrongTurn, 410: ModelGone}.get(status, EngineTrouble)(f"status {status}")

    async def forget(self, engine_id: str) -> None:
        """Drops a conversation in the engine; an engine that is away has forgotten it anyway."""
        try:
            async with self._open().delete(f"{self._url}/conversations/{engine_id}"):
                pass
        except (aiohttp.ClientError, TimeoutError):
            pass

    async def is_ready(self) -> bool:
        """Whether the engine answers."""
        try:
            async with self._open().get(f"{self._url}/readyz") as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def close(self) -> None:
        """Lets go of the connections."""
        if self._session:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        # Made inside the running loop, once; proxies of the environment must not see a word.
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TURN_SECONDS)
            self._session = aiohttp.ClientSession(
                headers=self._headers, timeout=timeout, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def _answer(body: dict[str, Any]) -> EngineAnswer:
    replies = tuple(_reply(message) for message in body["messages"])
    commands = tuple(Command(_words(one["name"]), dict(one["fields"])) for one in body["commands"])
    if not (replies or commands) or not isinstance(body["model_id"], str):
        raise ValueError("no messages")
    return EngineAnswer(replies, body["model_id"], commands)


def _reply(message: dict[str, Any]) -> EngineReply:
    if message["kind"] not in KINDS or not message["text"]:
        raise ValueError("not a message")
    choices = tuple(Choice(_words(choice["label"]), _words(choice["payload"])) for choice in message["choices"])
    leaflet = message["leaflet"]
    card, notice = None if leaflet is None else _card(leaflet), _words(message.get("notice", ""))
    return EngineReply(message["kind"], _words(message["text"]), choices, card, notice)


def _card(leaflet: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(leaflet["version"], int):
        raise ValueError("not a leaflet")
    date.fromisoformat(leaflet["reviewed_on"])
    sources = [{key: _words(source[key]) for key in ("title", "reference", "url")} for source in leaflet["sources"]]
    named = {key: _words(leaflet[key]) for key in ("id", "title", "url")}
    return {**named, "version": leaflet["version"], "reviewed_on": leaflet["reviewed_on"], "sources": sources}


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not words")
    # Half a surrogate pair can be read from JSON and never be sent on.
    value.encode()
    return value
