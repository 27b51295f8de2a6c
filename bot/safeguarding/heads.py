"""The classifier beside the rules: one line of numbers a question, put to the sentence embedding.

The weights stand in weights.json, a small text file that `python -m bot.safeguarding.training.fit` makes in the engine's
environment, which has scikit-learn. It is kept with the code, not made at set-up: a change of what counts as danger is then
seen by whoever reviews it, start-up reads 30 kB, and the screen is the same on every machine.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.sentences.encoder import Encoder, folder

FILE = Path(__file__).parent / "weights.json"
# A sentence, or a line: what worries somebody often stands in one of many.
_BOUNDARY = re.compile(r"(?<=[.!?])\s+|\n+|\s+(?:and also|also|plus|by the way|btw)\s+", re.IGNORECASE)
MOST_PARTS = 12


@dataclass(frozen=True)
class Scores:
    """How far each question is answered with yes: above 0 is yes, by the bar that the weights were given."""

    risk: float
    record: float
    now: float
    child: float
    concern: str


class Heads:
    """The questions: is it danger (risk), enough to keep it (record), now, written by a child, and about what."""

    def __init__(self, encoder: Encoder, weights: dict[str, list[float]]) -> None:
        """`weights` are 384 numbers and a bar for each question."""
        self._encoder = encoder
        self._names = list(weights)
        rows = np.array([weights[name] for name in self._names], dtype=np.float32)
        self._rows, self._bars = rows[:, :-1], rows[:, -1]

    def read(self, text: str) -> Scores:
        """The highest score of the whole text and of each of its first parts. A few milliseconds."""
        parts = parts_of(text)
        found = self._encoder.embed(parts) @ self._rows.T + self._bars
        top = dict(zip(self._names, found.max(axis=0).tolist(), strict=True))
        worst = found[int(found[:, self._names.index("risk")].argmax())]
        concerns = [at for at, name in enumerate(self._names) if name.startswith("is_")]
        concern = self._names[max(concerns, key=lambda at: worst[at])]
        return Scores(top["risk"], top["record"], top["now"], top["child"], concern.removeprefix("is_"))


def parts_of(text: str) -> list[str]:
    """The text, and its sentences if it has more than one."""
    parts = [part.strip() for part in _BOUNDARY.split(text) if any(letter.isalnum() for letter in part)]
    return (
        [text, *parts[: MOST_PARTS // 2], *parts[MOST_PARTS // 2 :][-MOST_PARTS // 2 :]] if len(parts) > 1 else [text]
    )


@cache
def heads() -> Heads:
    """The classifier, loaded once. Raises EncoderError if set-up has not made the encoder."""
    return Heads(Encoder(folder()), json.loads(FILE.read_text(encoding="utf-8")))
