"""Conversations as parents have them, each a script of what is said and what a good service answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.library.compose import Library
from tests.running import Parent, Service

HERE = Path(__file__).parent
SCRIPTS = sorted(HERE.glob("*/*.yml"))
EXPECTATIONS = {
    "kind",
    "kinds",
    "not_kind",
    "leaflet",
    "no_card",
    "covers",
    "contains",
    "lacks",
    "choices_include",
    "messages",
    "constant",
    "repeats",
}


@pytest.mark.service
@pytest.mark.parametrize("script", SCRIPTS, ids=[path.relative_to(HERE).with_suffix("").as_posix() for path in SCRIPTS])
def test_conversation_goes_as_written(service: Service, library: Library, script: Path) -> None:
    steps = yaml.safe_load(script.read_text(encoding="utf-8"))["steps"]
    parent = Parent(service.url)
    wrong, before = [], parent.greeting
    for number, step in enumerate(steps, start=1):
        replies = parent.say(step["say"])
        got = " + ".join(f"{one['kind']}({one['leaflet']['id']})" if one["leaflet"] else one["kind"] for one in replies)
        for fault in faults(step["expect"], replies, before, library):
            wrong.append(f"step {number}, {step['say']!r}: {fault}; got {got}: {heard(replies)[:160]!r}")
        before = replies
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_script_has_steps_and_known_expectations() -> None:
    for script in SCRIPTS:
        told = yaml.safe_load(script.read_text(encoding="utf-8"))
        assert set(told) <= {"notes", "steps"} and told["steps"], script
        for step in told["steps"]:
            assert set(step) == {"say", "expect"} and isinstance(step["say"], str), (script, step)
            assert step["expect"] and set(step["expect"]) <= EXPECTATIONS, (script, step)
            assert set(as_list(step["expect"].get("leaflet", []))) <= LEAFLETS, (script, step)


def test_there_are_sixty_scripts_and_every_leaflet_is_asked_for() -> None:
    asked = set()
    for script in SCRIPTS:
        for step in yaml.safe_load(script.read_text(encoding="utf-8"))["steps"]:
            asked |= set(as_list(step["expect"].get("leaflet", [])))
    assert len(SCRIPTS) >= 60
    # Asked about these, a list of organisations or the word that the law differs answers without a card.
    assert asked == LEAFLETS - {"national-organisations", "rest-of-uk"}


def test_a_wrong_reply_is_found_out(library: Library) -> None:
    reply = {"kind": "text", "text": "Good morning.", "choices": [{"label": "Tea"}], "leaflet": None}
    for name, value in {
        "kind": "leaflet",
        "kinds": ["text", "text"],
        "not_kind": "text",
        "leaflet": "mediation",
        "covers": ["mediation"],
        "contains": ["evening"],
        "lacks": ["good MORNING"],
        "choices_include": ["Coffee"],
        "messages": 2,
        "constant": True,
        "repeats": True,
    }.items():
        assert faults({name: value}, [reply], [], library), name
    assert not faults({"kind": "text", "contains": ["good morning"], "choices_include": ["Tea"]}, [reply], [], library)


LEAFLETS = {path.stem for path in (HERE.parents[1] / "content" / "leaflets").glob("*.md")}


def faults(
    expected: dict[str, Any], replies: list[dict[str, Any]], before: list[dict[str, Any]], library: Library
) -> list[str]:
    """Every way in which `replies` are not what was expected; `before` are the replies of the step before."""
    kinds = [one["kind"] for one in replies]
    cards = [one["leaflet"]["id"] for one in replies if one["leaflet"]]
    labels = [choice["label"] for choice in replies[-1]["choices"]] if replies else []
    text = heard(replies).lower()
    constant = library.say("non_disclosure/constant", "web")
    found = {
        # The last message is the answer; what stands before it is an emergency or an introduction.
        "kind": lambda wanted: kinds and kinds[-1] in as_list(wanted),
        "kinds": lambda wanted: kinds == wanted,
        "not_kind": lambda wanted: kinds and not set(as_list(wanted)) & set(kinds),
        "leaflet": lambda wanted: bool(set(as_list(wanted)) & set(cards)),
        "no_card": lambda wanted: not cards,
        "covers": lambda wanted: all(id_ in cards or library.shelf[id_].title in " ".join(labels) for id_ in wanted),
        "contains": lambda wanted: all(filled(words, library) in text for words in wanted),
        "lacks": lambda wanted: not any(filled(words, library) in text for words in wanted),
        "choices_include": lambda wanted: set(wanted) <= set(labels),
        "messages": lambda wanted: len(replies) == wanted,
        "constant": lambda wanted: (
            kinds == ["non_disclosure"]
            and not cards
            and labels == [choice.label for choice in constant.choices]
            and replies[0]["text"] == constant.text
        ),
        "repeats": lambda wanted: heard(replies) == heard(before),
    }
    return [f"wanted {name}: {wanted}" for name, wanted in expected.items() if not found[name](wanted)]


def filled(words: str, library: Library) -> str:
    return words.replace("{phone}", library.service.phone).lower()


def heard(replies: list[dict[str, Any]]) -> str:
    return "\n".join(one["text"] for one in replies)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
