"""Trains the model when something it is made from has changed."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

from bot.operations.environments import ENGINE_PYTHON
from bot.settings import PROJECT

# Everything a model depends on.
SOURCES = (
    "content",
    "data",
    "config.yml",
    "bot/domain",
    "bot/engine",
    "bot/library",
    "bot/casework",
    "requirements/engine.txt",
)
KEPT = 3


class TrainingFailed(RuntimeError):
    """No model came of it; the text is one sentence and names the log."""


def fingerprint(project: Path = PROJECT) -> str:
    """Sixteen hexadecimal digits that change when anything the model is made from changes."""
    digest = hashlib.sha256()
    for source in SOURCES:
        at = project / source
        files = (
            sorted(path for path in at.rglob("*") if path.is_file() and path.suffix != ".pyc") if at.is_dir() else [at]
        )
        for path in files:
            digest.update(path.relative_to(project).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def model_path(project: Path = PROJECT) -> Path:
    """Where the model of the present content stands, or would."""
    return project / "models" / f"{fingerprint(project)}.tar.gz"


def train(log: Path, project: Path = PROJECT) -> Path:
    """Trains the model of the present content into models/ and returns its path. Takes about a minute.

    Raises TrainingFailed; what Rasa printed is in the file `log` (training data only, never a parent's words).
    """
    model = model_path(project)
    environment = os.environ | {
        "PYTHONPATH": str(project),
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
    }
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        command = [ENGINE_PYTHON, "-m", "bot.engine.train", str(model)]
        done = subprocess.run(
            command, cwd=project, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode or not model.exists():
        raise TrainingFailed(f"the model could not be trained; the reason stands at the end of {log}")
    models = sorted((project / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[KEPT:]:
        old.unlink()
    return model
