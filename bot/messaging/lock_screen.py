"""What shows of a text on a locked phone, where anybody reads it: its first forty characters (channels.md C)."""

from __future__ import annotations

import re
from typing import List

# About this much shows, to whoever picks up the phone (C-75).
LOCK_SCREEN = 40
# Longer than what shows, and says nothing.
_COVER = "Thanks for your text. This is our reply.\n"
_TELLING = re.compile(
    r"\b(?:SEND|(?i:sen|sendias+|ehc\w*|tribunals?|child\w*|school\w*|sons?|daughters?|needs|plans?|mediat\w*|appeal\w*"
    r"|exclu\w*|suspen\w*|assess\w*|council|disab\w*|autis\w*|adhd|transport|nursery|college|annual review))\b"
)


def tells_on_a_lock_screen(text: str) -> List[str]:
    """The words among the first `LOCK_SCREEN` characters that say what the message is about."""
    # "Sent" cut short is no "SEN", and "council" of which "co" shows says nothing.
    words = {match.start() for match in _TELLING.finditer(text[: 2 * LOCK_SCREEN])}
    return [match[0] for match in _TELLING.finditer(text[:LOCK_SCREEN]) if match.start() in words]


def covered(text: str) -> str:
    """`text`, with neutral words before it if its own first ones tell what it is about."""
    return _COVER + text if tells_on_a_lock_screen(text) else text
