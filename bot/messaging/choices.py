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
# "No one" is a no.
_NUMBERED = re.compile(r"(?:(?:option|number|choice|answer) )?(\d{1,2}|" + "|".join(_NUMBERS) + r")(?: please)?")
_ORDERED = re.compile(r"(?:the )?(" + "|".join(_ORDINALS) + r"|last)(?: one)?(?: please)?")


# Ways around a question. They have no number: "3" said of a child's age is no wish to stop.
AROUND = ("Skip", "Go back", "Stop")
# What makes a number doubtful where it stands for a yes.
_NUMBER_ALONE = re.compile(r"\W*(?:(?:option|number|choice|answer)\W+)?(?:\d{1,2}|one|two)[\s.)!]*", re.IGNORECASE)


def chosen(text: str, labels: Sequence[str]) -> Optional[int]:
    """The place (from 0) of the label that `text` picks: "Mediation", "2", "option 2", "two", "the second one".

    None if it picks none of them: then it is a message like any other. Ways around are picked by their label alone.
    """
    said = _plain(text)
    for place, label in enumerate(labels):
        if said and said == _plain(label):
            return place
    numbered = [place for place, label in enumerate(labels) if label not in AROUND]
    number = None
    if match := _NUMBERED.fullmatch(said):
        number = _NUMBERS.get(match[1]) or int(match[1])
    elif match := _ORDERED.fullmatch(said):
        number = len(numbered) if match[1] == "last" else _ORDINALS[match[1]]
    return numbered[number - 1] if number and 1 <= number <= len(numbered) else None


def is_number_alone(text: str) -> bool:
    """Whether `text` is a number of a choice and nothing else: "1", "(1)", "option 1", but not "1?" or "the first one"."""
    return _NUMBER_ALONE.fullmatch(text) is not None and "?" not in text


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
