"""The whole service as `evenhand serve` runs it, and an officer at its pages over the line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import httpx
import pyotp

from bot.casework.access import Role
from bot.operations.accounts import accounts_of
from bot.operations.environments import APP_PYTHON
from bot.services.office.accounts.add_officer import Keys, add_officer
from bot.settings import PROJECT, read_settings
from tests.back_office.office_making import Browser
from tests.back_office.whole_office import press
from tests.running import Parent, free_port

PASSWORD = "teapot lighthouse gravel"
READY_SECONDS = 180.0
# A process that fell is started again after 0.2 s; the pages' own patience is longer than this.
BACK_SECONDS = 60.0


@dataclass
class Whole:
    """Supervisor, engine, front desk and back office; what they print goes to files in `folder`."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def start(self) -> Whole:
        self.folder.mkdir(parents=True, exist_ok=True)
        ports = {name: str(free_port()) for name in ("PUBLIC", "OFFICE", "ENGINE")}
        self.settings |= {"EVENHAND_VAR": str(self.folder / "var"), "EVENHAND_RATE_LIMITS": "off"}
        self.settings |= {f"EVENHAND_{name}_PORT": port for name, port in ports.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENHAND_")}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [APP_PYTHON, "-m", "bot.cli", "serve"],
                cwd=PROJECT,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=kept | self.settings | {"PYTHONPATH": str(PROJECT)},
            )
        self.url, self.office = (f"http://127.0.0.1:{ports[name]}" for name in ("PUBLIC", "OFFICE"))
        give_up = time.monotonic() + READY_SECONDS
        while "Evenhand is ready" not in self.log.read_text():
            assert self.process.poll() is None and time.monotonic() < give_up, self.log.read_text()[-3_000:]
            time.sleep(0.2)
        return self

    @property
    def log(self) -> Path:
        return self.folder / "serve.log"

    @property
    def var(self) -> Path:
        return self.folder / "var"

    def kill(self, name: str) -> None:
        """Ends "front desk" or "back office" without letting it say goodbye; the supervisor starts another."""
        os.kill(self.newest(name), signal.SIGKILL)

    def newest(self, name: str) -> int:
        """The number of the process that was started last under this name."""
        return int(re.findall(rf"{name} started, process (\d+)", self.log.read_text())[-1])

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def officer(self, user_name: str, name: str, role: Role = Role.OFFICER) -> OfficerPage:
        """Somebody who works here, signed in."""
        keys = add_officer(
            accounts_of(read_settings(self.settings)),
            user_name,
            name,
            role,
            PASSWORD,
            service_names=(),
            now=datetime.now(UTC),
        )
        return OfficerPage(self.office, keys)


class OfficerPage(Browser):
    """An officer's browser without scripts. What is not answered is sent again, the same, as the page does."""

    def __init__(self, url: str, keys: Keys) -> None:
        self.http = httpx.Client(base_url=url, headers={"Accept": "text/html", "Origin": url}, timeout=30)  # type: ignore[assignment]
        self.page, self.handle = "", ""
        self.get("/sign-in")
        self.post("/sign-in", user_name=keys.user_name, password=PASSWORD)
        self.get("/sign-in/code")
        answer = self.post("/sign-in/code", code=pyotp.TOTP(keys.secret).now())
        assert answer.status_code == 303, answer.text

    def take(self) -> None:
        """Takes the one conversation that waits."""
        self.get("/queue")
        (self.handle,) = set(re.findall(r'action="/conversations/([0-9a-f]+)/claim"', self.page))
        press(self, f"/conversations/{self.handle}/claim")

    def write(self, text: str) -> None:
        """Sends it under one id until it is answered."""
        path = f"/conversations/{self.handle}/reply"
        fields = {"text": text, "client_id": uuid.uuid4().hex}
        form = dict(re.findall(r'<input type="hidden" name="(csrf|epoch)" value="([^"]*)"', self.page))

        def sent() -> bool:
            return self.http.post(path, data={**form, **fields}).status_code == 303

        patiently(sent)

    def reads(self) -> list[tuple[str, str]]:
        """Who said what, as it stands on the page."""
        found: list[tuple[str, str]] = []

        def read() -> bool:
            answer = self.http.get(f"/conversations/{self.handle}/part")
            items = re.findall(r'data-sender="(\w+)".*?<div class="words[^>]*>(.*?)</div>', answer.text, re.S)
            found[:] = [(who, unescape(re.sub(r"<[^>]+>", "", words)).strip()) for who, words in items]
            return answer.status_code == 200

        patiently(read)
        return found


class PatientParent(Parent):
    """A parent whose page sends again what is not answered."""

    def write(self, text: str) -> None:
        id_ = uuid.uuid4().hex

        def sent() -> bool:
            answer = self.send(text, id_)
            assert answer.status_code != 401, "the page's token finds nothing any more"
            return answer.status_code == 200

        patiently(sent)

    def put_through(self, show: str = "no") -> None:
        """Asks for a person, and answers both questions."""
        self.write("Can I talk to someone?")
        for _ in range(4):
            if self.state() == "waiting":
                return
            asked = self.transcript()[-1]
            labels = [choice["label"] for choice in asked["choices"]]
            is_permission = asked["kind"] == "notice"
            said_yes = any(one["text"].lower() == "yes" for one in self.transcript() if one["from"] == "parent")
            if is_permission:
                self.write(show if said_yes else "yes")
            else:
                self.write(next(label for label in labels if "chat" in label.lower() or "here" in label.lower()))
        raise AssertionError(f"nobody was asked: {self.transcript()[-1]}")

    def state(self) -> str:
        found: list[str] = []

        def read() -> bool:
            answer = self.http.get("/api/conversations/current/messages", headers=self.bearer)
            found[:] = [answer.json().get("state", "")]
            return answer.status_code == 200

        patiently(read)
        return found[0]

    def reads(self) -> list[tuple[str, str]]:
        """Who said what, as it stands on the page."""
        self.state()
        return [(one["from"], one["text"]) for one in self.transcript()]


def patiently(deed) -> None:
    """Does it again until it is answered."""
    give_up = time.monotonic() + BACK_SECONDS
    while True:
        try:
            if deed():
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < give_up, "it was never answered"
        time.sleep(0.1)
