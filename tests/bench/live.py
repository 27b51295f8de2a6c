"""Two hundred live conversations at twenty messages a second on SQLite: from each side to the other's screen.

Front desk and back office are processes of their own on one relay, as in service; every conversation has its page open on
both sides. What is measured is from a message being sent to it standing in what the other's page is given.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp

from bot.casework.handoff import Event
from bot.intake.envelope import new_id
from bot.intake.keys import sealing_key
from bot.intake.relay.keys import for_office, key_of, seal
from bot.intake.relay.relay import Opening, Relay
from bot.intake.relay.written import said_by
from bot.settings import PROJECT
from tests.running import free_port

CONVERSATIONS, A_SECOND = 200, 20
SECONDS = int(os.environ.get("EVENHAND_BENCH_LIVE_SECONDS", "60"))
# What is still on its way at the end is waited for this long before it counts as lost.
LAST_WAIT = 15.0


@dataclass(frozen=True)
class Live:
    """Milliseconds from side to side, the middle and the slowest of a hundred; how many were sent, and never arrived."""

    p50: float
    p99: float
    sent: int
    lost: int


def live() -> Live:
    """One run in a folder of its own."""
    with tempfile.TemporaryDirectory() as name, _servers(Path(name)) as (front, office, signed_in):
        return asyncio.run(_measure(Path(name), front, office, signed_in))


@contextmanager
def _servers(folder: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    ports = [free_port(), free_port()]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.live_server", side, str(folder), str(port)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            cwd=PROJECT,
        )
        for side, port in zip(("office", "front"), ports, strict=True)
    ]
    try:
        told = [json.loads(process.stdout.readline()) for process in started if process.stdout]
        yield f"http://127.0.0.1:{ports[1]}", f"http://127.0.0.1:{ports[0]}", told[0]
    finally:
        for process in started:
            process.terminate()
            process.wait()


async def _measure(folder: Path, front: str, office: str, signed_in: dict[str, str]) -> Live:
    relay, now = Relay(f"sqlite:///{folder / 'relay.db'}"), datetime.now(UTC)
    key, officer = sealing_key(folder / "keys"), signed_in["officer"]
    talks = []
    for _ in range(CONVERSATIONS):
        token, handle = secrets.token_urlsafe(32), new_id()
        mine = key_of(token)
        evidence = seal({"permissions": []}, mine.key, handle, 0)
        said = [said_by("service", "handoff", "asked")]
        sealed = for_office(mine.key, key.key)
        relay.open(Opening(handle, mine.whose, mine.key, key.id, sealed, evidence, "web", 1, said), now)
        relay.change(handle, Event.CLAIM, 1, [], mine.key, now, owner=officer, by=officer)
        talks.append((token, handle))
    sent: dict[str, float] = {}
    took: dict[str, float] = {}

    def arrived(text: str, at_officer: bool) -> None:
        # Each page also shows what was sent from it; only what the other side sent counts.
        for mark in list(sent.keys() - took.keys()):
            if (int(mark[1:-1]) % 2 == 1) is at_officer and mark in text:
                took[mark] = time.perf_counter() - sent[mark]

    timeout = aiohttp.ClientTimeout(total=None)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        listening = []
        for token, handle in talks:
            listening.append(asyncio.create_task(_parent_listens(http, front, token, arrived)))
            listening.append(asyncio.create_task(_officer_listens(http, office, handle, signed_in, arrived)))
        await asyncio.sleep(3)
        sending, began = [], time.perf_counter()
        for number in range(SECONDS * A_SECOND):
            token, handle = talks[number % CONVERSATIONS]
            mark = f"<{number:06}>"
            sent[mark] = time.perf_counter()
            sends = (
                partial(_parent_sends, http, front, token, mark)
                if number % 2
                else partial(_officer_sends, http, office, handle, signed_in, mark)
            )
            sending.append(asyncio.create_task(_until_sent(sends)))
            await asyncio.sleep(max(0.0, began + (number + 1) / A_SECOND - time.perf_counter()))
        await asyncio.gather(*sending)
        until = time.perf_counter() + LAST_WAIT
        while len(took) < len(sent) and time.perf_counter() < until:
            await asyncio.sleep(0.1)
        for one in listening:
            one.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    times = sorted(took.values())
    return Live(times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3, len(sent), len(sent) - len(took))


async def _until_sent(send: Callable[[], Awaitable[None]]) -> None:
    # As the pages do: a connection that was just closed is no answer, and the same id is written once.
    while True:
        try:
            return await send()
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.05)


async def _parent_listens(http: aiohttp.ClientSession, front: str, token: str, arrived) -> None:
    own = {"Authorization": f"Bearer {token}"}
    async with http.get(f"{front}/api/conversations/current/events", headers=own) as stream:
        async for line in stream.content:
            if line.startswith(b"data:"):
                arrived(line.decode(), at_officer=False)


async def _officer_listens(http: aiohttp.ClientSession, office: str, handle: str, signed_in, arrived) -> None:
    own = {"Cookie": signed_in["cookie"]}
    async with http.get(f"{office}/conversations/{handle}/events", headers=own) as stream:
        async for line in stream.content:
            if line.startswith(b"data:"):
                async with http.get(f"{office}/conversations/{handle}/part", headers=own) as part:
                    # As the page does: what stands there is shown, its last lines are new.
                    arrived((await part.text()).replace("&lt;", "<").replace("&gt;", ">")[-4_000:], at_officer=True)


async def _parent_sends(http: aiohttp.ClientSession, front: str, token: str, mark: str) -> None:
    own, body = {"Authorization": f"Bearer {token}"}, {"text": f"hello {mark}", "client_id": mark}
    async with http.post(f"{front}/api/conversations/current/messages", headers=own, json=body) as answer:
        assert answer.status == 200, answer.status


async def _officer_sends(http: aiohttp.ClientSession, office: str, handle: str, signed_in, mark: str) -> None:
    body = {"csrf": signed_in["csrf"], "epoch": "2", "text": f"hello {mark}", "client_id": mark}
    own = {"Cookie": signed_in["cookie"], "Origin": office}
    async with http.post(
        f"{office}/conversations/{handle}/reply", headers=own, data=body, allow_redirects=False
    ) as answer:
        assert answer.status == 303, answer.status


if __name__ == "__main__":
    print(live())
