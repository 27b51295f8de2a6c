"""A bounded load: so many clients, each holding conversations of eight turns."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import aiohttp

Say = Callable[[str], Awaitable[bool]]
TURNS_A_CONVERSATION = 8


@dataclass
class Measured:
    """Times of turns in milliseconds, sorted; turns a second; turns that were not answered."""

    times: list[float]
    turns_a_second: float
    unanswered: int

    def at(self, share: float) -> float:
        """The time under which `share` of the turns stayed."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * share))]


def stock_talk(port: int) -> Callable[[aiohttp.ClientSession], Awaitable[Say]]:
    """Opens conversations with a stock assistant's REST channel."""
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"

    async def begin(session: aiohttp.ClientSession) -> Say:
        sender = uuid.uuid4().hex

        async def say(text: str) -> bool:
            async with session.post(url, json={"sender": sender, "message": text}) as answer:
                return answer.status == 200 and bool(await answer.json())

        return say

    return begin


def our_talk(port: int) -> Callable[[aiohttp.ClientSession], Awaitable[Say]]:
    """Opens conversations with our front desk."""
    url = f"http://127.0.0.1:{port}/api/conversations"

    async def begin(session: aiohttp.ClientSession) -> Say:
        async with session.post(url) as opened:
            bearer = {"Authorization": f"Bearer {(await opened.json())['token']}"}

        async def say(text: str) -> bool:
            body = {"text": text, "client_id": uuid.uuid4().hex}
            async with session.post(f"{url}/current/messages", json=body, headers=bearer) as answer:
                messages = (await answer.json())["messages"] if answer.status == 200 else []
                return bool(messages) and all(message["kind"] != "error" for message in messages)

        return say

    return begin


async def load(
    begin: Callable[[aiohttp.ClientSession], Awaitable[Say]], texts: Sequence[str], clients: int, turns: int
) -> Measured:
    """`turns` turns shared by `clients` clients; opening a conversation counts in the throughput, not as a turn."""
    times: list[float] = []
    unanswered, left, supply = 0, turns, itertools.cycle(texts)

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal left, unanswered
        while left > 0:
            say = await begin(session)
            for _ in range(TURNS_A_CONVERSATION):
                if left <= 0:
                    return
                left -= 1
                started_at = time.perf_counter()
                answered = await say(next(supply))
                times.append((time.perf_counter() - started_at) * 1000)
                unanswered += not answered

    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=clients), timeout=timeout) as session:
        started_at = time.perf_counter()
        await asyncio.gather(*(client(session) for _ in range(clients)))
        seconds = time.perf_counter() - started_at
    return Measured(sorted(times), len(times) / seconds, unanswered)


async def long_conversations(
    begin: Callable[[aiohttp.ClientSession], Awaitable[Say]], script: Sequence[str], conversations: int
) -> list[list[float]]:
    """The times in milliseconds of each turn of `script`, one list a turn, over so many conversations."""
    times: list[list[float]] = [[] for _ in script]
    async with aiohttp.ClientSession() as session:
        for _ in range(conversations):
            say = await begin(session)
            for turn, text in enumerate(script):
                started_at = time.perf_counter()
                assert await say(text)
                times[turn].append((time.perf_counter() - started_at) * 1000)
    return times
