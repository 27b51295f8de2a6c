"""Starts a server, times it until it answers, measures its memory, stops it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil

from bot.intake.keys import is_there, make
from bot.intake.post_box import prepare
from bot.operations.environments import APP_PYTHON, ENGINE_PYTHON
from bot.operations.training import model_path, train
from bot.settings import PROJECT
from tests.sms.twilio_signing import SMS_ENVIRONMENT

STOCK = PROJECT / "var" / "bench" / "stock"
LOGS = PROJECT / "var" / "bench"
STOCK_PORT, ENGINE_PORT, FRONT_PORT = 15105, 15005, 18000
SECRET = "bench"


class Server:
    """A running server: how long it took to answer, and its memory."""

    def __init__(self, process: subprocess.Popen[bytes], ready_seconds: float) -> None:
        self.process, self.ready_seconds = process, ready_seconds

    @property
    def megabytes(self) -> float:
        """Resident memory of the process and its children."""
        parent = psutil.Process(self.process.pid)
        return sum(one.memory_info().rss for one in [parent, *parent.children(recursive=True)]) / 1e6


@contextmanager
def running(
    name: str, command: Sequence[str], is_ready: Callable[[], bool], cwd: Path = PROJECT, **environment: str
) -> Any:
    """The server started by `command`, ready; ended afterwards."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{name}.log").open("wb") as log:
        started_at = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=os.environ | environment
        )
        try:
            while not _asks(is_ready):
                if process.poll() is not None or time.perf_counter() - started_at > 300:
                    raise SystemExit(f"{name} did not start; see {log.name}")
                time.sleep(0.02)
            yield Server(process, time.perf_counter() - started_at)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _asks(is_ready: Callable[[], bool]) -> bool:
    try:
        return is_ready()
    except httpx.HTTPError:
        return False


RASA = "import skops.io, sys; from rasa.__main__ import main; sys.argv = ['rasa', *sys.argv[1:]]; main()"
# The stock server starts exactly as its users start it: nothing of ours makes it faster or slower.
STOCK_RASA = "import sys; from rasa.__main__ import main; sys.argv = ['rasa', *sys.argv[1:]]; main()"


def make_stock() -> None:
    """Builds `rasa init`'s assistant once, with its default pipeline and policies."""
    if list(STOCK.glob("models/*.tar.gz")):
        return
    print("Building the stock assistant (rasa init; a minute or two) ...", flush=True)
    STOCK.mkdir(parents=True, exist_ok=True)
    with (LOGS / "stock-init.log").open("wb") as log:
        command = [ENGINE_PYTHON, "-c", RASA, "init", "--no-prompt", "--init-dir", str(STOCK)]
        environment = os.environ | {"RASA_TELEMETRY_ENABLED": "false"}
        subprocess.run(command, check=True, stdout=log, stderr=log, env=environment)


def stock() -> Any:
    """The stock assistant behind its REST channel."""
    url = f"http://127.0.0.1:{STOCK_PORT}/webhooks/rest/webhook"
    command = [ENGINE_PYTHON, "-c", STOCK_RASA, "run", "-i", "127.0.0.1", "-p", str(STOCK_PORT)]

    def ready() -> bool:
        answer = httpx.post(url, json={"sender": "ready", "message": "hello"}, timeout=30)
        return answer.status_code == 200 and bool(answer.json())

    return running("stock", command, ready, cwd=STOCK, RASA_TELEMETRY_ENABLED="false")


def engine() -> Any:
    """Our engine."""
    if not model_path().exists():
        train(LOGS / "train.log")
    command = [ENGINE_PYTHON, "-m", "bot.engine.host", str(model_path()), str(ENGINE_PORT)]

    def ready() -> bool:
        return httpx.get(f"http://127.0.0.1:{ENGINE_PORT}/readyz").status_code == 200

    return running("engine", command, ready, PYTHONPATH=str(PROJECT), EVENHAND_ENGINE_SECRET=SECRET)


def front_desk() -> Any:
    """Our front desk, before the engine of `engine()`, with a post box and a key of its own."""
    LOGS.mkdir(parents=True, exist_ok=True)
    prepare(f"sqlite:///{LOGS / 'intake.db'}").dispose()
    if not is_there(LOGS / "keys"):
        make(LOGS / "keys", datetime.now(UTC))

    def ready() -> bool:
        return httpx.get(f"http://127.0.0.1:{FRONT_PORT}/readyz").status_code == 200

    return running(
        "front_desk",
        [APP_PYTHON, "-m", "bot.front_desk"],
        ready,
        PYTHONPATH=str(PROJECT),
        EVENHAND_ENGINE_SECRET=SECRET,
        EVENHAND_ENGINE_PORT=str(ENGINE_PORT),
        EVENHAND_PUBLIC_PORT=str(FRONT_PORT),
        EVENHAND_RATE_LIMITS="off",
        EVENHAND_VAR=str(LOGS),
        **SMS_ENVIRONMENT,
    )
