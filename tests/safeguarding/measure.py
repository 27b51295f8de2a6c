"""How well the screen does on the frozen set: `python -m tests.safeguarding.measure [--misses]` prints the tables.

The set is never used to make the rules or the weights; what it shows is reported as it is (docs/safeguarding.md).
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.safeguarding.look import look

SET = Path(__file__).parents[1] / "safeguarding_set/messages.yml"


@dataclass(frozen=True)
class Row:
    """One labelled message, and what the screen made of it."""

    text: str
    label: str
    level: int
    about: str
    shown: bool
    kept: bool


@cache
def rows() -> tuple[Row, ...]:
    """The whole set, looked at."""
    found = []
    for one in yaml.safe_load(SET.read_text(encoding="utf-8")):
        seen = look(one["text"])
        kept = seen is not None and seen.is_recorded
        found.append(Row(one["text"], one["label"], one["level"], one["about"], seen is not None, kept))
    return tuple(found)


def share(label: str, *, kept: bool = False, least: int = 0) -> float:
    """Which part of the messages with this label, of at least this level, is shown the words; or kept."""
    of = [row for row in rows() if row.label == label and row.level >= least]
    return sum(row.kept if kept else row.shown for row in of) / len(of)


def table() -> str:
    """By label and what it is about: how many, shown the words, kept."""
    number, shown, kept = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in rows():
        for of in ((row.label, "all"), (row.label, row.about)):
            number[of] += 1
            shown[of] += row.shown
            kept[of] += row.kept
    lines = ["| messages | about | number | shown the words | kept |", "| --- | --- | --- | --- | --- |"]
    for label, about in sorted(number, key=lambda of: (of[0], of[1] != "all", of[1])):
        of = (label, about)
        part = f"{shown[of]} ({shown[of] / number[of]:.3f}) | {kept[of]} ({kept[of] / number[of]:.3f})"
        lines.append(f"| {label.replace('_', '-')} | {about.replace('_', ' ')} | {number[of]} | {part} |")
    return "\n".join(lines)


def misses() -> str:
    """The messages of danger that were not shown the words."""
    return "\n".join(
        f"- {row.about.replace('_', ' ')}: {row.text}" for row in rows() if row.label == "risk" and not row.shown
    )


if __name__ == "__main__":
    print(misses() if "--misses" in sys.argv else table())
