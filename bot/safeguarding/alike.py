"""A son's message and a granddaughter's are read alike: whose child it is must not decide whether somebody is heard (C-163)."""

from __future__ import annotations

import re

_CHILD = re.compile(
    r"\b(?:(?:grand|step)[ -]?(?:son|daughter|child)|son|daughter|nephew|niece|lad|lass|(?:little|young) (?:boy|girl|lad|lass))"
    r"(?=\b|s\b)",
    re.IGNORECASE,
)


def alike(text: str) -> str:
    """`text` with every word for whose child it is, and whether boy or girl, read as "child"."""
    return _CHILD.sub("child", text)
