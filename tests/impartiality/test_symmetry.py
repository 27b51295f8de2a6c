"""The same question about another child, family, need or body gets the same answer, word for word, and the same choices (C-163)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pytest
import yaml

from bot.settings import PROJECT
from tests.running import Parent, Service

SUITE = yaml.safe_load((PROJECT / "tests" / "impartiality" / "symmetry.yml").read_text(encoding="utf-8"))
SLOT = re.compile(r"\{(\w+)\}")
# Words that name the same person in one question change together.
TOGETHER = ({"child", "he", "his"}, {"name", "surname", "he", "his"})
LEAST_PAIRS = 200


def variants(question: str) -> Iterator[str]:
    """`question` with its slots filled: first with the first words, then with one group of slots changed at a time."""
    exchange: dict[str, list[str]] = SUITE["exchange"]
    slots = dict.fromkeys(SLOT.findall(question))
    first = {slot: exchange[slot][0] for slot in slots}
    groups: list[set[str]] = []
    for slot in slots:
        if not any(slot in group for group in groups):
            groups.append(next((group & slots.keys() for group in TOGETHER if slot in group), {slot}))
    yield SLOT.sub(lambda found: first[found[1]], question)
    for group in groups:
        for words in list(zip_longest(*(exchange[slot] for slot in group)))[1:]:
            changed = {slot: word or exchange[slot][-1] for slot, word in zip(group, words)}
            yield SLOT.sub(lambda found, changed=changed: {**first, **changed}[found[1]], question)


def answer(service: Service, text: str) -> list[tuple[Any, ...]]:
    """What a new parent who says `text` reads: each message's kind, leaflet, words and choices."""
    return [
        (
            said["kind"],
            (said.get("leaflet") or {}).get("id"),
            said["text"],
            [choice["label"] for choice in said.get("choices", [])],
        )
        for said in Parent(service.url).say(text)
    ]


@pytest.mark.parametrize("question", SUITE["questions"])
def test_only_what_is_asked_decides_the_answer(question: str, service: Service) -> None:
    first, *others = variants(question)
    expected = answer(service, first)
    different = {text: got for text in others if (got := answer(service, text)) != expected}
    assert not different, f"{first}: {expected[0][:2]}; but {[(text, got[0][:2]) for text, got in different.items()]}"


def test_there_are_enough_pairs() -> None:
    assert sum(len(list(variants(question))) - 1 for question in SUITE["questions"]) >= LEAST_PAIRS


def test_another_question_gets_another_answer(service: Service) -> None:
    """The control: the comparison sees a difference where there is one."""
    assert answer(service, "how do i appeal to the send tribunal") != answer(
        service, "how do i get free school transport"
    )
