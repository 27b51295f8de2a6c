"""All that anybody can do to the front desk from outside, as deeds that two worlds are made to undergo alike.

A deed is one request (a few are several), named by its function and its arguments. What a client reads out of an answer
(its token, the hidden fields of a page) it reads out of its own world's answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.two_worlds.asking import Answer, Request
from tests.two_worlds.chance import CHANCE
from tests.two_worlds.views import View
from tests.two_worlds.worlds import World

API = "/api/conversations"
CURRENT = f"{API}/current"
JSON, FORM = {"content-type": "application/json"}, {"content-type": "application/x-www-form-urlencoded"}
# What a browser says of a request that one of our own pages made.
OWN_PAGE = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}
OWN_FORM = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
# The ways to hold a conversation: as a program, as a page without JavaScript, as a page with its script.
WAYS = ("program", "page", "script")
# One more than the messages that a conversation may send at once.
FLOOD = 24


@dataclass
class Talk:
    """One conversation as its client holds it."""

    way: str
    token: str = ""
    csrf: str = ""
    page: str = ""
    last_client_id: str = ""
    sent: int = 0
    where: str = "/chat"
    said: list[str] = field(default_factory=list)

    @property
    def carried(self) -> dict[str, str]:
        """The headers that find the conversation again."""
        if not self.token:
            return {}
        if self.way == "program":
            return {"authorization": f"Bearer {self.token}"}
        return {"cookie": f"evenhand={self.token}"}


Views = list[View]


class Deeds:
    """Does each deed in one world and returns what was seen."""

    def __init__(self, world: World) -> None:
        self.world, self.talks, self._views = world, [], []
        self.talks: list[Talk] = []
        self._views: Views = []

    async def do(self, deed: str, *arguments: object) -> Views:
        """What is seen of `deed`, one of `DEEDS`."""
        self._views = []
        await DEEDS[deed](self, *arguments)
        return self._views

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"", **more: object) -> Answer:
        view, answer = await self.world.ask(Request(method, path, headers, body, **more))  # type: ignore[arg-type]
        self._views.append(view)
        return answer

    # Conversations.

    async def begin(self, way: str) -> None:
        """Opens a conversation; on the page one begins with the first message."""
        talk = Talk(way)
        self.talks.append(talk)
        if way == "program":
            answer = await self._ask("POST", API, JSON)
            talk.token = _json(answer).get("token", "")
        else:
            self._read_page(talk, await self._ask("GET", "/chat", OWN_FORM))

    async def say(self, which: int, text: str, client_id: str = "") -> None:
        """Says something in conversation number `which`."""
        talk = self.talks[which]
        talk.sent += 1
        talk.last_client_id = client_id or f"client-{which}-{talk.sent}"
        talk.said.append(text)
        await self._send(talk, text, talk.last_client_id)

    async def repeat(self, which: int, text: str = "") -> None:
        """The last client_id again, with the same words or with `text`."""
        talk = self.talks[which]
        await self._send(talk, text or (talk.said[-1] if talk.said else "hello"), talk.last_client_id or "none")

    async def _send(self, talk: Talk, text: str, client_id: str) -> None:
        if talk.way == "program":
            body = json.dumps({"text": text, "client_id": client_id}).encode()
            await self._ask("POST", f"{CURRENT}/messages", JSON | talk.carried, body)
            return
        form = {"text": text, "csrf": talk.csrf, "client_id": client_id, "page": talk.page}
        body = urlencode(form).encode()
        if talk.way == "script":
            answer = await self._ask("POST", "/chat/messages", FORM | OWN_PAGE | talk.carried, body)
            self._read_page(talk, answer)
            return
        answer = await self._ask("POST", "/chat", FORM | OWN_FORM | talk.carried, body)
        self._read_cookie(talk, answer)
        where = _header(answer, b"location")
        if answer.status == 303 and where:
            talk.where = where.partition("#")[0]
            self._read_page(talk, await self._ask("GET", talk.where, OWN_FORM | talk.carried))

    async def read(self, which: int, after: int) -> None:
        """What was said after message `after`, as the client may fetch it."""
        talk = self.talks[which]
        if talk.way == "program":
            await self._ask("GET", f"{CURRENT}/messages?after={after}", talk.carried)
        else:
            await self._ask("GET", f"/chat/messages?after={after}", OWN_PAGE | talk.carried)

    async def listen(self, which: int, last: str) -> None:
        """The stream of events, until it has gone quiet."""
        headers = {"last-event-id": last} if last else {}
        await self._ask("GET", f"{CURRENT}/events", headers | self.talks[which].carried, listens=True)

    async def look(self, which: int, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """The page of the conversation, as a browser comes to it: anew, by its back button, or with a reload."""
        talk = self.talks[which]
        self._read_page(talk, await self._ask("GET", talk.where, OWN_FORM | dict(headers) | talk.carried))

    async def keep(self, which: int, what: str) -> None:
        """Carry on after a pause, stay, clear, or leave for another site."""
        talk = self.talks[which]
        body = urlencode({"csrf": talk.csrf}).encode()
        headers = OWN_PAGE if what in ("stay", "exit") else OWN_FORM
        await self._ask("POST", f"/chat/{what}", FORM | headers | talk.carried, body)

    async def end(self, which: int) -> None:
        """Ends the conversation and forgets it."""
        await self._ask("DELETE", CURRENT, self.talks[which].carried)

    # Requests that have no conversation, or are no proper requests.

    async def fetch(self, method: str, path: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Any address by any method."""
        await self._ask(method, path, dict(headers))

    async def post(self, which: int, path: str, kind: str, body: str, times: int = 1) -> None:
        """Any body, `times` over, to any address, with the conversation's token; -1 carries a token of nobody."""
        carried = {"authorization": "Bearer nobody-has-this-token"} if which < 0 else self.talks[which].carried
        await self._ask("POST", path, {"content-type": kind} | carried, body.encode("utf-8", "replace") * times)

    async def flood(self, which: int) -> None:
        """More messages at once than anybody types; none of them reaches the engine."""
        for _ in range(FLOOD):
            await self.say(which, " ")

    async def crowd(self, address: str) -> None:
        """More conversations from one address than a training evening begins."""
        for _ in range(70):
            await self._ask("POST", API, JSON, address=address)

    def _read_page(self, talk: Talk, answer: Answer) -> None:
        self._read_cookie(talk, answer)
        html = answer.body.decode("utf-8", "replace")
        for name in ("csrf", "page"):
            if found := re.search(rf'name="{name}" value="([^"]+)"|data-{name}="([^"]+)"', html):
                setattr(talk, name, found[1] or found[2])

    def _read_cookie(self, talk: Talk, answer: Answer) -> None:
        for name, value in answer.headers:
            if name == b"set-cookie":
                crumb, _, _ = value.decode().partition(";")
                name_of, _, token = crumb.partition("=")
                if name_of == "evenhand":
                    talk.token = token.strip('"')


def _json(answer: Answer) -> dict[str, str]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _header(answer: Answer, name: bytes) -> str:
    return next((value.decode() for key, value in answer.headers if key == name), "")


DEEDS: dict[str, Callable[..., Awaitable[None]]] = {
    name: getattr(Deeds, name)
    for name in ("begin", "say", "repeat", "read", "listen", "look", "keep", "end", "fetch", "post", "flood", "crowd")
}


def time_passes(seconds: float) -> None:
    """Moves the one clock of both worlds."""
    CHANCE.clock.seconds += seconds
