"""The helplines that emergency messages name, each with the day somebody last rang it (C-91)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Dict, List, Mapping

import tomli

from bot.library.content_error import ContentError

# A number that nobody rang for a year may be somebody else's.
RING_AGAIN_AFTER = timedelta(days=365)


def read_helplines(content: Path) -> Dict[str, str]:
    """The number of each helpline by its name in helplines.toml. Raises ContentError if a number or its day is missing."""
    return {name: str(row["number"]) for name, row in _rows(content).items()}


def to_ring_again(content: Path, today: date) -> List[str]:
    """The names of the helplines that nobody rang for a year."""
    return [name for name, row in _rows(content).items() if today - row["checked_on"] > RING_AGAIN_AFTER]


def _rows(content: Path) -> Mapping[str, Mapping[str, Any]]:
    file = content / "helplines.toml"
    try:
        found: Mapping[str, Any] = tomli.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ContentError(f"helplines.toml cannot be read: {problem}") from None
    for name, row in found.items():
        if not (isinstance(row, Mapping) and row.get("number") and isinstance(row.get("checked_on"), date)):
            raise ContentError(f"helplines.toml: {name} needs a number, and the day somebody last rang it (checked_on)")
    return found
