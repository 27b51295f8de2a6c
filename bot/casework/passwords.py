"""Which passwords officers may have: long, and not one that would be guessed first (C-134, channels.md E2).

There are no rules about capitals, digits or signs, and no password grows too old. At fifteen characters the usual lists
of common passwords hold almost nothing; what people do instead is to write a common word, a row of keys or their own
name until it is long enough. So what is made of nothing else is refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Iterable, Optional

LEAST_CHARACTERS = 15  # C-134
MOST_CHARACTERS = 1_000  # far above 128; only bounds the work of hashing
# What must be left when everything easily guessed is taken away.
LEAST_OF_ONES_OWN = 6
LEAST_DIFFERENT = 6

_COMMON_WORDS = (
    "password passwort passphrase secret letmein welcome admin administrator login signin changeme default temporary "
    "iloveyou princess sunshine football baseball superman batman pokemon monkey dragon master shadow michael "
    "charlie jessica liverpool chelsea arsenal everton rangers celtic manchester london england summer winter autumn "
    "spring monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december computer internet whatever trustno cheese flower hello freedom starwars "
    "evenhand sendiass sendias iass council officer service support advice information parent school education special needs "
    "correcthorsebatterystaple correct horse battery staple the and for my your is pass word 1234 guest test user"
)
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_SIGNS_FOR_LETTERS = str.maketrans("@4301$5!7", "aaeoissit")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def fault(password: str, names: Iterable[str] = ()) -> Optional[str]:
    """What is wrong with a new password, as one sentence for the officer; None if it will do.

    `names` are those of the officer and the service, which a guesser tries first. Any character counts, spaces too.
    """
    if len(password) < LEAST_CHARACTERS:
        return f"Use at least {LEAST_CHARACTERS} characters; three or four words that only you would put together work well."
    if len(password) > MOST_CHARACTERS:
        return f"Use at most {MOST_CHARACTERS} characters."
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(set(folded)) < LEAST_DIFFERENT:
        return "This repeats the same few characters; add some words of your own."
    own = {part for name in names for part in _words(name) if len(part) > 2}
    if _left(folded, own) >= LEAST_OF_ONES_OWN:
        return None
    if own and _left(folded, ()) >= LEAST_OF_ONES_OWN:
        return (
            "This is made of your name or the service's name, which would be guessed first; add some words of your own."
        )
    return "This is one of the first that would be guessed; add some words of your own."


def _words(text: str) -> Iterable[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [*_NOT_LETTERS.split(folded), _NOT_LETTERS.sub("", folded)]


def _left(folded: str, own: Iterable[str]) -> int:
    """How many different characters remain, at most, once the guessable pieces are gone; digits and signs count little."""
    plain = _without(folded, own)
    disguised = _without(folded.translate(_SIGNS_FOR_LETTERS), own)
    return min(plain, disguised)


def _without(text: str, own: Iterable[str]) -> int:
    for word in sorted({*_COMMON_WORDS.split(), *own}, key=len, reverse=True):
        # Short ones only where they stand alone: "for" is part of many a word.
        pattern = re.escape(word) if len(word) > 3 else rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"
        text = re.sub(pattern, " ", text)
    text = _without_rows(text)
    text = re.sub(r"(.)\1{2,}", r"\1", text)
    text = re.sub(r"(.{2,}?)\1+", r"\1", text)
    letters = _NOT_LETTERS.sub("", text)
    others = set(re.sub(r"\s", "", text)) - set(letters)
    # Random digits and signs are as good as letters; a year or a "1!" at the end is not.
    return len(letters) + (len(others) if len(others) > 4 else 0)


def _without_rows(text: str) -> str:
    for row in _ROWS:
        for direction in (row, row[::-1]):
            for length in range(len(direction), 3, -1):
                for start in range(len(direction) - length + 1):
                    text = text.replace(direction[start : start + length], " ")
    return text
