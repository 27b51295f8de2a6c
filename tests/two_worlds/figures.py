"""What a run counted, put by for `python -m tests.two_worlds.proof`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

FULL = "EVENHAND_PROOF"
FOLDER = "EVENHAND_PROOF_FIGURES"


def is_full() -> bool:
    """Whether this is the full proof, which takes minutes."""
    return os.environ.get(FULL) == "full"


def put_by(name: str, figures: dict[str, Any]) -> None:
    """Keeps `figures` where the proof asked for them, if it did."""
    if folder := os.environ.get(FOLDER):
        (Path(folder) / f"{name}.json").write_text(json.dumps(figures))
