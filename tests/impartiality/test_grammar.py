"""The rules that need grammar, measured on labelled sentences (docs/impartiality.md), with hard ones by name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.impartiality.check import check_leaflet
from bot.impartiality.grammar import BETTER, faults
from bot.library.content_error import ContentError
from bot.library.leaflet import parse_leaflet
from tests.library.making import leaflet_text

LABELLED = yaml.safe_load(Path(__file__).with_name("labelled.yml").read_text(encoding="utf-8"))


def rules(text: str) -> set[str]:
    return {fault.rule for fault in faults(text)}


def test_labelled_sentences_are_told_apart() -> None:
    assert len(LABELLED) >= 200
    flagged = [(bool(rules(row["text"])), bool(row["rules"])) for row in LABELLED]
    right, alarms, missed = flagged.count((True, True)), flagged.count((True, False)), flagged.count((False, True))
    precision, recall = right / (right + alarms), right / (right + missed)
    print(f"precision {precision:.3f}, recall {recall:.3f} on {len(LABELLED)} sentences")
    assert precision >= 0.97 and recall >= 0.87


@pytest.mark.parametrize("rule", BETTER)
def test_each_rule_finds_most_of_its_own(rule: str) -> None:
    own = [row["text"] for row in LABELLED if rule in row["rules"]]
    assert len(own) >= 15
    assert sum(rule in rules(text) for text in own) / len(own) >= 0.6


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("You should appeal.", "You do not have to appeal."),
        ("Parents would be wise to appeal.", "Parents can appeal."),
        ("Appeal straight away.", "You can:\n- appeal to the Tribunal"),
        ("The council must reply.", "The council must reply (SEND Regulations 2014, reg. 5)."),
        ("You will win your appeal.", "You will get a letter."),
        ("The council was unreasonable.", "The date on the letter was wrong."),
        ("Oakridge Academy can help.", "The Department for Education can look at it."),
        ("Mediation is the safest route.", "Mediation is one route."),
        ("Unfortunately it is late.", "A refusal to assess can be appealed."),
    ],
)
def test_what_breaks_a_rule_is_told_from_what_does_not(bad: str, good: str) -> None:
    assert rules(bad) and not rules(good)


def test_a_fault_says_where_and_what_to_write_instead() -> None:
    text = leaflet_text().replace("You can use a swing.", "Parents would be wise to use a swing.")
    [told] = [fault for fault in check_leaflet(parse_leaflet("swings", text), text) if "directive" in fault]
    line = next(n for n, line in enumerate(text.splitlines(), 1) if "would be wise" in line)
    assert told.startswith(f"leaflets/swings.md:{line}, Answer: directive") and "You can" in told


def waived(reason: str) -> str:
    waiver = f"waived:\n  - rule: directive\n    words: would be wise\n    reason: {reason}\nquestions:"
    text = leaflet_text().replace("You can use a swing.", "Parents would be wise to use a swing.")
    return text.replace("questions:", waiver, 1)


def test_a_false_alarm_can_be_waived_with_a_reason() -> None:
    leaflet = parse_leaflet("swings", waived("It quotes what the Act itself says of swings."))
    assert not [fault for fault in check_leaflet(leaflet) if "directive" in fault]
    with pytest.raises(ContentError, match="reason"):
        parse_leaflet("swings", waived("no"))


def test_a_waiver_with_nothing_to_waive_is_told() -> None:
    text = waived("It quotes what the Act itself says of swings.").replace(
        "Parents would be wise to use", "You can use"
    )
    assert [fault for fault in check_leaflet(parse_leaflet("swings", text)) if "nothing to waive" in fault]
