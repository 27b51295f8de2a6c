"""Puts a loopback server behind TLS under names of its own, so that a browser sees two different sites.

A certificate authority is made for each run and trusted by nobody: the browser is told to ignore certificate errors.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading

import trustme


def certificates(*names: str) -> ssl.SSLContext:
    """The server's side of TLS for `names`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert(*names).configure_cert(context)
    return context


class TlsFront:
    """Hands every byte on between TLS on `port` and plain TCP on `upstream_port`, which may be set after the start."""

    def __init__(self, context: ssl.SSLContext, upstream_port: int = 0) -> None:
        self.upstream_port = upstream_port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=context), self._loop
        )
        self._server = started.result(10)
        self.port: int = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Closes the port and every connection."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled only by stop(); asyncio would report that as an error of the connection.
        with contextlib.closing(writer), contextlib.suppress(OSError, asyncio.CancelledError):
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self.upstream_port)
            with contextlib.closing(upstream_writer):
                ways = [_pump(reader, upstream_writer), _pump(upstream_reader, writer)]
                tasks = [asyncio.ensure_future(way) for way in ways]
                # Either side hanging up ends both, so that the front desk sees a stream's reader leave.
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    task.cancel()

    async def _close(self) -> None:
        self._server.close()
        open_now = asyncio.all_tasks() - {asyncio.current_task()}
        for task in open_now:
            task.cancel()
        await asyncio.wait(open_now, timeout=5) if open_now else None


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
