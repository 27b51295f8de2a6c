"""A process that ends at any step of a conversation: another takes it up, and nothing is lost, and nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import PROJECT
from tests.handoff.living import A_LIFE

# Every step in `make proof`; here every so many, from another beginning than the faults.
STEP = 1 if os.environ.get("EVENHAND_PROOF") == "full" else 9
# What the service says, by its beginning, where it belongs.
TOLD = {
    "put through": "I have asked for an officer",
    "ash claims": "Ash is here now",
    "ash gives to lin": "Lin goes on with you",
    "lin lets it wait": "The officer had to leave",
    "ash ends": "The officer has ended",
}
# The last is said after the end: it is the assistant's.
EXPECTED = [TOLD.get(deed) or deed.partition(": ")[2] for deed in A_LIFE[:-1]]


def lives(folder: Path, first: int, step: int, fault: str = "") -> Iterator[dict[str, Any]]:
    """What stood there after each life."""
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "EVENHAND_FAULT": fault}
    command = [sys.executable, "-m", "tests.handoff.living", str(folder), str(first), str(step)]
    with (
        (folder / "errors").open("w") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, cwd=PROJECT
        ) as run,
    ):
        assert run.stdout is not None
        try:
            yield from map(json.loads, run.stdout)
        finally:
            run.terminate()
    if run.returncode:
        raise RuntimeError((folder / "errors").read_text()[-3_000:])


def check(found: dict[str, Any]) -> None:
    """Everything was said once, in its order, by whoever it belongs to."""
    texts = [text for _, text in found["said"]]
    assert len(texts) == len(EXPECTED), (found["at"], texts)
    assert all(map(str.startswith, texts, EXPECTED)), (found["at"], texts)
    assert found["states"] == ["closed"], found["at"]
    # What the assistant says is in memory until it is given: asked and then ended, it is asked again.
    assert found["asked"] in (["seven"], ["seven"] * 2), (found["at"], "the assistant is asked what is its alone")


def test_ended_at_any_step_and_taken_up_again_nothing_is_lost_or_twice(tmp_path: Path) -> None:
    found = []
    for one in lives(tmp_path, 1, STEP):
        check(one)
        found.append(one)
    assert len(found) > 100 // STEP and not found[-1]["was_killed"], "too few steps: the hook is not where it was"


FAULTS = {"acknowledged_in_a_second_step": 3, "said_in_a_second_step": 3, "ids_not_looked_at": 55}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_put_into_the_code_is_found(tmp_path: Path, fault: str) -> None:
    with pytest.raises(AssertionError):
        for one in lives(tmp_path, FAULTS[fault], 1, fault):
            check(one)
