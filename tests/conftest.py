"""What tests share. `service` is the real thing, started once; `desk` is a front desk with an engine made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

pytest.importorskip("fastapi", reason="the engine's own tests run in the engine's environment")

from bot.front_desk.desk import Desk
from bot.intake.limits import Limits, OpenStreams
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.settings import PROJECT, read_settings
from tests.fakes import NO_OFFICE, FakeEngine
from tests.running import Parent, Service

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def library() -> Library:
    return Library(PROJECT / "content")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    started = Service(tmp_path_factory.mktemp("service") / "var").start()
    yield started
    started.stop()


@pytest.fixture
def parent(service: Service) -> Parent:
    return Parent(service.url)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def desk(library: Library, engine: FakeEngine) -> Desk:
    clock = {"now": 0.0}
    made = Desk(
        read_settings({}),
        library,
        Sessions(30 * 60),
        engine,
        Limits(is_on=False),
        OpenStreams(is_on=False),
        NO_OFFICE,
        today=lambda: TODAY,
        steady=lambda: clock["now"],
    )
    made.clock = clock  # type: ignore[attr-defined]  # tests move time by desk.clock["now"] += seconds
    return made
