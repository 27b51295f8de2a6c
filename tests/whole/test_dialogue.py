"""Domain, rules, training data, templates and actions agree: nothing is missing, nothing is left over."""

from __future__ import annotations

import ast
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import PROJECT

# Set by the classifier's own rules, so nothing can teach them.
WITHOUT_EXAMPLES = {
    "unreadable",
    "other_nation",
    "other_language",
    "ask_dates",
    "tell_date",
    "make_request",
    # Behind a choice and nowhere else: whoever writes that they want a person is told of every way first.
    "talk_here",
}
# Rasa's own actions, which need no file.
OF_RASA = {"action_deactivate_loop", "action_listen", "action_restart"}


@dataclass(frozen=True)
class Dialogue:
    """What domain, rules, data, templates and actions of a project hold, by name."""

    intents: set[str]
    actions: set[str]
    forms: dict[str, list[str]]
    steps: list[list[dict[str, Any]]]
    examples: dict[str, list[str]]
    templates: set[str]
    action_files: dict[str, str]
    named_in_code: set[str]

    @property
    def intents_in_rules(self) -> set[str]:
        return {step["intent"] for rule in self.steps for step in rule if "intent" in step}

    @property
    def actions_in_rules(self) -> set[str]:
        return {step["action"] for rule in self.steps for step in rule if "action" in step}


def read(project: Path) -> Dialogue:
    domains = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((project / "bot/domain").glob("*.yml"))
    ]
    rules = [
        rule
        for path in sorted((project / "data/rules").glob("*.yml"))
        for rule in yaml.safe_load(path.read_text())["rules"]
    ]
    examples: dict[str, list[str]] = {}
    for path in sorted((project / "data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            # A kind within a kind stands for the kind: ask_my_information/notes.
            examples.setdefault(block["intent"].split("/")[0], []).extend(
                line.removeprefix("- ").strip() for line in block["examples"].splitlines()
            )
    for path in sorted((project / "content/leaflets").glob("*.md")):
        head = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
        examples.setdefault("ask_leaflet", []).extend(head["questions"])
    return Dialogue(
        intents={
            name
            for domain in domains
            for intent in domain.get("intents", [])
            for name in (intent if isinstance(intent, dict) else [intent])
        },
        actions={name for domain in domains for name in domain.get("actions", [])},
        forms={name: form["required_slots"] for domain in domains for name, form in domain.get("forms", {}).items()},
        steps=[rule["steps"] for rule in rules],
        examples=examples,
        templates={
            path.relative_to(project / "content/messages").as_posix().removesuffix(".web.j2")
            for path in (project / "content/messages").glob("*/*.web.j2")
        },
        action_files=dict(named_action(path) for path in (project / "actions").glob("*.py") if named_action(path)[0]),
        named_in_code={text for path in (project / "bot").rglob("*.py") for text in texts_of(path)}
        # An action names the response, utter_topic_form.
        | {
            text.removeprefix("utter_").replace("_", "/", 1)
            for path in (project / "actions").glob("*.py")
            for text in texts_of(path)
        },
    )


def named_action(path: Path) -> tuple[str, str]:
    """The name that the action in this file returns, and the file; an empty name if it holds none."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name == "name":
            returned = [
                one.value.value
                for one in node.body
                if isinstance(one, ast.Return) and isinstance(one.value, ast.Constant)
            ]
            return returned[0] if returned else "", path.stem
    return "", path.stem


def texts_of(path: Path) -> set[str]:
    """Every string in a file; of one put together, what stands before its first gap followed by an asterisk."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            found.add(f"{node.values[0].value}*")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def response(template: str) -> str:
    return "utter_" + template.replace("/", "_")


def faults(told: Dialogue) -> list[str]:
    """Everything in `told` that does not fit the rest."""
    responses = {response(name): name for name in told.templates}
    # A slot is asked for by a template, or by an action of its own.
    slots = {slot for slots in told.forms.values() for slot in slots if f"action_ask_{slot}" not in told.actions}
    asked = {f"utter_ask_{slot}" for slot in slots}
    used = told.actions_in_rules | asked
    counted = Counter((text.lower(), intent) for intent, texts in told.examples.items() for text in set(texts))
    twice = Counter(text for text, _ in counted)
    found = {
        "intent without a rule": told.intents - told.intents_in_rules,
        "intent in a rule and not in the domain": told.intents_in_rules - told.intents,
        "intent without examples": told.intents - set(told.examples) - WITHOUT_EXAMPLES,
        "examples of an intent that is not in the domain": set(told.examples) - told.intents,
        "response in a rule without a template": {name for name in told.actions_in_rules if name.startswith("utter_")}
        - set(responses),
        "slot of a form without a template": asked - set(responses),
        "template that nothing uses": {
            t for r, t in responses.items() if r not in used and not is_named(t, told.named_in_code)
        },
        "action without a file": told.actions - set(told.action_files),
        "action file that is not in the domain": set(told.action_files) - told.actions,
        "action in a rule and not in the domain": {
            name for name in told.actions_in_rules if not name.startswith("utter_")
        }
        - told.actions
        - set(told.forms)
        - OF_RASA,
        "action file not named for its action": {
            file for name, file in told.action_files.items() if name.removeprefix("action_") != file
        },
        "example in two intents": {text for text, times in twice.items() if times > 1},
    }
    return [f"{fault}: {name}" for fault, names in found.items() for name in sorted(names)]


def is_named(template: str, texts: set[str]) -> bool:
    """Whether the code names the template or its response, whole or as a folder and a value (`leaflet/` + outcome)."""
    folder = template.split("/")[0] + "/"
    return (
        template in texts
        or response(template) in texts
        or (f"{folder}*" in texts and template.removeprefix(folder) in texts)
    )


def test_dialogue_fits_together() -> None:
    assert faults(read(PROJECT)) == []


def test_there_is_a_dialogue_to_check() -> None:
    told = read(PROJECT)
    assert (
        len(told.intents) > 20
        and len(told.templates) > 30
        and len(told.steps) > 30
        and told.forms
        and told.action_files
    )
    assert all(told.examples[intent] for intent in told.examples)


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        (
            "bot/domain/handoff.yml",
            "  - ask_language:",
            "  - ask_lingo:\n      use_entities: []\n  - ask_language:",
            "intent without a rule: ask_lingo",
        ),
        (
            "bot/domain/handoff.yml",
            "  - ask_language:",
            "  - ask_lingo:\n      use_entities: []\n  - ask_language:",
            "intent without examples: ask_lingo",
        ),
        (
            "bot/domain/handoff.yml",
            "  - ask_language:\n      use_entities: []\n",
            "",
            "intent in a rule and not in the domain: ask_language",
        ),
        (
            "data/rules/handoff.yml",
            "utter_handoff_contact",
            "utter_handoff_contract",
            "response in a rule without a template: utter_handoff_contract",
        ),
        (
            "data/rules/small_talk.yml",
            "      - intent: deny\n      - action: utter_text_what_next",
            "      - intent: deny\n      - action: utter_greeting_again",
            None,
        ),
        (
            "bot/domain/guide.yml",
            "      - guide_where\n",
            "      - guide_where\n      - guide_age\n",
            "slot of a form without a template: utter_ask_guide_age",
        ),
        ("bot/domain/guide.yml", "actions:\n", "actions:\n  - action_dance\n", "action without a file: action_dance"),
        (
            "bot/domain/guide.yml",
            "  - action_clear_guide\n",
            "",
            "action file that is not in the domain: action_clear_guide",
        ),
        (
            "actions/clear_guide.py",
            '"action_clear_guide"',
            '"action_clean_guide"',
            "action file not named for its action: clear_guide",
        ),
        (
            "data/nlu/greet.yml",
            "examples: |\n",
            "examples: |\n    - Mediator\n",
            "example in two intents: mediator",
        ),
    ],
)
def test_planted_fault_is_found(tmp_path: Path, path: str, old: str, new: str, fault: str | None) -> None:
    for folder in ("bot", "actions", "data", "content"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = set(faults(read(tmp_path)))
    file = tmp_path / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    planted = set(faults(read(tmp_path))) - before
    if fault:
        assert fault in planted
    else:
        assert not planted, "other rules still use it"


def test_template_nothing_uses_is_found(tmp_path: Path) -> None:
    for folder in ("bot", "actions", "data", "content"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "content/messages/text/orphan.web.j2").write_text("{% set kind = 'text' %}", encoding="utf-8")
    assert "template that nothing uses: text/orphan" in faults(read(tmp_path))
