"""The trained model on held-out messages: bounds a little under what was measured, so that a loss is seen."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from bot.operations.environments import ENGINE_PYTHON
from bot.operations.supervisor import python_environment
from bot.operations.training import model_path, train
from bot.settings import PROJECT

BOUNDS = {
    "known as such, right leaflet first": 0.80,
    "known as such, right leaflet among three": 0.85,
    "right when answered at once": 0.93,
    "kind right": 0.92,
    "of these given the constant answer": 0.95,
    "of these known": 0.80,
}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not model_path().exists():
        train(tmp_path_factory.mktemp("training") / "train.log")
    command = [ENGINE_PYTHON, "-m", "bot.engine.evaluate", str(model_path()), "tests/understanding", "--json"]
    done = subprocess.run(command, cwd=PROJECT, env=python_environment(), capture_output=True, text=True, check=True)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


@pytest.mark.parametrize("name", BOUNDS)
def test_held_out_messages_are_understood(figures: dict[str, Any], name: str) -> None:
    assert figures[name] >= BOUNDS[name], figures
