"""Uvicorn's HTTP protocol with bounds on what a client may send, keep waiting and leave unread.

As it comes it reads headers without end, waits for them for ever, queues pipelined requests without end and keeps a
response for a client that never reads it (measured: docs/decisions/0005-limits.md). A proxy in front may bound these
too; the service must stand without one.
"""

from __future__ import annotations

import asyncio
from asyncio.events import TimerHandle
from collections import OrderedDict
from http import HTTPStatus
from typing import Any, ClassVar

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

# The request line and all headers together. A browser sends us one or two thousand bytes.
MOST_HEAD_BYTES = 16 * 1024
# Of a body that was refused as too large so much is still read and thrown away: a browser that cannot finish sending
# shows its own error and never our answer, in which the emergency words may stand.
MOST_MESSAGE_BYTES = 2 * 1024 * 1024
# Where the length was not announced, what follows the body may be headers again, which the parser keeps. No browser
# sends such a body.
MOST_CHUNKED_BYTES = 128 * 1024
# Requests that arrive before the one ahead of them is answered. Browsers and proxies send none.
MOST_PIPELINED = 4

HEAD_SECONDS = 10.0
# The gate refuses a body after 20 seconds; this is for what still trickles in after it was answered.
MESSAGE_SECONDS = 30.0
# A response that is not taken, or a connection that is closed and not let go, is cut off after this.
LEAVE_SECONDS = 30.0


class Refused(Exception):
    """This request is not read further."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection. Times are in seconds."""

    # Of this process: the streams, and as many again. `web_process` lowers it where fewer files may be open.
    most_connections: ClassVar[int] = 4_000
    # Those that owe us a request or the rest of one, longest first.
    _owing: ClassVar[OrderedDict[BoundedProtocol, None]] = OrderedDict()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """As uvicorn makes one for each connection."""
        super().__init__(config, server_state, app_state, _loop)
        # Bytes since the last request was read whole; a request is being read from its first byte to its last.
        self._bytes, self._in_head, self._in_message = 0, False, False
        self._most_bytes = MOST_HEAD_BYTES
        self._refusal = HTTPStatus.BAD_REQUEST
        # One clock for what we wait to read, one for what we wait to be taken from us.
        self._reading: TimerHandle | None = None
        self._reading_within = 0.0
        self._leaving: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client connected. Where there are too many, the one that dawdles longest makes room for it."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            if not self._owing:
                self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
                return
            # It leaves at once: what it was sent and never took would keep its place for half a minute.
            next(iter(self._owing)).give_up()
        self._read_within(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._read_within(0)
        self._stop_leaving()
        self._owing.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request, or of several."""
        self._bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_message and self._bytes > self._most_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif self._in_message:
            self._read_within(HEAD_SECONDS if self._in_head else MESSAGE_SECONDS)
        elif self.cycle is None or self.cycle.response_complete:
            # Empty lines before a request.
            self._read_within(HEAD_SECONDS)
        else:
            self._read_within(0)
            self._owing.pop(self, None)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head = self._in_message = True
        self._most_bytes = MOST_HEAD_BYTES
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header. Raises Refused for one after the body: nothing of ours reads those."""
        if not self._in_head:
            raise Refused
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Its headers are whole. Raises Refused, which the parser hands on as an error of its own."""
        # Counted here too: headers that arrive all at once have been parsed before their bytes can be weighed.
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > MOST_HEAD_BYTES:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise Refused
        if len(self.pipeline) >= MOST_PIPELINED:
            raise Refused
        self._in_head = False
        is_chunked = any(name == b"transfer-encoding" for name, _ in self.headers)
        self._most_bytes = MOST_CHUNKED_BYTES if is_chunked else MOST_MESSAGE_BYTES
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It was read whole."""
        self._in_message, self._bytes = False, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It was answered; the answer may still be on its way."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._leave()
        elif self.cycle.response_complete:
            self._owing.setdefault(self)

    def pause_writing(self) -> None:
        """The client takes our answer more slowly than we write it."""
        super().pause_writing()
        self._leave()

    def resume_writing(self) -> None:
        """The client took what we wrote."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._stop_leaving()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing was asked for a while."""
        super().timeout_keep_alive_handler()
        self._leave()

    def shutdown(self) -> None:
        """The server stops."""
        super().shutdown()
        if self.transport.is_closing():
            self._leave()

    def send_400_response(self, msg: str) -> None:
        """Called where a request cannot be parsed, or raised Refused."""
        self._refuse(self._refusal)

    def give_up(self) -> None:
        """Ends the connection now."""
        self._read_within(0)
        self._owing.pop(self, None)
        self.transport.abort()

    def _refuse(self, status: HTTPStatus) -> None:
        """Answers with a fixed sentence and closes; only closes where this request has its answer, or another is due."""
        if self.cycle is None or (self.cycle.response_complete and self._in_head):
            body = status.phrase.encode()
            self.transport.write(
                b"HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n"
                b"cache-control: no-store\r\nx-content-type-options: nosniff\r\nconnection: close\r\n\r\n%s"
                % (status, body, len(body), body)
            )
        self._unset_keepalive_if_required()
        self._read_within(0)
        self.transport.close()
        self._leave()

    def _read_within(self, seconds: float) -> None:
        """Begins to wait for what must come within `seconds`, unless it waits for that already; 0 waits for nothing."""
        if seconds == self._reading_within:
            return
        if self._reading:
            self._reading.cancel()
        self._reading_within = seconds
        if seconds:
            self._reading = self.loop.call_later(seconds, self._too_slow)
            self._owing.setdefault(self)
        else:
            self._reading = None

    def _too_slow(self) -> None:
        if self._bytes and self._in_head:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            # Nothing was asked, or the gate has answered: nobody waits for a word from us.
            self._read_within(0)
            self.transport.close()
            self._leave()

    def _leave(self) -> None:
        if self._leaving is None:
            self._leaving = self.loop.call_later(LEAVE_SECONDS, self.transport.abort)

    def _stop_leaving(self) -> None:
        if self._leaving:
            self._leaving.cancel()
            self._leaving = None
