"""Trains the model when something it is made from has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Optional

from bot.operations.environments import ENGINE_PYTHON
from bot.settings import PROJECT

# The model that serves: a link, so that it changes at one stroke.
CURRENT = "current.tar.gz"
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
# Read anew by the running service whenever it changes; no model is made from it.
NOT_SOURCES = ("content/withdrawn.toml",)
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
            if path.relative_to(project).as_posix() in NOT_SOURCES:
                continue
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
    shutil.rmtree(content_of(model), ignore_errors=True)
    shutil.copytree(project / "content", content_of(model))
    _forget_old(model.parent)
    return model


def content_of(model: Path) -> Path:
    """The content a model was made from, as it was then: what parents are shown while it serves."""
    return model.with_name(model.name.removesuffix(".tar.gz") + ".content")


def published_link(project: Path = PROJECT) -> Path:
    """Where the link to the model that serves stands, or would."""
    return project / "models" / CURRENT


def content_at(link: Path) -> Optional[Path]:
    """The content of the model that `link` leads to, or None."""
    content = content_of(link.resolve())
    return content if content.is_dir() else None


def publish(model: Path) -> None:
    """Lets `model` serve: a running service takes it up within seconds, and ends what it began on the one before."""
    link = model.parent / CURRENT
    part = link.with_name(f"{CURRENT}.part")
    part.unlink(missing_ok=True)
    part.symlink_to(model.name)
    os.replace(part, link)


def _forget_old(models: Path) -> None:
    found = [path for path in models.glob("*.tar.gz") if not path.is_symlink()]
    serving = (models / CURRENT).resolve()
    for old in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        if old != serving:
            old.unlink()
            shutil.rmtree(content_of(old), ignore_errors=True)
