"""Asks the running service one question, as a parent would."""

from __future__ import annotations

import uuid
from typing import Any

import aiohttp


class NotRunning(RuntimeError):
    """Nobody answered."""


async def ask_once(url: str, question: str) -> str:
    """What the service at `url` answers to `question`, as plain text with its source. Raises NotRunning."""
    try:
        async with aiohttp.ClientSession(base_url=url) as session:
            async with session.post("/api/conversations") as opened:
                bearer = {"Authorization": f"Bearer {(await opened.json())['token']}"}
            body = {"text": question, "client_id": uuid.uuid4().hex}
            async with session.post("/api/conversations/current/messages", json=body, headers=bearer) as sent:
                messages = (await sent.json())["messages"]
            async with session.delete("/api/conversations/current", headers=bearer):
                pass
    except (aiohttp.ClientError, TimeoutError, KeyError):
        raise NotRunning from None
    return "\n\n".join(_plain(message) for message in messages)


def _plain(message: dict[str, Any]) -> str:
    lines = [message["text"], *(f"  [{choice['label']}]" for choice in message["choices"])]
    if leaflet := message["leaflet"]:
        sources = "; ".join(f"{source['title']}, {source['reference']}" for source in leaflet["sources"])
        lines.append(
            f"From: {leaflet['title']} (version {leaflet['version']}, checked {leaflet['reviewed_on']}). {sources}"
        )
    return "\n".join(lines)
