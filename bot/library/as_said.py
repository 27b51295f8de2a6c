"""A parent's own words inside a message of ours, which is light Markdown."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*\[\]<>&])")
# At the beginning of a line these would make a list, a heading or a rule.
_AT_START = re.compile(r"(?m)^(\s*)([-+#=~]|\d+(?=[.)]))")


def as_said(text: str) -> str:
    """`text` so that Markdown shows it as it was typed; its lines stay within the point of a list they stand in."""
    lines = _MARKS.sub(r"\\\1", text).splitlines()
    return "  \n  ".join(_AT_START.sub(_escaped, line) for line in lines)


def _escaped(found: re.Match[str]) -> str:
    # A number is escaped at its point: "1\\." is no list.
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"
