"""Measures a model on held-out messages: python -m bot.engine.evaluate MODEL FOLDER [--json]"""

from __future__ import annotations

import bot.engine.host as host  # first: it quiets Rasa before Rasa is imported

import asyncio  # isort: skip
import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

from rasa.core.channels.channel import UserMessage
from ruamel.yaml import YAML

from bot.casework.date_questions import what_happened
from bot.casework.timescales import TIMESCALES, TRANSFER
from bot.engine.intent_classifier import ASK_DATES, ASK_LEAFLET, NON_DISCLOSURE
from bot.engine.leaflet_selector import ALSO, RANKING
from bot.engine.turn import GUARD
from bot.library.compose import DATES_OF
from bot.library.find import Outcome, find

# A list of organisations, the word that the law differs elsewhere, and what we tell whom, are these leaflets' answers.
ANSWERED_BY = {
    "ask_directory": "national-organisations",
    "other_nation": "rest-of-uk",
    "ask_my_information": "confidentiality-impartiality",
    "make_request": "confidentiality-impartiality",
}
# Answered in the same words, whichever of them it is.
ALIKE = (
    set(NON_DISCLOSURE),
    {"ask_language", "other_language"},
    {"out_of_scope", "ask_uncovered"},
    {"ask_my_information", "make_request"},
)
BINS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Understood:
    """What the model made of a message: its kind, the leaflets in order, the outcome, how sure it was of the first."""

    kind: str
    leaflets: Tuple[str, ...]
    outcome: Optional[Outcome]
    confidence: float
    also: Optional[str] = None

    @property
    def answer(self) -> str:
        """What the parent gets, in a word or two."""
        return (
            self.leaflets[0] if self.outcome is Outcome.ANSWERED else self.outcome.value if self.outcome else self.kind
        )


class Examination:
    """A model, asked every held-out message."""

    def __init__(self, model: Path, folder: Path) -> None:
        """Loads the model; `folder` holds the YAML files of messages."""
        conversations, _ = host.load(model)
        self._agent, self._folder = conversations.agent, folder
        self._loop = asyncio.new_event_loop()
        self._shelf, self._today = self._agent.nlg.library.shelf, date.today()  # type: ignore[attr-defined]
        self.answers: Dict[str, str] = {}
        self.misses: List[str] = []
        self.topics: Dict[str, Tuple[int, int, int]] = {}
        self.kinds: Dict[str, Tuple[int, int]] = {}
        self.confusions: Counter[Tuple[str, str]] = Counter()
        self.calibration: List[Tuple[float, int, int]] = []

    def figures(self) -> Dict[str, float]:
        """Shares of 1 and counts; also fills the tables."""
        return {**self._leaflets(), **self._kinds(), **self._others()}

    def _leaflets(self) -> Dict[str, float]:
        counts: Counter[str] = Counter()
        seen: List[Tuple[float, bool]] = []
        topics: Dict[str, List[int]] = {}
        rows = self._rows("leaflet_questions")
        for row in rows:
            got, accept = self._ask(row["text"]), row["accept"]
            first = bool(got.leaflets) and got.leaflets[0] in accept
            three = any(id_ in accept for id_ in got.leaflets[:3])
            tally = topics.setdefault(accept[0], [0, 0, 0])
            for place, value in enumerate((1, first, three)):
                tally[place] += value
            counts["first"] += first
            counts["three"] += three
            counts["silent"] += got.kind in NON_DISCLOSURE
            counts["clarified"] += got.outcome is Outcome.CLARIFY
            if got.outcome is Outcome.ANSWERED:
                counts["answered"] += 1
                counts["wrong"] += not first
            if got.leaflets:
                seen.append((got.confidence, first))
            if not first:
                self.confusions[accept[0], got.leaflets[0] if got.leaflets else got.kind] += 1
                self._miss(row["text"], got.answer, accept)
        self.topics = {name: (a, b, c) for name, (a, b, c) in sorted(topics.items())}
        self.calibration = [
            (low, len(inside), sum(inside))
            for low, high in zip(BINS, (*BINS[1:], 1.01))
            if (inside := [right for confidence, right in seen if low <= confidence < high])
        ]
        total = len(rows)
        return {
            "information questions": total,
            "right leaflet first": counts["first"] / total,
            "right leaflet among three": counts["three"] / total,
            "answered at once": counts["answered"] / total,
            "asked back": counts["clarified"] / total,
            "right when answered at once": 1 - counts["wrong"] / max(1, counts["answered"]),
            "answered at once and wrong": counts["wrong"] / total,
            "taken for a question about somebody or our records": counts["silent"] / total,
        }

    def _kinds(self) -> Dict[str, float]:
        tallies: Dict[str, List[int]] = {}
        for row in self._rows("kinds"):
            got, wanted = self._ask(row["text"]).kind, row["intent"]
            right = got == wanted or any({got, wanted} <= alike for alike in ALIKE)
            tally = tallies.setdefault(wanted, [0, 0])
            tally[0] += 1
            tally[1] += right
            if not right:
                self.confusions[wanted, got] += 1
                self._miss(row["text"], got, wanted)
        self.kinds = {name: (a, b) for name, (a, b) in sorted(tallies.items())}
        silent = [self.kinds[name] for name in NON_DISCLOSURE if name in self.kinds]
        others = {name: b / a for name, (a, b) in self.kinds.items() if name not in NON_DISCLOSURE}
        return {
            "other messages": sum(a for a, _ in self.kinds.values()),
            "their kind right": sum(b for _, b in self.kinds.values()) / sum(a for a, _ in self.kinds.values()),
            "the kind least often right": min(others.values()),
            "about somebody or our records, given the constant answer": sum(b for _, b in silent)
            / sum(a for a, _ in silent),
        }

    def _others(self) -> Dict[str, float]:
        hard = self._rows("hard_negatives")
        known = 0
        for row in hard:
            got = self._ask(row["text"])
            known += bool(got.leaflets)
            if not got.leaflets:
                self._miss(row["text"], got.kind, row["accept"])
        unrelated = self._rows("unrelated")
        answered = 0
        for row in unrelated:
            got = self._ask(row["text"])
            answered += got.outcome is Outcome.ANSWERED
            if got.outcome is Outcome.ANSWERED:
                self._miss(row["text"], got.answer, "no leaflet")
        two = self._rows("two_questions")
        both = 0
        for row in two:
            got = self._ask(row["text"])
            named = {*got.leaflets[:1], got.also}
            met = all(named & set(accepted) for accepted in row["accept"])
            both += met
            if not met:
                self._miss(row["text"], sorted(filter(None, named)), row["accept"])
        return {
            "questions that look like another kind": len(hard),
            "of these known": known / max(1, len(hard)),
            "unrelated": len(unrelated),
            "of these answered with a leaflet": answered / max(1, len(unrelated)),
            "messages with two questions": len(two),
            "of these both met": both / max(1, len(two)),
        }

    def _rows(self, name: str) -> List[Dict[str, Any]]:
        path = self._folder / f"{name}.yml"
        rows: List[Dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8")) if path.exists() else []
        return rows

    def _ask(self, text: str) -> Understood:
        assert self._agent.processor is not None
        parsed: Dict[str, Any] = self._loop.run_until_complete(
            self._agent.processor.parse_message(UserMessage(GUARD + text))
        )
        got = self._understood(text, parsed)
        self.answers[text] = got.answer
        return got

    def _understood(self, text: str, parsed: Dict[str, Any]) -> Understood:
        kind, confidence = parsed["intent"]["name"], float(parsed["intent"]["confidence"])
        if kind in ANSWERED_BY:
            return Understood(kind, (ANSWERED_BY[kind],), Outcome.ANSWERED, confidence)
        if kind == ASK_DATES:
            event = what_happened(text) or TRANSFER
            # The dates of an event are given with its leaflet; any leaflet about the same event would be right.
            ids = [id_ for id_, timescale in DATES_OF.items() if timescale == event]
            first = TIMESCALES[event].leaflet if event in TIMESCALES else TRANSFER
            return Understood(kind, (first, *ids), Outcome.ANSWERED, confidence)
        if kind != ASK_LEAFLET:
            return Understood(kind, (), None, confidence)
        ranking = parsed[RANKING]
        found = find(ranking, parsed.get(ALSO), self._shelf, self._today)
        return Understood(kind, tuple(id_ for id_, _ in ranking), found.outcome, ranking[0][1], parsed.get(ALSO))

    def _miss(self, text: str, got: Any, wanted: Any) -> None:
        self.misses.append(f"{got} instead of {wanted}: {text}")


def report(examination: Examination, figures: Dict[str, float]) -> Sequence[str]:
    """The whole of what was measured, as Markdown (docs/understanding.md)."""
    lines = ["| what | figure |", "| --- | --- |"]
    lines += [
        f"| {name} | {value if isinstance(value, int) else format(value, '.3f')} |" for name, value in figures.items()
    ]
    lines += ["", "| topic | questions | right first | among three |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {n} | {a / n:.2f} | {b / n:.2f} |" for name, (n, a, b) in examination.topics.items()]
    lines += ["", "| kind | messages | right |", "| --- | --- | --- |"]
    lines += [f"| {name} | {n} | {right / n:.2f} |" for name, (n, right) in examination.kinds.items()]
    lines += ["", "| confidence from | questions | right |", "| --- | --- | --- |"]
    lines += [f"| {low:.1f} | {n} | {right / n:.2f} |" for low, n, right in examination.calibration]
    lines += ["", "| meant | taken for | times |", "| --- | --- | --- |"]
    lines += [f"| {a} | {b} | {times} |" for (a, b), times in examination.confusions.most_common(20) if times > 1]
    return lines


def main() -> None:
    """Prints what was measured and every message gone wrong; with --json the figures and answers alone."""
    examination = Examination(Path(sys.argv[1]), Path(sys.argv[2]))
    figures = examination.figures()
    if "--json" in sys.argv:
        print(json.dumps({**figures, "answers": examination.answers}))
        return
    for miss in examination.misses:
        print(f"  {miss}")
    print("\n".join(report(examination, figures)))


if __name__ == "__main__":
    main()
