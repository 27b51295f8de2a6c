"""Starts the three processes, waits until they can answer, restarts one that falls, stops them all.

honcho, circus and supervisor were looked at: none waits for readiness, and each is larger than this page.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

from bot.lifeline import VARIABLE
from bot.settings import PROJECT

log = logging.getLogger("evenhand.serve")

READY_SECONDS = 90.0
STOP_SECONDS = 6.0
# A process that ran this long was well: its next fall is not held against it.
WELL_AFTER_SECONDS = 60.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 30.0


class CannotServe(RuntimeError):
    """The service cannot start; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class Process:
    """One of the three: its command, its port and the setting that moves it."""

    name: str
    command: Sequence[str]
    port: int
    setting: str

    @property
    def ready_url(self) -> str:
        """Answers 200 once it can do its work."""
        return f"http://127.0.0.1:{self.port}/readyz"


def pause_before_restart(falls: int) -> float:
    """Seconds to wait before start number `falls` + 1: 0.2, 0.4, 0.8 and so on, at most 30."""
    return min(FIRST_PAUSE_SECONDS * 2.0 ** (falls - 1), LONGEST_PAUSE_SECONDS)


def require_free_ports(processes: Sequence[Process]) -> None:
    """Raises CannotServe naming the first port that is taken and the setting to change."""
    for process in processes:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", process.port))
            except OSError:
                raise CannotServe(
                    f"port {process.port} is taken; stop what uses it, or set {process.setting} to another number"
                ) from None


async def serve(processes: Sequence[Process], environment: Mapping[str, str], announce: str) -> None:
    """Runs all of `processes` until interrupted; prints `announce` when every one is ready.

    Raises CannotServe if they are not all ready in time; nothing is left running.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    keepers = [asyncio.create_task(_keep(process, environment, stopping)) for process in processes]
    try:
        ready = asyncio.create_task(_until_ready(processes))
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait([ready, stopped, *keepers], return_when=asyncio.FIRST_COMPLETED)
        for keeper in keepers:
            if keeper.done() and not stopping.is_set():
                keeper.result()
        if not stopping.is_set():
            await ready
            print(announce, flush=True)
            await stopped
    finally:
        stopping.set()
        await asyncio.gather(*keepers, return_exceptions=True)


async def _keep(process: Process, environment: Mapping[str, str], stopping: asyncio.Event) -> None:
    falls, was_ready = 0, False
    while not stopping.is_set():
        started_at = time.monotonic()
        running = await asyncio.create_subprocess_exec(
            *process.command,
            cwd=PROJECT,
            env={**environment, VARIABLE: "1"},
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        log.info("%s started, process %d", process.name, running.pid)
        ended, asked = asyncio.create_task(running.wait()), asyncio.create_task(stopping.wait())
        await asyncio.wait([ended, asked], return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            await _stop(running)
            return
        asked.cancel()
        lived = time.monotonic() - started_at
        was_ready = was_ready or lived > 10
        if running.returncode == 1 and not was_ready:
            # It said why it cannot start; trying again would not help.
            raise CannotServe(f"the {process.name} could not start")
        falls = 1 if lived > WELL_AFTER_SECONDS else falls + 1
        pause = pause_before_restart(falls)
        log.error(
            "%s ended (status %s) after %.0f s; starting it again in %.1f s",
            process.name,
            running.returncode,
            lived,
            pause,
        )
        try:
            async with asyncio.timeout(pause):
                await stopping.wait()
        except TimeoutError:
            pass


async def _stop(running: asyncio.subprocess.Process) -> None:
    if running.returncode is None:
        running.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await running.wait()
        except TimeoutError:
            running.kill()
            await running.wait()


async def _until_ready(processes: Sequence[Process]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    for process in processes:
        while not await asyncio.to_thread(_answers, process.ready_url):
            if time.monotonic() > deadline:
                raise CannotServe(f"the {process.name} was not ready after {READY_SECONDS:.0f} seconds")
            await asyncio.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:  # noqa: S310  loopback only
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def python_environment() -> dict[str, str]:
    """The environment children get: ours, with the project importable and no inherited Python settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1" if sys.dont_write_bytecode else ""}
