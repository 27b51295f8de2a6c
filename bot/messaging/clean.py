"""Takes out of a message what no keyboard types: control characters and marks that reorder or hide text."""

from __future__ import annotations

import re
import unicodedata

# Direction overrides can make a sentence read backwards for the officer; invisible spaces can hide words. The joiners
# U+200C and U+200D stay: Persian, Hindi and many emoji need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")


def clean(text: str) -> str:
    """`text` as a person would have typed it: no control characters but new lines and tabs, no direction marks, trimmed.

    Half of a surrogate pair, which no encoding can carry, becomes U+FFFD.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n")
    visible = _INVISIBLE.sub("", lines)
    kept = "".join(c for c in visible if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    return kept.strip()
