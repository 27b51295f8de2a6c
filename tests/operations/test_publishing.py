"""One link says which model serves; beside each model stands the content it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.operations.training import content_at, content_of, fingerprint, publish, published_link


@pytest.fixture
def models(tmp_path: Path) -> Path:
    for name in ("one", "two"):
        (tmp_path / "models" / f"{name}.content").mkdir(parents=True)
        (tmp_path / "models" / f"{name}.tar.gz").touch()
    return tmp_path / "models"


def test_publishing_moves_one_link(models: Path) -> None:
    link = published_link(models.parent)
    assert content_at(link) is None
    for name in ("one", "two", "one"):
        publish(models / f"{name}.tar.gz")
        assert link.resolve() == models / f"{name}.tar.gz"
        assert content_at(link) == content_of(models / f"{name}.tar.gz") == models / f"{name}.content"
    assert {path.name for path in models.iterdir()} >= {"current.tar.gz"} and not list(models.glob("*.part"))


def test_a_withdrawal_asks_for_no_training(tmp_path: Path) -> None:
    for folder in ("content", "data", "bot/domain", "bot/engine", "bot/library", "bot/casework", "requirements"):
        (tmp_path / folder).mkdir(parents=True)
    for file in ("config.yml", "requirements/engine.txt", "content/service.toml"):
        (tmp_path / file).write_text("a")
    before = fingerprint(tmp_path)
    (tmp_path / "content/withdrawn.toml").write_text("b")
    assert fingerprint(tmp_path) == before
    (tmp_path / "content/service.toml").write_text("b")
    assert fingerprint(tmp_path) != before
