"""Whether a message is about another part of the UK, where the law is different (process-facts: `rest-of-uk`)."""

from __future__ import annotations

import re

_PLACES = (
    r"scotland|scottish|glasgow|edinburgh|aberdeen|dundee|inverness|wales|welsh|cardiff|swansea|wrexham"
    r"|northern ireland|n ireland|belfast|derry|lisburn"
)
# Someone who moves to England, or has moved, asks about England.
_MOVED = r"\b(?:mov\w+|came|come|coming|transferr?\w*|relocat\w+)\b[^.?!]{0,40}\bfrom\b[^.?!]{0,20}"
_ELSEWHERE = re.compile(rf"\b(?:{_PLACES})\b", re.IGNORECASE)
_ARRIVED = re.compile(rf"{_MOVED}\b(?:{_PLACES})\b", re.IGNORECASE)


def is_about_another_nation(text: str) -> bool:
    """Whether `text` speaks of Scotland, Wales or Northern Ireland, other than as where a family came from."""
    return bool(_ELSEWHERE.search(text)) and not _ARRIVED.search(text)
