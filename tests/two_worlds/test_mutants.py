"""The proof finds leaks: each patch in mutants/ plants one in a copy of the product, and the walk must tell the worlds apart.

A mutant counts as found only if the difference is the one it was planted for, and the same walk finds none in the product.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operations.environments import APP_PYTHON
from bot.settings import PROJECT
from tests.running import Service
from tests.two_worlds.check import ALIKE, DIFFERENT
from tests.two_worlds.figures import is_full, put_by

pytestmark = pytest.mark.service

MUTANTS = Path(__file__).parent / "mutants"
# By what each must be found: the name of an observable, and words of the difference.
FOUND_BY = {
    "01-extra-header": ("headers", "x-case"),
    "02-early-return": ("engine", "only without the record"),
    "03-already-registered": ("body", "already"),
    "04-extra-query": ("statements", "SELECT"),
    "05-other-rate-limit": ("status", "429"),
    "06-slow-hash": ("work", "scrypt"),
    "07-cookie": ("cookies", "known"),
    "08-sequence-number": ("body", "R-"),
    "09-log-line": ("log", "familiar"),
    "10-other-status": ("status", "404 and 403"),
    "11-extra-message": ("body", "I have told"),
    "12-missing-message": ("body", " and "),
    "13-larger-envelope": ("posted", "65"),
    "14-order-of-choices": ("body", "label"),
    "15-etag": ("headers", "etag"),
    "16-retry-after": ("retry_after", "21"),
    "17-welcome-back": ("body", "elcome back"),
    "18-did-you-mean": ("body", "Did you mean"),
    "19-sleep": ("work", "sleep"),
    "20-order-of-headers": ("headers", "another order"),
    "21-redirect": ("headers", "carried"),
    "22-stream": ("body", "ready"),
    "23-remembered-longer": ("status", "401 and 200"),
    "24-two-chunks": ("body", "only with"),
    "25-without-padding": ("size", "4096 and"),
}
# On every commit; all of them in the full proof.
QUICK = ("01-extra-header", "06-slow-hash", "13-larger-envelope")

found: list[str] = []


def copy_of_the_product(folder: Path) -> Path:
    """A copy of bot/, the rest of the project beside it by links."""
    folder.mkdir()
    shutil.copytree(PROJECT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".venv", "models", "content", "tests"):
        (folder / name).symlink_to(PROJECT / name)
    return folder


def plant(patch: Path, copy: Path) -> None:
    """Applies a patch to a copy; it must fit, if need be some lines further on."""
    command = ["git", "apply", "-p1", "-C1", str(patch)]
    done = subprocess.run(
        command, cwd=copy, env=os.environ | {"GIT_CEILING_DIRECTORIES": str(copy.parent)}, capture_output=True
    )
    assert done.returncode == 0, f"{patch.name} no longer fits: make it anew against the present code\n{done.stderr!r}"


def check(copy: Path, service: Service, known: Path) -> subprocess.CompletedProcess[str]:
    """The walk through two worlds of the product in `copy`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("EVENHAND_")}
    return subprocess.run(
        [APP_PYTHON, "-m", "tests.two_worlds.check", str(service.engine_port), str(known)],
        cwd=copy,
        env=kept | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def known(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The turns that the engine answered to the product as it is, in which the same walk finds nothing."""
    folder = tmp_path_factory.mktemp("mutants")
    file, began = folder / "known", time.monotonic()
    done = check(copy_of_the_product(folder / "as-it-is"), service, file)
    assert done.returncode == 0 and ALIKE in done.stdout, done.stdout + done.stderr
    assert f"of {folder / 'as-it-is'}" in done.stdout, "the copy was not what was tried"
    yield file
    put_by("mutants", {"tried": len(chosen()), "found": found, "seconds": round(time.monotonic() - began)})


def chosen() -> list[str]:
    return sorted(FOUND_BY) if is_full() else list(QUICK)


@pytest.mark.parametrize("name", chosen())
def test_a_planted_leak_is_found(name: str, service: Service, known: Path, tmp_path: Path) -> None:
    copy = copy_of_the_product(tmp_path / "copy")
    plant(MUTANTS / f"{name}.patch", copy)
    done = check(copy, service, known)
    assert done.returncode == DIFFERENT, f"not found\n{done.stdout}{done.stderr}"
    kind, words = FOUND_BY[name]
    told = {line.strip().partition(": ")[0]: line for line in done.stdout.splitlines()}
    assert kind in told and words in told[kind], done.stdout
    found.append(name)


def test_every_leak_still_fits_the_product_and_is_in_the_list(tmp_path: Path) -> None:
    patches = sorted(MUTANTS.glob("*.patch"))
    assert [patch.stem for patch in patches] == sorted(FOUND_BY)
    assert len(patches) >= 14
    for patch in patches:
        plant(patch, copy_of_the_product(tmp_path / patch.stem))
