"""A published model is taken up while the engine runs; what began with the one before ends with it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Dict, Tuple

import pytest

import bot.engine.host as host


class Held:
    """As much of a model's conversations as is looked at."""

    def __init__(self) -> None:
        self.kept: Dict[str, int] = {}

    def count(self) -> int:
        return len(self.kept)

    def forget(self, conversation: str) -> None:
        self.kept.pop(conversation, None)


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tuple[host.Models, Path]:
    def load(path: Path) -> Tuple[Held, str]:
        if path.read_text() == "torn":
            raise host.ModelError("torn")
        return Held(), path.name.removesuffix(".tar.gz")

    monkeypatch.setattr(host, "load", load)
    for name in "abc":
        (tmp_path / f"{name}.tar.gz").write_text("whole")
    link = tmp_path / "current.tar.gz"
    link.symlink_to("a.tar.gz")
    return host.Models(link), link


def publish(link: Path, name: str) -> None:
    link.unlink()
    link.symlink_to(f"{name}.tar.gz")


def test_new_conversations_begin_on_the_new_model_and_old_ones_end_on_theirs(models: Tuple[host.Models, Path]) -> None:
    found, link = models
    old = found.of(None)
    old.kept["begun"] = 1
    publish(link, "b")
    asyncio.run(found.look())
    assert found.current == "b" and found.of(None) is not old
    assert found.of("a") is old
    found.forget("begun")
    asyncio.run(found.look())
    assert found.of("a") is None


def test_a_model_that_cannot_serve_changes_nothing(models: Tuple[host.Models, Path]) -> None:
    found, link = models
    (link.parent / "b.tar.gz").write_text("torn")
    publish(link, "b")
    asyncio.run(found.look())
    assert found.current == "a"
    publish(link, "c")
    asyncio.run(found.look())
    assert found.current == "c"


def test_nothing_published_changes_nothing(models: Tuple[host.Models, Path]) -> None:
    found, _ = models
    before = found.of(None)
    asyncio.run(found.look())
    assert found.of(None) is before
