"""Which of the choices offered a parent means, by its label or its number as people write them."""

from __future__ import annotations

import re
from typing import Optional, Sequence

_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1
    )
}
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1
    )
}
_NUMBERED = re.compile(r"(?:(?:option|number|no|choice|answer) )?(\d{1,2}|" + "|".join(_NUMBERS) + r")(?: please)?")
_ORDERED = re.compile(r"(?:the )?(" + "|".join(_ORDINALS) + r"|last)(?: one)?(?: please)?")


def chosen(text: str, labels: Sequence[str]) -> Optional[int]:
    """The place (from 0) of the label that `text` picks: "Mediation", "2", "option 2", "two", "the second one".

    None if it picks none of them: then it is a message like any other.
    """
    said = _plain(text)
    for place, label in enumerate(labels):
        if said and said == _plain(label):
            return place
    number = None
    if match := _NUMBERED.fullmatch(said):
        number = _NUMBERS.get(match[1]) or int(match[1])
    elif match := _ORDERED.fullmatch(said):
        number = len(labels) if match[1] == "last" else _ORDINALS[match[1]]
    return number - 1 if number and 1 <= number <= len(labels) else None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
