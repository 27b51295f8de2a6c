"""Light Markdown as plain text: for letters and text messages."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[([^\]]+)\]\((/[^)]*|https?://[^)]*)\)")


def unmarked(text: str) -> str:
    """Light Markdown as a letter or text message shows it."""
    text = _LINK.sub(lambda found: found[1], text.replace("**", ""))
    text = re.sub(r"(?m)^#+ *", "", text)
    text = re.sub(r"(?m)^\|[-| :]+\|$\n?", "", text)
    text = re.sub(r"(?m)^\| *(.*?) *\|$", lambda found: re.sub(r" *\| *", ": ", found[1]), text)
    return re.sub(r"\\([\\`*\[\]<>&])", r"\1", text).strip()
