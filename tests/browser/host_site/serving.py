"""The council's site and the chat's, each over TLS under a name of its own."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from bot.operations.environments import APP_PYTHON
from bot.settings import PROJECT
from tests.running import Service, free_port

PAGES = Path(__file__).parent
WIDGET = PROJECT / "bot" / "front_desk" / "scripts" / "widget.js"

# Nothing but what docs/widget.md asks a host to allow. No 'unsafe-inline', and no HTML or script made from text.
STRICT = (
    "default-src 'none'; script-src 'self' {chat}; frame-src {chat}; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


class FrontDesk(Service):
    """A second front desk beside the session's engine: it reaches parents by https and knows its host sites."""

    def start(self) -> FrontDesk:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.public_port = free_port()
        self._start("front_desk", [APP_PYTHON, "-m", "bot.front_desk"])
        self.wait_until_ready()
        return self


@dataclass
class Sites:
    """Where the chat is, the council that may show it, and somebody else who may not."""

    chat: str
    council: str
    stranger: str


class HostSite(BaseHTTPRequestHandler):
    """The council's pages, with `CHAT` and `INTEGRITY` filled in, under the strict policy."""

    protocol_version = "HTTP/1.1"

    def __init__(self, chat: str, *args: Any) -> None:
        self.chat = chat
        super().__init__(*args)

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        file = PAGES / path.strip("/")
        if not file.is_file():
            self.send_error(404)
            return
        body = file.read_text().replace("CHAT", self.chat).replace("INTEGRITY", integrity(WIDGET.read_bytes())).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if file.suffix == ".css" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", STRICT.format(chat=self.chat))
        if query == "isolated":
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


def integrity(script: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode()
