"""What is asked about a request: never more than is needed, and less than to give a permission (C-46)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.evidence import Asked, NotAgreed
from bot.casework.form import control
from bot.casework.reading import NO, YES, NotUnderstood
from bot.casework.requests.agreed import sealed_request
from bot.casework.requests.course import (
    Ending,
    Request,
    answered,
    begun,
    ending,
    next_question,
    request_of,
    steer,
    told,
)
from bot.casework.requests.kinds import Kind
from tests.casework.referral.answering import finished

DAY = date(2026, 11, 23)
WORDS = "Do you give us permission to keep this request? You can take this back."


def asks(request: Request) -> str:
    question = next_question(request)
    return question.id if question else ""


def say(request: Request, text: str) -> Request:
    question = next_question(request)
    assert question
    how = control(text, question)
    return steer(request, how, question) if how else answered(request, question, question.read(text, DAY))


def through(request: Request, *said: str) -> Request:
    for text in said:
        request = say(request, text)
    return request


def shown(reply: str = "yes") -> list[Asked]:
    return [Asked("request", "hash", WORDS, reply, "2026-11-23T10:00:00+00:00", 9)]


def test_a_withdrawal_takes_fewer_answers_than_the_shortest_referral() -> None:
    request, answers = begun("stop sharing with school", "withdraw"), 0
    while not ending(request):
        request, answers = say(request, "yes" if asks(request) == "send" else "skip"), answers + 1
    assert answers == 2
    assert answers < len(finished(path="call_me").order)


def test_only_a_withdrawal_that_does_not_say_of_what_is_asked_so() -> None:
    assert asks(begun("stop sharing with school", "withdraw")) == "find"
    assert asks(begun("I withdraw my permission", "withdraw")) == "stop"
    assert asks(through(begun("I withdraw my permission", "withdraw"), "Everything")) == "find"


def test_who_stops_something_is_not_asked_where_to_be_reached() -> None:
    assert asks(through(begun("stop ringing me", "withdraw"), "skip")) == "send"
    assert asks(through(begun("my notes", "notes"), "skip")) == "reach"


def test_what_was_said_to_begin_with_stands_in_the_request_as_it_was_said() -> None:
    request = through(begun("my address is WRONG!!", "correction"), "it's 4 Elm Way", "oak-elm-ash", "skip", "yes")
    assert dict(told(request)) == {"words": "my address is WRONG!!", "correct": "it's 4 Elm Way", "find": "oak-elm-ash"}
    assert ending(request) is Ending.SENT


@pytest.mark.parametrize(
    ("said", "how"),
    [
        (("none of these",), Ending.NO_REQUEST),
        (("notes", "skip", "skip", "no"), Ending.REFUSED),
        (("notes", "stop"), Ending.STOPPED),
    ],
)
def test_every_way_out_is_named(said: tuple[str, ...], how: Ending) -> None:
    assert ending(through(begun("", None), *said)) is how


def test_going_back_asks_the_last_question_again_and_not_what_the_words_said() -> None:
    request = through(begun("stop sharing with school", "withdraw"), "oak-elm-ash", "go back")
    assert asks(request) == "find"
    assert asks(say(request, "back")) == "find"


def test_an_unclear_yes_is_asked_again() -> None:
    with pytest.raises(NotUnderstood):
        through(begun("stop sharing with school", "withdraw"), "skip", "ok whatever")


def test_a_request_is_sealed_with_its_evidence_only_if_it_was_agreed_to() -> None:
    request = through(begun("no more emails or calls", "withdraw"), "oak-elm-ash", "yes")
    sealed = sealed_request(request, shown(), lambda hash_, recipient: WORDS, "web")
    assert sealed["kind"] == "withdraw" and sealed["stop"] == ["email", "call"]
    assert sealed["permissions"][0]["reply"] == "yes" and sealed["permissions"][0]["given"] is True
    for asked in ([], shown("ok whatever"), shown("no")):
        with pytest.raises(NotAgreed):
            sealed_request(request, asked, lambda hash_, recipient: WORDS, "web")


@given(
    st.sampled_from(Kind),
    st.lists(st.sampled_from(["skip", "back", "yes", "no", "Sam", "start again", "stop"]), max_size=12),
)
def test_whatever_is_said_it_survives_a_slot_and_asks_something_or_is_over(kind: Kind, said: list[str]) -> None:
    request = begun("please", kind.value)
    for text in said:
        if ending(request):
            break
        try:
            request = say(request, text)
        except NotUnderstood:
            continue
        assert request_of(request.plain()) == request
        assert bool(asks(request)) != bool(ending(request))
    assert request.answers.get("send") in (None, YES, NO)
