"""The whole proof that nobody learns who uses the service: make proof

Runs the two worlds at full length, every mutant, the timing, and the search for what 1,000 parents wrote; prints one
table. Takes some twenty minutes on two cores. Exit status 1 if anything failed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.operations.environments import APP_PYTHON
from bot.settings import PROJECT
from tests.two_worlds.figures import FOLDER, FULL

# Each in a process of its own, so that what one loads or leaves behind does not weigh on the timing of the next.
PARTS = {
    "two worlds": "tests/two_worlds/test_two_worlds.py",
    "mutants": "tests/two_worlds/test_mutants.py",
    "timing": "tests/two_worlds/test_timing.py",
    "nothing kept": "tests/whole/test_nothing_kept.py",
}


def main() -> None:
    """Runs the parts named on the command line, or all, and prints the figures."""
    parts = sys.argv[1:] or list(PARTS)
    if unknown := [part for part in parts if part not in PARTS]:
        raise SystemExit(f"there is no part called {unknown[0]}; the parts are: {', '.join(PARTS)}")
    os.environ[FULL] = "full"
    failed, table = [], list[tuple[str, str]]()
    for part in parts:
        print(f"== {part}", flush=True)
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            environment = {"PYTHONPATH": str(PROJECT), "RASA_TELEMETRY_ENABLED": "false", "PYTHONHASHSEED": "0"}
            environment |= {FULL: "full", FOLDER: folder}
            command = [APP_PYTHON, "-m", "pytest", PARTS[part]]
            if subprocess.run(command, cwd=PROJECT, env=os.environ | environment, check=False).returncode:
                failed.append(part)
            figures = {path.stem: json.loads(path.read_text()) for path in sorted(Path(folder).glob("*.json"))}
        table += [*lines(part, figures), (f"{part}: seconds", f"{time.monotonic() - began:.0f}")]
    width = max(len(name) for name, _ in table)
    print()
    for name, figure in table:
        print(f"{name:<{width}}  {figure}")
    if failed:
        raise SystemExit(f"The proof failed: {', '.join(failed)}")
    print("\nNo difference between the two worlds was found.")


def lines(part: str, figures: dict[str, Any]) -> list[tuple[str, str]]:
    """The lines of the table for one part."""
    if part == "two worlds" and "worlds" in figures:
        found = figures["worlds"]
        posted = ", ".join(f"{kind} {number}" for kind, number in sorted(found["envelopes by kind"].items()))
        counted = ("deeds", "requests", "conversations", "turns of the engine", "statements", "log records", "bytes")
        return [
            ("kinds of record in the second world", str(len(found["fixtures"]))),
            *((f"{name} compared", f"{found.get(name, 0):,}") for name in counted),
            ("lines and calls of the product compared", f"{found['lines of work']:,}"),
            ("sealed envelopes compared", f"{found['envelopes']:,} ({posted})"),
        ]
    if part == "mutants" and "mutants" in figures:
        return [("planted leaks found", f"{len(figures['mutants']['found'])} of {figures['mutants']['tried']}")]
    if part == "timing":
        return [
            (
                f"{name}, {what}",
                f"median {one['median_ms']:+.3f} ms, 99 % interval {one['low_ms']:+.3f} to {one['high_ms']:+.3f},"
                f" {one['pairs']:,} pairs, sign test p = {one['sign']:.2g}",
            )
            for name, by_what in figures.items()
            if name.startswith("timing")
            for what, one in by_what.items()
        ]
    if part == "nothing kept":
        from tests.whole.test_nothing_kept import CANARIES, CONVERSATIONS

        return [("planted names and numbers looked for", f"{len(CANARIES)} in {CONVERSATIONS} conversations")]
    return []


if __name__ == "__main__":
    main()
