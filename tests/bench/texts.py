"""How fast texts are answered: webhook to TwiML, signed, at a steady pace and all at once."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import aiohttp

from tests.sms.twilio_signing import inbound_fields, signed

A_SECOND, SECONDS, AT_ONCE = 20, 15, 200
QUESTIONS = (
    "how long does an assessment take",
    "what is sen support",
    "my son was suspended",
    "MORE",
    "school transport",
)


@dataclass(frozen=True)
class Texts:
    """Milliseconds: the median and the 99th percentile at 20 a second; seconds until 200 at once were all answered."""

    p50: float
    p99: float
    burst_seconds: float
    unanswered: int


async def texts(port: int) -> Texts:
    """Measures a running front desk on `port` whose public address is http://127.0.0.1:`port`."""
    url = f"http://127.0.0.1:{port}/sms/inbound"
    took, unanswered = list[float](), 0

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def text(words: str, number: int) -> float:
            nonlocal unanswered
            body, headers = signed(url, inbound_fields(words, f"+447700900{number:03d}"))
            began = time.perf_counter()
            async with session.post(url, data=body, headers=headers) as answer:
                unanswered += "<Message>" not in await answer.text()
            return (time.perf_counter() - began) * 1_000

        await asyncio.gather(*(text("hello", n) for n in range(20)))
        began, sending = time.perf_counter(), []
        for n in range(A_SECOND * SECONDS):
            await asyncio.sleep(max(0.0, began + n / A_SECOND - time.perf_counter()))
            sending.append(asyncio.create_task(text(QUESTIONS[n % len(QUESTIONS)], n % 100)))
        took = sorted(await asyncio.gather(*sending))
        began = time.perf_counter()
        await asyncio.gather(*(text(QUESTIONS[n % 3], 100 + n) for n in range(AT_ONCE)))
        burst = time.perf_counter() - began
    return Texts(took[len(took) // 2], took[int(len(took) * 0.99) - 1], burst, unanswered)


if __name__ == "__main__":
    print(asyncio.run(texts(int(sys.argv[1]))))
