"""The engine killed and started again, over and over: the parent's conversation goes on where it was."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.running import Parent, Service

pytestmark = pytest.mark.service

DOWN_SECONDS = 1.0
# Most of it needs what was said before: the guide half filled, the leaflet last spoken of, the last reply.
TALK = (
    "i dont know where to start",
    "School",
    "what is a mediation certificate",
    "The council said no",
    "how long does that take?",
    "purple monkey",
    "4",
    "the second one",
    "and how long does that take?",
    "say that again",
    "What I can do next",
    "thanks",
    "tell me more",
    "i dont know where to start",
    "2",
    "Skip",
    "Stop these questions",
    "how long does that take?",
)
KILLED_BEFORE = (1, 2, 3, 4, 6, 7, 8, 9, 12, 15)


@pytest.fixture(scope="module")
def killable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own: other tests must not meet a dead engine."""
    started = Service(tmp_path_factory.mktemp("killed") / "var").start()
    yield started
    started.stop()


def test_conversation_with_ten_crashes_equals_its_undisturbed_twin(killable: Service) -> None:
    disturbed, twin = Parent(killable.url), Parent(killable.url)
    expected = [words(twin.say(text)) for text in TALK]
    heard = []
    for turn, text in enumerate(TALK):
        if turn in KILLED_BEFORE:
            killable.kill("engine")
            killable.start_engine()
        heard.append(words(disturbed.say(text)))
    assert len(KILLED_BEFORE) == 10
    assert heard == expected
    assert not any(one["kind"] == "error" for reply in heard for one in reply)
    assert len({str(reply) for reply in heard}) > len(TALK) // 2, "the replies must differ, or equality says nothing"
    assert words(disturbed.transcript()) == words(twin.transcript())


def test_twin_of_another_talk_does_not_equal_it(killable: Service) -> None:
    first, second = Parent(killable.url), Parent(killable.url)
    assert words(first.say(TALK[2])) != words(second.say(TALK[0]))


def test_message_sent_while_the_engine_is_down_is_answered_once_it_is_back(killable: Service) -> None:
    parent, twin = Parent(killable.url), Parent(killable.url)
    for one in (parent, twin):
        one.say("what is a mediation certificate")
    expected = words(twin.say("how long does that take?"))
    killable.kill("engine")
    starting = threading.Timer(DOWN_SECONDS, killable.start_engine)
    starting.start()
    sent_at = time.monotonic()
    replies = parent.say("how long does that take?")
    waited = time.monotonic() - sent_at
    starting.join()
    assert words(replies) == expected
    assert waited >= DOWN_SECONDS, "it was answered before the engine was back"


def test_emergency_words_wait_for_nobody_to_be_told(killable: Service) -> None:
    parent = Parent(killable.url)
    killable.kill("engine")
    starting = threading.Timer(DOWN_SECONDS, killable.start_engine)
    starting.start()
    replies = parent.say("she keeps cutting herself. how do I ask for an EHC assessment?")
    starting.join()
    assert [one["kind"] for one in replies] == ["emergency", "leaflet"]
    assert "999" in replies[0]["text"]


def test_turns_in_flight_when_the_engine_is_killed_are_all_answered_once(killable: Service) -> None:
    texts = ["what is a mediation certificate", "i dont know where to start", "is school transport free", "School"]
    parents = [Parent(killable.url) for _ in range(8)]
    expected = {}
    twin = Parent(killable.url)
    for text in texts:
        expected[text] = words(twin.say(text))
    with ThreadPoolExecutor(len(parents)) as crowd:
        talks = [crowd.submit(lambda who: [words(who.say(text)) for text in texts], parent) for parent in parents]
        time.sleep(0.03)
        still_talking = sum(not talk.done() for talk in talks)
        killable.kill("engine")
        killable.start_engine()
        heard = [talk.result(60) for talk in talks]
    assert still_talking, "nothing was in flight"
    for parent, replies in zip(parents, heard):
        assert replies == [expected[text] for text in texts]
        said = [one["text"] for one in parent.transcript() if one["from"] == "parent"]
        assert said == texts, "each message stands in the transcript once"


def words(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages as a parent meets them."""
    return [{key: one[key] for key in ("from", "kind", "text", "choices", "leaflet")} for one in messages]
