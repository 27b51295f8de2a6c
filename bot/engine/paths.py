"""Where the engine finds what it needs: in the project it runs from."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def content_folder() -> Path:
    """content/ of the project, or `EVENHAND_CONTENT`."""
    return Path(os.environ.get("EVENHAND_CONTENT", PROJECT / "content"))
