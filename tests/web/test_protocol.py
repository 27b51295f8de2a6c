"""Connections that send too much, too slowly or take nothing, on a real socket; uvicorn's own protocol is the control."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.web import protocol
from bot.web.protocol import MOST_HEAD_BYTES, MOST_MESSAGE_BYTES, MOST_PIPELINED, BoundedProtocol
from tests.running import free_port

GET = b"GET /page HTTP/1.1\r\nhost: a\r\n"
LARGE = 20_000_000


async def page(request: Request) -> Response:
    return PlainTextResponse("words")


async def echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def refuse(request: Request) -> Response:
    return PlainTextResponse("refused", 413)


async def large(request: Request) -> Response:
    return PlainTextResponse("x" * LARGE)


APP = Starlette(
    routes=[
        Route("/page", page),
        Route("/large", large),
        Route("/echo", echo, methods=["POST"]),
        Route("/refuse", refuse, methods=["POST"]),
    ]
)


@contextmanager
def serving(kind: type[HttpToolsProtocol]) -> Iterator[int]:
    """The port of a server with connections of this kind."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            APP, host="127.0.0.1", port=port, http=kind, log_config=None, log_level="error", ws="none", lifespan="off"
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield port
    server.should_exit = server.force_exit = True
    thread.join()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(protocol, "MESSAGE_SECONDS", 0.6)
    monkeypatch.setattr(protocol, "LEAVE_SECONDS", 0.5)


@pytest.fixture
def port(hurried: None) -> Iterator[int]:
    with serving(BoundedProtocol) as found:
        yield found


@pytest.fixture
def stock_port() -> Iterator[int]:
    with serving(HttpToolsProtocol) as found:
        yield found


class Client:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, port: int, data: bytes = b"") -> Client:
        client = cls(*await asyncio.open_connection("127.0.0.1", port))
        client.writer.write(data)
        return client

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def status(self) -> int:
        """Of one answer, read whole; 0 if the connection was closed without one."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return 0
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await self.reader.readexactly(int(length.split(b":")[1]))
        return int(head.split()[1])

    async def is_closed_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                while await self.reader.read(65_536):
                    pass
        except TimeoutError:
            return False
        except ConnectionError:
            pass
        return True


async def asked(port: int, data: bytes) -> int:
    client = await Client.connect(port)
    try:
        await client.send(data)
        async with asyncio.timeout(5):
            return await client.status()
    except ConnectionError:
        return 0
    finally:
        client.writer.close()


def with_head_of(size: int) -> bytes:
    return GET + b"x: " + b"a" * (size - len(GET) - 8) + b"\r\n\r\n"


async def test_a_head_within_the_bound_is_read_and_one_past_it_refused(port: int, stock_port: int) -> None:
    assert await asked(port, with_head_of(MOST_HEAD_BYTES - 100)) == 200
    assert await asked(port, with_head_of(MOST_HEAD_BYTES + 100)) == 431
    assert await asked(port, b"GET /" + b"a" * MOST_HEAD_BYTES + b" HTTP/1.1\r\nhost: a\r\n\r\n") == 431
    assert await asked(port, GET + b"x: y\r\n" * 3_000 + b"\r\n") == 431
    assert await asked(stock_port, with_head_of(MOST_HEAD_BYTES + 100)) == 200


async def test_a_head_without_end_is_cut_off(port: int, stock_port: int) -> None:
    async def fed(to: int) -> bool:
        client = await Client.connect(to, GET + b"x: ")
        for _ in range(100):
            try:
                await client.send(b"a" * 65_536)
            except ConnectionError:
                return True
        return await client.is_closed_within(0.2)

    assert await fed(port) and not await fed(stock_port)


async def test_a_head_that_comes_slowly_is_refused(port: int, stock_port: int) -> None:
    async def dripped(to: int) -> int:
        client = await Client.connect(to, GET)
        answer = asyncio.create_task(client.status())
        for _ in range(40):
            if answer.done():
                return await answer
            client.writer.write(b"x: y\r\n")
            await asyncio.sleep(0.05)
        answer.cancel()
        return -1

    assert await dripped(port) == 408 and await dripped(stock_port) == -1


@pytest.mark.parametrize("sent", [b"", b"\r\n"])
async def test_a_connection_that_asks_nothing_is_closed(port: int, stock_port: int, sent: bytes) -> None:
    assert await (await Client.connect(port, sent)).is_closed_within(2)
    assert not await (await Client.connect(stock_port, sent)).is_closed_within(2)


async def test_empty_lines_do_not_keep_a_connection(port: int, stock_port: int) -> None:
    async def kept(to: int) -> bool:
        client = await Client.connect(to, GET + b"\r\n")
        assert await client.status() == 200
        try:
            for _ in range(40):
                await client.send(b"\r\n")
                await asyncio.sleep(0.05)
        except ConnectionError:
            return False
        return not client.reader.at_eof()

    assert not await kept(port) and await kept(stock_port)


async def test_a_body_that_comes_slowly_is_cut_off(port: int, stock_port: int) -> None:
    async def kept(to: int) -> bool:
        client = await Client.connect(to, b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n")
        try:
            for _ in range(40):
                await client.send(b"a")
                await asyncio.sleep(0.05)
        except ConnectionError:
            return False
        return not client.reader.at_eof()

    assert not await kept(port) and await kept(stock_port)


async def test_the_answer_to_a_body_refused_early_can_still_be_read(port: int) -> None:
    length = MOST_MESSAGE_BYTES - 1_000
    client = await Client.connect(port, b"POST /refuse HTTP/1.1\r\nhost: a\r\ncontent-length: %d\r\n\r\n" % length)
    # As a browser does: all of it first, then the answer.
    await client.send(b"a" * length)
    assert await client.status() == 413
    # And the connection goes on.
    await client.send(GET + b"\r\n")
    assert await client.status() == 200


async def test_what_follows_a_refused_body_without_end_is_cut_off(port: int) -> None:
    client = await Client.connect(port, b"POST /refuse HTTP/1.1\r\nhost: a\r\ncontent-length: 999999999\r\n\r\n")
    with pytest.raises(ConnectionError):
        for _ in range(2_000):
            await client.send(b"a" * 65_536)


async def test_headers_after_the_body_are_refused(port: int, stock_port: int) -> None:
    chunked = b"POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"
    assert await asked(port, chunked + b"\r\n") == 200
    assert await asked(port, chunked + b"x: y\r\n\r\n") == 0
    assert await asked(port, chunked + b"x: " + b"a" * 1_000_000) == 0
    assert await asked(stock_port, chunked + b"x: y\r\n\r\n") == 200


async def test_few_requests_may_wait_on_one_connection(port: int, stock_port: int) -> None:
    async def answered(to: int, requests: int) -> int:
        client = await Client.connect(to, (GET + b"\r\n") * requests)
        found = 0
        while found < requests and await client.status() == 200:
            found += 1
        return found

    assert await answered(port, MOST_PIPELINED) == MOST_PIPELINED
    assert await answered(port, 1_000) == 0
    assert await answered(stock_port, 1_000) == 1_000


async def test_an_answer_nobody_takes_is_thrown_away(port: int, stock_port: int) -> None:
    async def taken(to: int) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", to, limit=1_000)
        writer.write(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n")
        await asyncio.sleep(2)
        total = 0
        try:
            while total < LARGE and (some := await reader.read(65_536)):
                total += len(some)
        except ConnectionError:
            pass
        writer.close()
        return total

    assert await taken(port) < LARGE <= await taken(stock_port)


async def test_what_cannot_be_read_is_refused_and_forgotten(port: int) -> None:
    assert await asked(port, b"garbage\r\n\r\n") == 400
    assert await asked(port, GET + b"\x00: y\r\n\r\n") == 400
    assert await asked(port, GET + b"\r\n") == 200


async def test_where_there_are_too_many_the_longest_idle_makes_room(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 60.0)
    monkeypatch.setattr(BoundedProtocol, "most_connections", 20)
    asking = [await Client.connect(port, GET) for _ in range(60)]
    await asyncio.sleep(0.2)
    # Newcomers that ask properly are answered all the while.
    for _ in range(30):
        assert await asked(port, GET + b"\r\n") == 200
    closed = [await client.is_closed_within(0.01) for client in asking]
    assert closed[:40] == [True] * 40 and closed.count(False) <= 20


async def test_where_all_are_at_work_one_more_is_told_so(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedProtocol, "most_connections", 0)
    assert await (await Client.connect(port)).status() == 503


async def test_no_connection_is_remembered_after_it_is_gone(port: int) -> None:
    for data in (b"", GET, GET + b"\r\n", with_head_of(30_000), b"garbage\r\n\r\n"):
        client = await Client.connect(port, data)
        await client.is_closed_within(0.05)
        client.writer.close()
    await asyncio.sleep(1)
    assert not BoundedProtocol._owing
