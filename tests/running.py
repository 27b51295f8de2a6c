"""The real service for tests: engine and front desk as processes of their own, on free ports."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select, text

from bot.intake.envelope import Envelope, unseal
from bot.intake.keys import is_there, make, opening_key
from bot.intake.post_box import ENVELOPES, prepare
from bot.operations.environments import APP_PYTHON, ENGINE_PYTHON
from bot.operations.training import model_path, train
from bot.settings import PROJECT

SECRET = "a secret for tests"
READY_SECONDS = 90


@dataclass
class Service:
    """Engine and front desk, running; their output goes to files in `folder`."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    engine_port: int = 0
    public_port: int = 0
    model: Path | None = None
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.public_port}"

    @property
    def intake(self) -> str:
        return f"sqlite:///{self.folder / 'intake.db'}"

    def envelopes(self) -> list[Envelope]:
        """What parents sent, as the office finds it; the newest last."""
        engine = prepare(self.intake)
        with engine.connect() as connection:
            found = [Envelope(**row._mapping) for row in connection.execute(select(ENVELOPES).order_by(text("rowid")))]
        engine.dispose()
        return found

    def opened(self, envelope: Envelope) -> dict[str, Any]:
        """What is inside, with the office's private key."""
        content: dict[str, Any] = unseal(envelope, opening_key(self.folder / "keys", envelope.key))["content"]
        return content

    @property
    def engine_url(self) -> str:
        return f"http://127.0.0.1:{self.engine_port}"

    def start(self) -> Service:
        self.folder.mkdir(parents=True, exist_ok=True)
        prepare(self.intake).dispose()
        if not is_there(self.folder / "keys"):
            make(self.folder / "keys", datetime.now(UTC))
        if not model_path().exists():
            train(self.folder / "train.log")
        # The model stays the one it began with, also after a restart.
        self.model = model_path()
        self.engine_port, self.public_port = free_port(), free_port()
        self.start_engine()
        self._start("front_desk", [APP_PYTHON, "-m", "bot.front_desk"])
        self.wait_until_ready()
        return self

    def start_engine(self) -> None:
        self._start("engine", [ENGINE_PYTHON, "-m", "bot.engine.host", str(self.model), str(self.engine_port)])

    def kill(self, name: str) -> None:
        """Ends a process without letting it say goodbye."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def wait_until_ready(self) -> None:
        give_up = time.monotonic() + READY_SECONDS
        while time.monotonic() < give_up:
            for name, process in self.processes.items():
                assert process.poll() is None, f"{name} ended: see {self.folder}"
            try:
                if httpx.get(self.url + "/readyz").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"the service was not ready in time: see {self.folder}")

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, name: str, command: list[str]) -> None:
        ours = {
            "PYTHONPATH": str(PROJECT),
            "EVENHAND_ENGINE_SECRET": SECRET,
            "EVENHAND_ENGINE_PORT": str(self.engine_port),
            "EVENHAND_PUBLIC_PORT": str(self.public_port),
            "EVENHAND_VAR": str(self.folder),
            "EVENHAND_RATE_LIMITS": "off",
        }
        kept = {key: value for key, value in os.environ.items() if not key.startswith("EVENHAND_")}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=PROJECT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=kept | ours | self.environment,
            )


class Parent:
    """Someone with a conversation: says things and hears what is answered."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        opened = self.http.post("/api/conversations")
        opened.raise_for_status()
        self.http.cookies.clear()
        self.token = opened.json()["token"]
        self.greeting: list[dict[str, Any]] = opened.json()["messages"]
        self.bearer = {"Authorization": f"Bearer {self.token}"}

    def say(self, text: str, client_id: str | None = None) -> list[dict[str, Any]]:
        """The replies to `text`."""
        answer = self.send(text, client_id)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def send(self, text: Any, client_id: Any = None) -> httpx.Response:
        """The raw response to `text`."""
        body = {"text": text, "client_id": client_id or uuid.uuid4().hex}
        return self.http.post("/api/conversations/current/messages", json=body, headers=self.bearer)

    def transcript(self, after: int = 0) -> list[dict[str, Any]]:
        answer = self.http.get("/api/conversations/current/messages", params={"after": after}, headers=self.bearer)
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
