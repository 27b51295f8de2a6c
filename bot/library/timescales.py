"""The words for the dates the law sets, from content/timescales.toml; the law itself is in bot/casework/timescales.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Mapping

import tomli

from bot.casework.timescales import TIMESCALES, TRANSFER, MayMove, transfer_dates
from bot.library.content_error import ContentError


@dataclass(frozen=True)
class StepWords:
    """What happens by a date, the rule in a few words, and the shorter words for a text message."""

    what: str
    rule: str
    sms: str


@dataclass(frozen=True)
class TimescaleWords:
    """What is said of one kind of event: its label, the question for its day, from where time runs, a note."""

    happened: str
    ask: str
    runs_from: str
    note: str
    steps: Mapping[str, StepWords]


@dataclass(frozen=True)
class TimescaleTexts:
    """The words of every timescale by its id, and of what can move a date."""

    of: Mapping[str, TimescaleWords]
    may_move: Mapping[MayMove, str]


def read_timescales(content: Path) -> TimescaleTexts:
    """The words in `content`/timescales.toml. Raises ContentError, one sentence, if any are missing or too many."""
    try:
        found = tomli.loads((content / "timescales.toml").read_text(encoding="utf-8"))
    except (OSError, tomli.TOMLDecodeError, UnicodeDecodeError):
        raise ContentError("timescales.toml cannot be read as TOML") from None
    steps = {id_: {step.id for step in one.steps} for id_, one in TIMESCALES.items()}
    steps[TRANSFER] = set(transfer_dates(2026))
    if set(found) != {*steps, "may_move"}:
        wrong = sorted(set(found) ^ {*steps, "may_move"})
        raise ContentError(f"timescales.toml: [{wrong[0]}] is missing or unknown")
    if set(found["may_move"]) != {one.value for one in MayMove}:
        raise ContentError("timescales.toml: [may_move] needs the reasons of MayMove, each once")
    return TimescaleTexts(
        {id_: _read(id_, found[id_], wanted) for id_, wanted in steps.items()},
        {one: found["may_move"][one.value] for one in MayMove},
    )


def _read(id_: str, found: Dict[str, Any], wanted: set[str]) -> TimescaleWords:
    try:
        steps = {name: StepWords(**words) for name, words in found["steps"].items()}
        words = TimescaleWords(found["happened"], found["ask"], found["from"], found["note"], steps)
    except (KeyError, TypeError, AttributeError):
        raise ContentError(f"timescales.toml: [{id_}] needs happened, ask, from, note and steps") from None
    if set(steps) != wanted:
        raise ContentError(f"timescales.toml: [{id_}] needs the steps {', '.join(sorted(wanted))}")
    return words
