"""An engine that speaks badly, for the front desk's real engine client to meet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class BadEngine:
    """Answers every turn as `behave` says: a function that is given the handler and writes what it likes."""

    def __init__(self) -> None:
        self.behave: Any = say(200, b"{}")
        self.turns = 0
        self.stopping = threading.Event()


@contextmanager
def bad_engine() -> Iterator[tuple[BadEngine, str]]:
    """The engine and its address, on a free port, for as long as the block lasts."""
    engine = BadEngine()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            engine.turns += 1
            self.close_connection = True
            engine.behave(self, engine)

        def do_DELETE(self) -> None:
            self.send_response(204)
            self.end_headers()

        def do_GET(self) -> None:
            say(200, b"{}")(self, engine)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield engine, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        engine.stopping.set()
        server.shutdown()
        server.server_close()


def say(status: int, body: bytes, kind: str = "application/json") -> Any:
    """Answers with this."""

    def behave(handler: BaseHTTPRequestHandler, engine: BadEngine) -> None:
        handler.send_response(status)
        handler.send_header("content-type", kind)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def hang(handler: BaseHTTPRequestHandler, engine: BadEngine) -> None:
    """Says nothing for longer than anyone waits."""
    engine.stopping.wait(5)


def hang_up(handler: BaseHTTPRequestHandler, engine: BadEngine) -> None:
    """Ends the connection without a word."""


def stop_short(handler: BaseHTTPRequestHandler, engine: BadEngine) -> None:
    """Promises more than it says."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"messages": [')


def no_http(handler: BaseHTTPRequestHandler, engine: BadEngine) -> None:
    """Speaks another language."""
    handler.wfile.write(b"\x16\x03\x01 hello\r\n\r\n")


def trickle(handler: BaseHTTPRequestHandler, engine: BadEngine) -> None:
    """Says a byte now and then, without end."""
    handler.send_response(200)
    handler.send_header("content-length", "100000")
    handler.end_headers()
    while not engine.stopping.wait(0.05):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return
