"""The two worlds, made once, with the engine of the running service."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest

import bot.intake.conversation
from tests.running import READY_SECONDS, Service, free_port
from tests.two_worlds.engine import EngineAt
from tests.two_worlds.figures import is_full, put_by
from tests.two_worlds.walking import Pair, two_worlds
from tests.two_worlds.watching import TOOL


@pytest.fixture(scope="package")
def engines(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[EngineAt, ...]]:
    """One engine for both worlds; in the full proof one for each, so that one has heard what the other has not."""
    if not is_full():
        yield (EngineAt(service.engine_port),)
        return
    other = Service(tmp_path_factory.mktemp("other") / "var")
    other.folder.mkdir()
    other.model, other.engine_port = service.model, free_port()
    other.start_engine()
    try:
        wait_for(other)
        yield EngineAt(service.engine_port), EngineAt(other.engine_port)
    finally:
        other.stop()


# Of this folder only: time and chance stand still for as long as it lives.
@pytest.fixture(scope="package")
def pair(engines: tuple[EngineAt, ...]) -> Iterator[Pair]:
    with two_worlds(*engines, known=None if is_full() else {}) as made:
        yield made
        put_by("worlds", {**made.figures, "envelopes by kind": dict(made.posted), "fixtures": sorted(made.fixtures)})
    # Other tests share this process: for them time goes on, and nobody counts.
    assert bot.intake.conversation.datetime is datetime
    assert sys.monitoring.get_tool(TOOL) is None and gc.isenabled()


def wait_for(service: Service) -> None:
    """Returns when the engine answers."""
    give_up = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up:
        assert service.processes["engine"].poll() is None, f"the engine ended: see {service.folder}"
        try:
            if httpx.get(service.engine_url + "/readyz").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the engine was not ready in time")
