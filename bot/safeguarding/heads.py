"""The classifier beside the rules: what the words of a message, each seen in its context, tell of danger.

A narrow convolution slides over the token vectors of the sentence encoder, three at a time; the strongest it finds anywhere
counts, beside the mean of all. So a few words about a bruise are heard in a long message about a school place. The numbers
stand in net.npz and weights.json, small files that `python -m bot.safeguarding.training.fit` makes in the engine's environment.
They are kept with the code, not made at set-up: a change of what counts as danger is then seen by whoever reviews it, start-up
reads a megabyte, and the screen is the same on every machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.safeguarding.alike import alike
from bot.sentences.encoder import Encoder, folder, mean_of

FILE = Path(__file__).parent / "weights.json"
NET = Path(__file__).parent / "net.npz"
# Longer is read in pieces, so that every word is: the encoder sees 128 tokens, which is 60 words and more.
MOST_WORDS = 60
# The mean of a text stands beside what the convolution found with this weight.
MEAN_WEIGHT = 2.0
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


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

    def __init__(self, encoder: Encoder, weights: dict[str, list[float]], net: Mapping[str, np.ndarray]) -> None:
        """`weights` are 384 numbers and a bar for each further question; `net` is what fit.py made.

        Of the net: `slide` (3, 384, filters), `lift` (filters), `strongest` (filters), `mean` (384), and `rest`: its constant,
        the bar for showing the words, the bar for keeping.
        """
        self._slide, self._lift, self._strongest, self._mean = (
            net[name].astype(np.float32) for name in ("slide", "lift", "strongest", "mean")
        )
        self._rest, self._shown, self._kept = (float(one) for one in net["rest"])
        self._encoder = encoder
        self._names = list(weights)
        rows = np.array([weights[name] for name in self._names], dtype=np.float32)
        self._rows, self._bars = rows[:, :-1], rows[:, -1]

    def risk_of(self, tokens: np.ndarray) -> float:
        """How much one text's token vectors (tokens, 384) tell of danger; no bar is taken off."""
        edge = np.zeros((1, tokens.shape[1]), dtype=np.float32)
        padded = np.vstack([edge, tokens, edge])
        count = len(tokens)
        found = sum(padded[at : at + count] @ self._slide[at] for at in range(len(self._slide))) + self._lift
        strongest = np.maximum(found.max(axis=0), 0.0)
        return float(strongest @ self._strongest + MEAN_WEIGHT * mean_of([tokens])[0] @ self._mean + self._rest)

    def read(self, text: str) -> Scores:
        """The highest score of any piece of the text. A few milliseconds."""
        pieces = [self._encoder.tokens([piece])[0] for piece in pieces_of(alike(text))]
        risks = [self.risk_of(piece) for piece in pieces]
        risk = max(risks)
        answers = mean_of([pieces[risks.index(risk)]])[0] @ self._rows.T + self._bars
        told = dict(zip(self._names, answers.tolist(), strict=True))
        concern = max((name for name in told if name.startswith("is_")), key=told.__getitem__)
        return Scores(
            risk - self._shown,
            risk - self._kept,
            told["record"],
            told["now"],
            told["child"],
            concern.removeprefix("is_"),
        )


def pieces_of(text: str) -> list[str]:
    """The text, or its sentences together in pieces of `MOST_WORDS` words at most; a longer sentence is cut."""
    if len(text.split()) <= MOST_WORDS:
        return [text]
    pieces: list[list[str]] = [[]]
    for sentence in _SENTENCE_END.split(text):
        words = sentence.split()
        for start in range(0, len(words), MOST_WORDS):
            some = words[start : start + MOST_WORDS]
            if len(pieces[-1]) + len(some) > MOST_WORDS:
                pieces.append([])
            pieces[-1] += some
    return [" ".join(piece) for piece in pieces if piece]


@cache
def heads() -> Heads:
    """The classifier, loaded once. Raises EncoderError if set-up has not made the encoder."""
    return Heads(Encoder(folder()), json.loads(FILE.read_text(encoding="utf-8")), np.load(NET))
