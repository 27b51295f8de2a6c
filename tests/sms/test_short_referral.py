"""Asking for help by text: at most five texts from the parent, and what is sealed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.intake.envelope import unseal
from bot.intake.keys import make, opening_key
from bot.library.compose import Library
from bot.messaging.segments import count_segments
from tests.fakes import FakePost, office
from tests.running import Service
from tests.sms.over_text import OverText
from tests.sms.test_conversations_by_text import faults_of_a_text

TODAY = datetime.now(UTC).date()


@pytest.fixture
def post() -> FakePost:
    return FakePost()


@pytest.fixture
def parent(service: Service, library: Library, tmp_path: Path, post: FakePost) -> Iterator[OverText]:
    make(tmp_path / "keys", datetime.now(UTC))
    made = OverText(service, library, tmp_path, office(tmp_path / "keys", post), TODAY)
    yield made
    made.close()


def say(parent: OverText, *texts: str) -> str:
    answer = ""
    for text in texts:
        answer = parent.text(text)
        assert not list(faults_of_a_text(answer, False)), answer
    return answer


@pytest.mark.service
@pytest.mark.parametrize(("choice", "way"), [("1", "may_call"), ("Option 2", "may_text"), ("yes, text me", "may_text")])
def test_five_texts_and_it_is_sent(parent: OverText, post: FakePost, tmp_path: Path, choice: str, way: str) -> None:
    say(parent, "hello")
    asked = say(parent, "I would like to refer myself")
    assert "1 Yes, ring me" in asked and "3 No" in asked and count_segments(asked) <= 2
    assert "call you" in say(parent, choice)
    assert "safe time" in say(parent, "Sam")
    assert "Sam" not in (told := say(parent, "weekdays before 3, never at weekends")) and "own words" in told
    assert not post.kept
    sent = say(parent, "the council said no and I do not know what to do")
    assert sent.startswith("Sent. Your reference is")
    (envelope,) = post.kept.values()
    content = unseal(envelope, opening_key(tmp_path / "keys", envelope.key))["content"]
    assert envelope.kind == "call_me"
    assert content["answers"]["phone"] == "07700 900123" and content["answers"]["name"] == "Sam"
    assert content["safety"]["safe_times"] == "weekdays before 3, never at weekends"
    assert content["answers"]["help"] == "the council said no and I do not know what to do"
    assert [(one["purpose"], one["given"]) for one in content["permissions"]] == [("open_case", True), (way, True)]
    assert all("child is at risk of harm" in one["words"] for one in content["permissions"])
    assert "Sam" not in repr(parent.messages())


@pytest.mark.service
def test_no_means_nothing_is_kept(parent: OverText, post: FakePost) -> None:
    assert "Nothing has been kept" in say(parent, "hello", "I would like to refer myself", "3")
    assert not post.kept


@pytest.mark.service
@pytest.mark.parametrize("unclear", ["yes", "ok", "👍", "yes?", "maybe"])
def test_what_is_not_plain_is_asked_again(parent: OverText, post: FakePost, unclear: str) -> None:
    again = say(parent, "hello", "I would like to refer myself", unclear)
    assert "number of your answer" in again and "1 Yes, ring me" in again
    assert "call you" in say(parent, "1")


@pytest.mark.service
@pytest.mark.parametrize("texts", [(), ("1",), ("1", "Sam"), ("1", "Sam", "any time")])
def test_nought_leaves_it_from_any_question(parent: OverText, post: FakePost, texts: tuple[str, ...]) -> None:
    assert "Nothing was sent or kept" in say(parent, "hello", "I would like to refer myself", *texts, "0")
    assert not post.kept


@pytest.mark.service
def test_stop_within_it_ends_everything_said(parent: OverText, post: FakePost) -> None:
    assert "no more texts" in say(parent, "hello", "I would like to refer myself", "1", "Sam", "STOP")
    assert not post.kept and not parent.messages()
    assert "Sam" not in say(parent, "hello")


@pytest.mark.service
def test_danger_within_it_is_answered_first(parent: OverText) -> None:
    answer = say(parent, "hello", "I would like to refer myself", "1", "he is going to kill us")
    assert "999" in answer[:70]


@pytest.mark.service
def test_not_sent_is_said_and_can_be_tried_again(parent: OverText, post: FakePost) -> None:
    post.refusals = 1
    told = say(parent, "hello", "I would like to refer myself", "1", "Sam", "any time", "help with a plan")
    assert "NOT sent" in told and "1 Try again" in told
    assert say(parent, "1").startswith("Sent.")
    assert len(post.kept) == 1


@pytest.mark.service
def test_withdrawing_by_text(parent: OverText, post: FakePost, tmp_path: Path) -> None:
    say(parent, "hello")
    answer = say(parent, "I want to take back my permission")
    for _ in range(6):
        if "Sent." in answer:
            break
        answer = say(parent, "1" if "1 Yes" in answer or "1 Everything" in answer else "SKIP")
    assert "Sent. Reference" in answer
    (envelope,) = post.kept.values()
    content = unseal(envelope, opening_key(tmp_path / "keys", envelope.key))["content"]
    assert content["kind"] == "withdraw" and "phone" not in content["answers"]
    assert content["permissions"][0]["picked"] == "Yes"
