"""What is asked next, whatever was answered, refused, changed or gone back on."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.form import Control, control
from bot.casework.referral.course import (
    Ending,
    Referral,
    answered,
    ask_again,
    ending,
    go_back,
    named,
    next_question,
    permitted,
    referral_of,
    steer,
    told,
)
from bot.casework.referral.questions import BY_ID, questions
from tests.casework.referral.answering import TODAY, finished, reply, until

CHOICES = {
    "area": ("here", "unsure"),
    "who": ("parent", "carer", "young_person"),
    "path": ("full", "call_me"),
    "responsibility": ("yes", "no", "unsure"),
    "no_way": ("again", "i_ring"),
    "party_purpose": ("talk_to", "consult_file", "refer_to", "meet_with"),
    "check": ("send", "change.name", "change.phone", "change.may_call", "change.party_any"),
}


def ids(referral: Referral) -> list[str]:
    return [id_ for id_, _ in told(referral)]


def test_nothing_personal_is_asked_before_permission() -> None:
    referral, asked = Referral(), []
    while (question := next_question(referral)) and question.id != "path":
        asked.append(question)
        referral = reply(referral, {"area": "yes", "who": "parent", "open_case": "yes"})
    assert [question.id for question in asked] == ["area", "who", "open_case"]
    assert not any(question.is_personal for question in asked)
    assert all(question.is_personal for question in questions() if question not in asked and question.id != "by_text")


def test_a_name_one_way_and_the_permissions_are_enough() -> None:
    referral = finished(path="call_me")
    assert ending(referral) is Ending.SENT
    assert set(ids(referral)) == {"area", "who", "path", "name", "phone", "help"}


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ({"area": "no"}, Ending.ELSEWHERE),
        ({"who": "friend"}, Ending.FOR_ANOTHER),
        ({"who": "teacher"}, Ending.FOR_ANOTHER),
        ({"open_case": "no"}, Ending.REFUSED),
    ],
)
def test_it_ends_before_anything_personal_is_asked(said: dict[str, str], how: Ending) -> None:
    referral = finished(**said)
    assert ending(referral) is how
    assert not any(BY_ID[id_].is_personal for id_ in referral.answers)


@pytest.mark.parametrize(("call", "text", "email"), list(product(("yes", "no"), repeat=3)))
def test_each_way_may_be_refused_without_losing_the_others(call: str, text: str, email: str) -> None:
    referral = finished(may_call=call, may_text=text, may_email=email, email="sam@example.org")
    assert ("phone" in ids(referral)) == ("yes" in (call, text))
    assert ("email" in ids(referral)) == (email == "yes")
    assert ("no_way" in ids(referral)) == ("yes" not in (call, text, email))
    assert ending(referral) is Ending.SENT


def test_without_any_way_one_can_choose_again() -> None:
    refused = until("no_way", may_call="no", may_text="no", may_email="no")
    again = answered(refused, BY_ID["no_way"], "again")
    question = next_question(again)
    assert question and question.id == "may_call"


def test_changing_another_answer_leaves_it_at_that() -> None:
    referral = until("check", may_call="no", may_text="no", may_email="no")
    changed = answered(ask_again(referral, "name"), BY_ID["name"], "Mo")
    assert next_question(changed) == BY_ID["check"]
    again = ask_again(referral, "may_text")
    assert next_question(answered(again, BY_ID["may_text"], "no")) == BY_ID["no_way"]


def test_of_a_child_whose_carer_has_no_responsibility_nothing_is_asked() -> None:
    referral = finished(who="carer", responsibility="no")
    assert not {"child_name", "age", "setting", "stage"} & set(referral.answers)
    unsure = until("child_name", who="carer", responsibility="not sure")
    assert "child_name" not in unsure.answers


def test_a_young_person_is_asked_about_themself_only() -> None:
    referral = until("setting", who="young_person", age="17")
    assert "child_name" not in referral.answers and referral.answers["age"] == "17"


def test_what_a_change_made_pointless_is_not_told() -> None:
    referral = until("check", may_text="no")
    refused = answered(ask_again(referral, "may_call"), BY_ID["may_call"], "no")
    assert "phone" not in ids(refused) and ("may_leave_voicemail", "no") not in permitted(refused)


def test_each_named_person_and_purpose_is_a_permission_of_its_own() -> None:
    referral = until("party_any")
    for part, value in [
        ("party_any", "yes"),
        *(
            ("party_name", "Mrs Okoye"),
            ("party_purpose", "talk_to"),
            ("party_permission", "yes"),
            ("party_more", "yes"),
        ),
        *(
            ("party_name", "Mrs Okoye"),
            ("party_purpose", "meet_with"),
            ("party_permission", "no"),
            ("party_more", "yes"),
        ),
        *(
            ("party_name", "Dr Chaudhry"),
            ("party_purpose", "consult_file"),
            ("party_permission", "yes"),
            ("party_more", "no"),
        ),
    ]:
        question = next_question(referral)
        assert question and question.id == part
        referral = answered(referral, question, value)
    assert named(referral) == [("Mrs Okoye", "talk_to"), ("Dr Chaudhry", "consult_file")]
    question = next_question(referral)
    assert question and question.id == "keep_equality"
    reopened = go_back(referral)
    question = next_question(reopened)
    assert question and question.id == "party_more" and len(reopened.parties) == 2
    none = ask_again(referral, "party_any")
    assert named(none) == [] and next_question(none) == BY_ID["party_any"]


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("Stop", Control.STOP),
        ("please stop", Control.STOP),
        ("I've changed my mind.", Control.STOP),
        ("GO BACK", Control.BACK),
        ("start again!", Control.RESTART),
        ("skip", Control.SKIP),
        ("rather not say", Control.SKIP),
        ("no thank you", Control.SKIP),
    ],
)
def test_steering_is_known_in_any_case(said: str, how: Control) -> None:
    assert control(said, BY_ID["safe_times"]) is how


@pytest.mark.parametrize(
    "said", ["stop him going to that school", "go back to the start of the year", "no help at all", "I skip work"]
)
def test_a_sentence_steers_nothing(said: str) -> None:
    assert control(said, BY_ID["anything_else"]) is None


def test_no_answers_what_may_not_be_skipped() -> None:
    assert control("no", BY_ID["may_call"]) is None and control("skip", BY_ID["name"]) is None


def test_stopping_leaves_nothing_to_send_and_starting_again_nothing_at_all() -> None:
    referral = until("check")
    assert ending(steer(referral, Control.STOP, BY_ID["check"])) is Ending.STOPPED
    assert steer(referral, Control.RESTART, BY_ID["check"]) == Referral()


@st.composite
def steps(draw: st.DrawFn) -> Referral:
    """A referral after any steps a parent may take, forwards and back."""
    referral = Referral()
    for _ in range(draw(st.integers(0, 60))):
        question = next_question(referral)
        if question is None:
            break
        if draw(st.integers(0, 9)) == 0:
            referral = steer(referral, draw(st.sampled_from([Control.BACK, Control.RESTART])), question)
        elif question.is_optional and draw(st.booleans()):
            referral = steer(referral, Control.SKIP, question)
        else:
            values = CHOICES.get(question.id) or (("yes", "no") if "yes" in _words(question.id) else ("something",))
            referral = answered(referral, question, draw(st.sampled_from(values)))
    return referral


def _words(id_: str) -> tuple[str, ...]:
    is_yes_no = BY_ID[id_].permission or id_ in ("be_careful", "withhold_number", "party_any", "party_more")
    return ("yes", "no") if is_yes_no else ()


@settings(max_examples=300)
@given(steps())
def test_at_every_step_there_is_one_question_or_one_ending(referral: Referral) -> None:
    question = next_question(referral)
    assert (question is None) == (ending(referral) is not None)
    assert referral_of(referral.plain()) == referral
    if question:
        assert question.id not in referral.answers and question.asked(referral.answers)


@settings(max_examples=300)
@given(steps())
def test_going_back_undoes_the_newest_answer(referral: Referral) -> None:
    question = next_question(referral)
    if question is None or question.id in ("check", "no_way", "party_more"):
        return
    value = (CHOICES.get(question.id) or ("yes" if _words(question.id) else "something",))[0]
    there_and_back = go_back(answered(referral, question, value))
    assert there_and_back.answers == referral.answers and next_question(there_and_back) == question


@settings(max_examples=300)
@given(steps())
def test_what_is_told_was_asked_and_nothing_skipped_is_in_it(referral: Referral) -> None:
    for id_, value in told(referral):
        assert value and referral.answers[id_] == value and BY_ID[id_].asked(referral.answers)


@pytest.mark.parametrize(
    ("question", "permissions"), [("phone", ("may_call", "phone")), ("email", ("may_email", "email"))]
)
def test_who_has_none_to_give_can_take_the_permission_back(question: str, permissions: tuple[str, ...]) -> None:
    referral = until(question, may_call="yes", may_email="yes")
    asked = BY_ID[question]
    again = answered(referral, asked, asked.read("actually i dont have one", TODAY))
    assert next_question(again) == BY_ID[permissions[0]]
    assert not set(permissions) & set(again.answers)


def test_nobody_after_all_keeps_those_named_before() -> None:
    referral = until("party_more", party_any="yes", party_purpose="talk_to", party_permission="yes")
    referral = answered(referral, BY_ID["party_more"], "yes")
    assert next_question(referral) == BY_ID["party_name"]
    referral = answered(referral, BY_ID["party_name"], BY_ID["party_name"].read("nobody, I changed my mind", TODAY))
    assert named(referral) == [("Mrs Okoye at Hillside Primary", "talk_to")]
    assert next_question(referral) == BY_ID["keep_equality"]


def test_what_may_be_said_to_somebody_else_may_be_nothing() -> None:
    assert control("nothing", BY_ID["if_someone_answers"]) is None
    assert control("skip", BY_ID["if_someone_answers"]) is Control.SKIP
    assert control("nothing", BY_ID["access"]) is Control.SKIP


@pytest.mark.parametrize(
    "said", ["forget it", "I want to stop now", "ive changed my mind", "exit", "hes coming", "never mind"]
)
def test_many_words_stop(said: str) -> None:
    assert control(said, BY_ID["name"]) is Control.STOP
