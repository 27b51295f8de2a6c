"""A long answer as text messages of at most two segments each; the next is asked for with MORE (channels.md C)."""

from __future__ import annotations

import re
import unicodedata
from typing import List, Sequence

from bot.messaging.lock_screen import covered
from bot.messaging.plain import plain
from bot.messaging.segments import count_segments

MOST_SEGMENTS = 2
MORE = "\nReply MORE"
# No text of two segments is longer.
MOST_CHARACTERS = 306
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_SPACE = re.compile(r"\s+")


def fits(text: str) -> bool:
    """Whether `text` is sent in two segments at most."""
    return count_segments(text) <= MOST_SEGMENTS


def paged(text: str, options: str = "", *, needed: bool = False) -> List[str]:
    """`text`, then `options` on lines of their own, as the texts to send one after another; each but the last asks for MORE.

    `options` that do not fit beneath are left out unless they are `needed`: then they are the last text. An empty text
    gives none. Nothing but space is lost where it is cut, and no text begins with words that tell what it is about.
    """
    text, options = plain(text).strip(), plain(options)
    pieces = ([text] if text else []) if fits(covered(text)) else cut(text)
    if options and pieces and fits(covered(f"{pieces[-1].strip()}\n{options}")):
        pieces[-1] = f"{pieces[-1].strip()}\n{options}"
    elif options and (needed or not pieces):
        pieces = [*pieces[:-1], *(cut(pieces[-1]) if pieces else []), *cut(options)]
    shown = [covered(piece.strip()) for piece in pieces]
    return [page + MORE for page in shown[:-1]] + shown[-1:]


def cut(text: str) -> List[str]:
    """`text` in pieces that fit with MORE beneath them and neutral words above: together they are `text`.

    Cut after a sentence where one ends in the second half, else between words, else never inside a character.
    """
    if not text:
        return []
    pieces = []
    while text and not _fits_with_more(text):
        place = _place(text)
        pieces.append(text[:place])
        text = text[place:]
    return pieces + ([text] if text else [])


def _place(text: str) -> int:
    most = min(len(text), MOST_CHARACTERS)
    while most > 1 and not _fits_with_more(text[:most]):
        most -= 1
    for ends, least in ((_SENTENCE_END, most // 2), (_SPACE, 1)):
        found = [match.end() for match in ends.finditer(text, 0, most) if match.end() > least]
        if found:
            return found[-1]
    return _before_mark(text, most)


def _fits_with_more(piece: str) -> bool:
    return fits(covered(piece.strip()) + MORE)


def _before_mark(text: str, place: int) -> int:
    # A mark, a joiner or a variation belongs to the character before it.
    moved = place
    while moved > 1 and moved < len(text) and (_joins(text[moved]) or text[moved - 1] == "\u200d"):
        moved -= 1
    return moved if moved > 1 else place


def _joins(character: str) -> bool:
    return (
        unicodedata.combining(character) != 0
        or character in "\u200d\ufe0e\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def numbered(labels: Sequence[str]) -> str:
    """Choices as lines: "1 Yes", "2 No"."""
    return "\n".join(f"{number} {label}" for number, label in enumerate(labels, start=1))
