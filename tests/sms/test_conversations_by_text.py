"""The conversations of tests/conversations, had by text: the same answers, each in one text of two segments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.library.compose import Library
from bot.messaging.keywords import CARRIER_WORDS
from bot.messaging.lock_screen import tells_on_a_lock_screen
from bot.messaging.pages import MORE
from bot.messaging.segments import count_segments
from tests.conversations.test_conversations import HERE, SCRIPTS, as_list
from tests.fakes import NO_OFFICE
from tests.running import Service
from tests.sms.over_text import OverText

# By text a referral goes a shorter way: tests/sms/test_short_referral.py.
ELSEWHERE = ("referring",)
BY_TEXT = [path for path in SCRIPTS if path.parent.name not in ELSEWHERE]
TODAY = datetime.now(UTC).date()


@pytest.fixture
def parent(service: Service, library: Library, tmp_path: Path) -> Iterator[OverText]:
    made = OverText(service, library, tmp_path, NO_OFFICE, TODAY)
    yield made
    made.close()


@pytest.mark.service
@pytest.mark.parametrize("script", BY_TEXT, ids=[path.relative_to(HERE).with_suffix("").as_posix() for path in BY_TEXT])
def test_conversation_goes_the_same_way_by_text(parent: OverText, library: Library, script: Path) -> None:
    wrong, known = [], 0
    for number, step in enumerate(yaml.safe_load(script.read_text(encoding="utf-8"))["steps"], start=1):
        said = step["say"]
        answer = parent.text(said)
        wrong += [f"step {number}, {said!r}: {fault}: {answer!r}" for fault in faults_of_a_text(answer, number == 1)]
        new, known = parent.messages()[known:], len(parent.messages())
        replies = [one for one in new if one["from"] != "parent"]
        if not replies:
            known = 0
            break
        kinds = [one["kind"] for one in replies]
        cards = [one["leaflet"]["id"] for one in replies if one["leaflet"]]
        expected = step["expect"]
        if "kind" in expected and kinds[-1] not in as_list(expected["kind"]):
            wrong.append(f"step {number}, {said!r}: wanted {expected['kind']}, got {kinds}")
        if "leaflet" in expected and not set(as_list(expected["leaflet"])) & set(cards):
            wrong.append(f"step {number}, {said!r}: wanted {expected['leaflet']}, got {cards}")
        if "emergency" in kinds and "999" not in answer[:70]:
            wrong.append(f"step {number}, {said!r}: the emergency words do not come first: {answer!r}")
    assert not wrong, "\n" + "\n".join(wrong)


def faults_of_a_text(answer: str, is_first: bool) -> Iterator[str]:
    if count_segments(answer) > 2:
        yield f"{count_segments(answer)} segments"
    if told := tells_on_a_lock_screen(answer):
        yield f"{told} on a lock screen"
    if asked := re.search(rf"\b(?:reply|say|answer|text)\W+(?:{'|'.join(CARRIER_WORDS)})\b", answer, re.IGNORECASE):
        yield f"asks for {asked[0]!r}"
    if is_first and "999" not in answer and not ("unless you agree" in answer and "ring 01632 960123" in answer):
        yield "does not say what becomes of texts"
    if is_first and "http" in answer.removesuffix(MORE)[:40]:
        yield "begins with a link"
