"""Other organisations that can help, from content/directory: listed by name, never ranked (C-26, C-164)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Tuple

import tomli

from bot.library.content_error import ContentError


@dataclass(frozen=True)
class Organisation:
    """One organisation: what it does, for whom, where to find it, and the day that was last checked."""

    name: str
    does: str
    contact: str
    checked_on: date


def read_directory(content: Path) -> Tuple[Organisation, ...]:
    """Every organisation in `content`/directory, by name. Raises ContentError naming the file at fault."""
    found = []
    for path in sorted((content / "directory").glob("*.toml")):
        try:
            found.append(Organisation(**tomli.loads(path.read_text(encoding="utf-8"))))
        except (TypeError, tomli.TOMLDecodeError):
            raise ContentError(
                f"directory/{path.name}: it needs name, does, contact and checked_on, and nothing else"
            ) from None
    return tuple(sorted(found, key=lambda organisation: organisation.name.lower()))
