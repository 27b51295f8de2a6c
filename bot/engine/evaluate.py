"""Measures a model on held-out messages: python -m bot.engine.evaluate MODEL FOLDER [--json]"""

from __future__ import annotations

import bot.engine.host as host  # first: it quiets Rasa before Rasa is imported

import asyncio  # isort: skip
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Dict, List

from rasa.core.channels.channel import UserMessage
from ruamel.yaml import YAML

from bot.engine.intent_classifier import NON_DISCLOSURE
from bot.engine.leaflet_selector import ALSO, RANKING
from bot.engine.turn import GUARD
from bot.library.find import Outcome, find


class Examination:
    """A model, asked every held-out message."""

    def __init__(self, model: Path, folder: Path) -> None:
        """Loads the model; `folder` holds the YAML files of messages."""
        conversations, _ = host.load(model)
        self._agent, self._folder = conversations.agent, folder
        self._loop = asyncio.new_event_loop()
        self.misses: List[str] = []

    def figures(self) -> Dict[str, Any]:
        """Shares of 1 and counts; also fills `misses` with a line for every message gone wrong."""
        return {**self._leaflets(), **self._kinds(), **self._hard_negatives(), **self._two_questions()}

    def _leaflets(self) -> Dict[str, Any]:
        shelf, today = self._agent.nlg.library.shelf, date.today()  # type: ignore[attr-defined]
        rows, counts = self._rows("leaflet_questions"), Counter()  # type: ignore[var-annotated]
        for row in rows:
            parsed = self._parse(row["text"])
            kind = parsed["intent"]["name"]
            if kind != "ask_leaflet":
                self._miss(row["text"], kind, row["accept"])
                continue
            ranking = parsed[RANKING]
            counts["first"] += ranking[0][0] in row["accept"]
            counts["three"] += any(id_ in row["accept"] for id_, _ in ranking[:3])
            found = find(ranking, parsed.get(ALSO), shelf, today)
            if found.outcome is Outcome.ANSWERED:
                counts["answered"] += 1
                right = found.leaflets[0].id in row["accept"]
                counts["right"] += right
                if not right:
                    self._miss(row["text"], found.leaflets[0].id, row["accept"])
        return {
            "leaflet questions": len(rows),
            "known as such, right leaflet first": counts["first"] / len(rows),
            "known as such, right leaflet among three": counts["three"] / len(rows),
            "answered at once": counts["answered"] / len(rows),
            "right when answered at once": counts["right"] / max(1, counts["answered"]),
        }

    def _kinds(self) -> Dict[str, Any]:
        rows, wrong, silent = self._rows("kinds"), 0, 0
        for row in rows:
            kind = self._parse(row["text"])["intent"]["name"]
            # Both of these are answered by the one constant text.
            same = kind == row["intent"] or (kind in NON_DISCLOSURE and row["intent"] in NON_DISCLOSURE)
            wrong += not same
            silent += not same and row["intent"] in NON_DISCLOSURE
            if not same:
                self._miss(row["text"], kind, row["intent"])
        asked = sum(row["intent"] in NON_DISCLOSURE for row in rows)
        return {
            "other kinds": len(rows),
            "kind right": 1 - wrong / len(rows),
            "asks about somebody or about what we hold": asked,
            "of these given the constant answer": 1 - silent / asked,
        }

    def _hard_negatives(self) -> Dict[str, Any]:
        rows, wrong = self._rows("hard_negatives"), 0
        for row in rows:
            kind = self._parse(row["text"])["intent"]["name"]
            wrong += kind != "ask_leaflet"
            if kind != "ask_leaflet":
                self._miss(row["text"], kind, row["accept"])
        return {"leaflet questions that look like another kind": len(rows), "of these known": 1 - wrong / len(rows)}

    def _two_questions(self) -> Dict[str, Any]:
        rows, both = self._rows("two_questions"), 0
        for row in rows:
            parsed = self._parse(row["text"])
            got = {(parsed.get(RANKING) or [[None]])[0][0], parsed.get(ALSO)}
            met = all(got & set(accepted) for accepted in row["accept"])
            both += met
            if not met:
                self._miss(row["text"], sorted(filter(None, got)), row["accept"])
        return {"messages with two questions": len(rows), "of these both met": both / len(rows)}

    def _rows(self, name: str) -> List[Dict[str, Any]]:
        rows: List[Dict[str, Any]] = YAML(typ="safe").load((self._folder / f"{name}.yml").read_text(encoding="utf-8"))
        return rows

    def _parse(self, text: str) -> Dict[str, Any]:
        assert self._agent.processor is not None
        parsed: Dict[str, Any] = self._loop.run_until_complete(
            self._agent.processor.parse_message(UserMessage(GUARD + text))
        )
        return parsed

    def _miss(self, text: str, got: Any, wanted: Any) -> None:
        self.misses.append(f"{got} instead of {wanted}: {text}")


def main() -> None:
    """Prints the figures, and the misses unless --json."""
    examination = Examination(Path(sys.argv[1]), Path(sys.argv[2]))
    figures = examination.figures()
    if "--json" in sys.argv:
        print(json.dumps(figures))
        return
    for miss in examination.misses:
        print(f"  {miss}")
    for name, value in figures.items():
        print(f"{name:55}{value if isinstance(value, int) else format(value, '.3f'):>8}")


if __name__ == "__main__":
    main()
