"""Whether a message asks what we think: that is never answered, however much law stands beside it (C-14, C-162)."""

from __future__ import annotations

import re

_YOU = r"(?:you|u|ya)"
_OUR_VIEW = re.compile(
    r"\bin (?:your|ur) (?:honest |personal |professional )?(?:opinion|view|eyes|mind|judgement|judgment|experience)\b"
    r"|\b(?:your|ur) (?:honest |personal |professional )?(?:opinion|thoughts|verdict)\b"
    rf"|\b(?:what|how) (?:do|would) {_YOU} (?:personally |honestly |really )?(?:think|reckon|feel|make of)\b"
    rf"|\bwhat would {_YOU} do\b"
    rf"|\b(?:do|dont|don't|don’t|would) {_YOU} (?:personally |honestly |really |not )?(?:think|reckon|agree|believe|recommend)\b"
    rf"|\b(?:whose|whos|who's|who’s) side (?:are|r) {_YOU}\b|\bif {_YOU} were (?:me|us|in my|in our)\b",
    re.IGNORECASE,
)


def asks_our_view(text: str) -> bool:
    """Whether the words themselves ask for our opinion, whatever it is about."""
    return _OUR_VIEW.search(text) is not None
