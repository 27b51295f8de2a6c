"""`make test`: lint, types, content, then every test in both environments. Exit status 1 if anything failed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from bot.operations.environments import APP_PYTHON, ENGINE_PYTHON
from tests.browser.finding import BROWSER, NoBrowser, find_browser


def main() -> None:
    """Runs every step, all of them even when one fails, and says at the end which did."""
    os.chdir(PROJECT)
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "RASA_TELEMETRY_ENABLED": "false", "PYTHONHASHSEED": "0"}
    try:
        environment[BROWSER] = find_browser()
    except NoBrowser as problem:
        raise SystemExit(f"evenhand: {problem}") from None
    pytest = ["-m", "pytest", *sys.argv[1:]]
    steps = {
        "lint": [APP_PYTHON, "-m", "ruff", "check", "."],
        "types": [APP_PYTHON, "-m", "mypy"],
        "content": [APP_PYTHON, "-m", "bot.cli", "content", "check"],
        "model": [APP_PYTHON, "-m", "bot.cli", "train"],
        "tests": [APP_PYTHON, *pytest, "--ignore=tests/engine", "tests"],
        "engine tests": [ENGINE_PYTHON, *pytest, "--noconftest", "tests/engine"],
    }
    failed = []
    for name, command in steps.items():
        print(f"== {name}", flush=True)
        started_at = time.monotonic()
        if subprocess.run(command, env=environment, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - started_at:.0f} s", flush=True)
    if failed:
        raise SystemExit(f"Failed: {', '.join(failed)}")
    print("Everything passed.")


if __name__ == "__main__":
    main()
