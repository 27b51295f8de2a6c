"""What is asked in the middle of a form is met by the rule of its own topic, and the form asks again."""

from pathlib import Path

from ruamel.yaml import YAML

from bot.engine.importer import inside_forms

FORM = {"rule": "begin", "steps": [{"intent": "begin"}, {"action": "the_form"}, {"active_loop": "the_form"}]}
PLAIN = {"rule": "greet", "steps": [{"intent": "greet"}, {"action": "utter_hello"}]}
OWN = {
    "rule": "greet inside",
    "condition": [{"active_loop": "the_form"}],
    "steps": [{"intent": "greet"}, {"action": "x"}],
}


def test_a_plain_rule_stands_inside_each_form_too() -> None:
    (made,) = inside_forms([FORM, PLAIN])
    assert made["condition"] == [{"active_loop": "the_form"}]
    assert made["steps"] == [*PLAIN["steps"], {"action": "the_form"}, {"active_loop": "the_form"}]


def test_a_rule_written_for_that_form_stands_instead() -> None:
    assert inside_forms([FORM, PLAIN, OWN]) == []


def test_every_form_of_ours_meets_every_plain_kind_of_message() -> None:
    rules = [
        rule for file in Path("data/rules").glob("*.yml") for rule in YAML(typ="safe").load(file.read_text())["rules"]
    ]
    made = inside_forms(rules)
    for form in ("guide_form", "referral_form"):
        met = {rule["steps"][0]["intent"] for rule in made if rule["condition"] == [{"active_loop": form}]}
        assert {"ask_leaflet", "ask_third_party", "ask_status", "distress", "other_language", "ask_dates"} <= met
