"""The trained model on held-out messages, held to the bounds that also decide whether a model is published."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from bot.library.shelf import read_later, read_shelf
from bot.operations.measuring import HELD_OUT, bounds, measure, shortfalls
from bot.operations.training import model_path, train
from bot.settings import PROJECT

SETS = ("leaflet_questions", "kinds", "hard_negatives", "two_questions", "unrelated")
PHRASE = 5


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((HELD_OUT / f"{name}.yml").read_text(encoding="utf-8"))
    return found


def phrases(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[at : at + PHRASE]) for at in range(len(words) - PHRASE + 1)}


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not model_path().exists():
        train(tmp_path_factory.mktemp("training") / "train.log")
    return measure(model_path())


def test_held_out_messages_are_understood(figures: dict[str, Any]) -> None:
    assert shortfalls(figures) == []


def test_a_bound_that_is_missed_is_told(figures: dict[str, Any]) -> None:
    worst = figures | dict.fromkeys(bounds()["at_least"], 0.0) | dict.fromkeys(bounds()["at_most"], 1.0)
    assert len(shortfalls(worst)) == len(bounds()["at_least"]) + len(bounds()["at_most"])


def test_every_topic_and_every_kind_is_asked_about() -> None:
    shelf = read_shelf(PROJECT / "content")
    asked = [row["accept"] for row in rows("leaflet_questions")]
    assert len(asked) >= 600
    assert {accept[0] for accept in asked} == set(shelf)
    assert {id_ for accept in asked for id_ in accept} <= set(shelf)
    assert len({row["intent"] for row in rows("kinds")}) >= 12


def test_no_held_out_message_shares_a_phrase_with_the_training_data() -> None:
    content = PROJECT / "content"
    trained = {q for one in (*read_shelf(content).values(), *read_later(content)) for q in one.questions}
    for path in (PROJECT / "data/nlu").glob("*.yml"):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            trained |= {line.removeprefix("- ") for line in block["examples"].splitlines()}
    known = {phrase for text in trained for phrase in phrases(text)}
    shared = [row["text"] for name in SETS for row in rows(name) if phrases(row["text"]) & known]
    assert shared == []
