"""Typographic characters as a plain keyboard has them, so that a text stays in the cheap alphabet (channels.md A6)."""

from __future__ import annotations

import unicodedata

from bot.messaging.segments import is_gsm7

# One such character makes the whole text cost more than twice as much. Letters are never changed: ŵ and é belong to names.
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u0060\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7", "-"),
    **dict.fromkeys("\t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f", " "),
    **dict.fromkeys("\u2028\u2029", "\n"),
    "\u2026": "...",
}
_TABLE = str.maketrans(_PLAIN)


def plain(text: str) -> str:
    """`text` in the GSM 7-bit alphabet if punctuation alone kept it out; else as it is, letters composed (NFC).

    Other scripts, emoji and letters with accents are kept: a name is never spelt otherwise.
    """
    composed = unicodedata.normalize("NFC", text)
    changed = composed.translate(_TABLE)
    return changed if is_gsm7(changed) else composed
