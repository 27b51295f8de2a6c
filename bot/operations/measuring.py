"""Measures models on held-out messages, and holds a new one to the bounds before it is published."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomli

from bot.operations.environments import ENGINE_PYTHON
from bot.operations.supervisor import python_environment
from bot.operations.training import model_path, published_link
from bot.settings import PROJECT

HELD_OUT = PROJECT / "tests" / "understanding"


def measure(model: Path, folder: Path = HELD_OUT) -> dict[str, Any]:
    """The figures of `model` on the messages in `folder`: shares of 1 and counts, and under "answers" each message's.

    Raises subprocess.CalledProcessError if the model cannot be loaded.
    """
    command = [ENGINE_PYTHON, "-m", "bot.engine.evaluate", str(model), str(folder), "--json"]
    done = subprocess.run(command, cwd=PROJECT, env=python_environment(), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def bounds(folder: Path = HELD_OUT) -> dict[str, dict[str, float]]:
    """What a model must reach: `at_least` and `at_most`, by the name of the figure."""
    found: dict[str, dict[str, float]] = tomli.loads((folder / "bounds.toml").read_text(encoding="utf-8"))
    return found


def shortfalls(figures: dict[str, Any], folder: Path = HELD_OUT) -> list[str]:
    """Each bound that `figures` miss, one line each."""
    wanted = bounds(folder)
    low = [
        f"{name}: {figures[name]:.3f}, at least {bound}"
        for name, bound in wanted["at_least"].items()
        if figures[name] < bound
    ]
    high = [
        f"{name}: {figures[name]:.3f}, at most {bound}"
        for name, bound in wanted["at_most"].items()
        if figures[name] > bound
    ]
    return low + high


def changed_answers() -> Iterator[str]:
    """Which held-out messages the model of the present content answers otherwise than the one that serves."""
    serving, now = published_link().resolve(), model_path()
    if not now.exists():
        yield "There is no model of the present content yet: run evenhand train --no-publish first."
        return
    before, after = (measure(model)["answers"] for model in (serving, now))
    different = [(text, before.get(text), answer) for text, answer in after.items() if before.get(text) != answer]
    yield f"{len(different)} of {len(after)} evaluation answers change."
    yield from (f"  {was} -> {is_}: {text}" for text, was, is_ in different)
