"""The classifier beside the rules: what a message's embedding is near to, and one line of numbers for each further question.

The weights stand in weights.json and near.npz, small files that `python -m bot.safeguarding.training.fit` makes in the engine's
environment, which has scikit-learn. It is kept with the code, not made at set-up: a change of what counts as danger is then
seen by whoever reviews it, start-up reads a megabyte, and the screen is the same on every machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.sentences.encoder import Encoder, folder

FILE = Path(__file__).parent / "weights.json"
NEAR = Path(__file__).parent / "near.npz"
GAMMA = 1.0
SCALE = 508.0
# A sentence, or a line: what worries somebody often stands in one of many.
_BOUNDARY = re.compile(r"(?<=[.!?])\s+|\n+|\s+(?:and also|also|plus|by the way|btw)\s+", re.IGNORECASE)
MOST_PARTS = 8


@dataclass(frozen=True)
class Scores:
    """How far each question is answered with yes: above 0 is yes, by the bar that the weights were given.

    `kept` is `risk` by the higher bar for what is kept; `record` whether it is told of somebody rather than asked about.
    """

    risk: float
    kept: float
    record: float
    now: float
    child: float
    concern: str


class Heads:
    """The questions: is it danger (risk), enough to keep it (record), now, written by a child, and about what."""

    def __init__(self, encoder: Encoder, weights: dict[str, list[float]], near: Mapping[str, np.ndarray]) -> None:
        """`weights` are 384 numbers and a bar for each question; `near` the machine that fit.py made."""
        self._near = near["vectors"].astype(np.float32) / SCALE
        self._squares = (self._near**2).sum(axis=1)
        self._weights = near["weights"]
        self._rest, self._shown, self._kept = (float(one) for one in near["rest"])
        self._encoder = encoder
        self._names = list(weights)
        rows = np.array([weights[name] for name in self._names], dtype=np.float32)
        self._rows, self._bars = rows[:, :-1], rows[:, -1]

    def _risks(self, rows: np.ndarray) -> np.ndarray:
        apart = (rows**2).sum(axis=1)[:, None] + self._squares - 2 * rows @ self._near.T
        return np.asarray(np.exp(-GAMMA * apart) @ self._weights + self._rest)

    def read(self, text: str) -> Scores:
        """The highest score of the whole text and of each of its first parts. A few milliseconds."""
        parts = parts_of(text)
        # Apart: in one batch every sentence would be as long as the whole, and cost as much.
        rows = np.vstack([self._encoder.embed(some) for some in (parts[:1], parts[1:]) if some])
        found = rows @ self._rows.T + self._bars
        risks = self._risks(rows)
        worst = found[int(risks.argmax())]
        top = dict(zip(self._names, worst.tolist(), strict=True))
        risk = float(risks.max())
        concerns = [at for at, name in enumerate(self._names) if name.startswith("is_")]
        concern = self._names[max(concerns, key=lambda at: worst[at])]
        return Scores(
            risk - self._shown, risk - self._kept, top["record"], top["now"], top["child"], concern.removeprefix("is_")
        )


def parts_of(text: str) -> list[str]:
    """The text, and its sentences if it has more than one."""
    parts = [part.strip() for part in _BOUNDARY.split(text) if any(letter.isalnum() for letter in part)]
    return (
        [text, *parts[: MOST_PARTS // 2], *parts[MOST_PARTS // 2 :][-MOST_PARTS // 2 :]] if len(parts) > 1 else [text]
    )


@cache
def heads() -> Heads:
    """The classifier, loaded once. Raises EncoderError if set-up has not made the encoder."""
    return Heads(Encoder(folder()), json.loads(FILE.read_text(encoding="utf-8")), np.load(NEAR))
