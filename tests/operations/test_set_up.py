"""Set-up says in one sentence what is missing, and leaves alone what is there."""

from __future__ import annotations

import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from bot.operations import bootstrap
from bot.operations.bootstrap import CannotSetUp, Uv
from bot.settings import PROJECT

Usage = namedtuple("Usage", "total used free")


def test_a_disk_too_full_is_said_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: Usage(10e9, 9e9, 1e9))
    with pytest.raises(CannotSetUp, match=r"1\.0 GB free and set-up needs 5"):
        bootstrap._require_space()


def test_a_missing_python_is_fetched_and_if_that_fails_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "_candidates", lambda version: iter(()))
    monkeypatch.setattr(bootstrap, "LOG", tmp_path / "setup.log")
    uv = Uv()
    uv._path = "false"
    with pytest.raises(CannotSetUp, match=r"Python 3\.10 is needed .* pyenv install 3\.10"):
        uv._python(("3.10",))


def test_a_shim_that_does_not_work_is_passed_over(tmp_path: Path) -> None:
    shim = tmp_path / "python3.10"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert not bootstrap._works(shim, ("3.10",))
    assert bootstrap._works(sys.executable, (f"{sys.version_info.major}.{sys.version_info.minor}",))


def test_a_failing_step_names_its_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "LOG", tmp_path / "setup.log")
    with pytest.raises(CannotSetUp, match=r"it broke \(details at the end of .*setup\.log\)"):
        bootstrap.step("Breaking", ["sh", "-c", "echo why; exit 3"], "it broke")
    assert "why" in (tmp_path / "setup.log").read_text()


def test_a_disk_that_fills_up_on_the_way_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "LOG", tmp_path / "setup.log")
    with pytest.raises(CannotSetUp, match="the disk is full"):
        bootstrap.step("Filling", ["sh", "-c", "echo write: No space left on device; exit 1"], "it broke")


def test_set_up_needs_nothing_but_the_standard_library() -> None:
    command = [sys.executable, "-I", "-S", "-c", "import runpy; runpy.run_path('bot/operations/bootstrap.py')"]
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == 0


def test_no_pinned_requirement_names_an_address() -> None:
    for path in (PROJECT / "requirements").iterdir():
        assert "://" not in path.read_text(), path.name
