"""What is said in a referral: the question, what was wrong or heard before it, and at the end all that stands."""

from __future__ import annotations

from datetime import date

import pytest

from bot.casework.referral.course import Referral, is_by_text, next_question, permitted, referral_of, told
from bot.casework.referral.questions import BY_ID
from bot.impartiality.check import every_referral
from bot.library.as_said import as_said
from bot.library.compose import Asked, Library
from bot.library.messages import Reply
from bot.web.rendering import markdown
from tests.casework.referral.answering import until

FORMS = ("referral/question", "referral/permission", "referral/check")


def say(library: Library, plain: dict, channel: str = "web") -> Reply:
    return library.compose("referral/question", Asked(date(2026, 11, 23), channel, referral=plain)).reply


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in reply.choices]


@pytest.mark.parametrize("channel", ["web", "sms"])
@pytest.mark.parametrize("form", FORMS)
def test_every_question_can_be_asked_answered_and_left(library: Library, form: str, channel: str) -> None:
    for plain in every_referral(library, form):
        is_short = is_by_text(referral_of(plain))
        if is_short and channel == "web":
            continue
        reply, question = say(library, plain, channel), next_question(referral_of(plain))
        assert question and reply.text
        assert labels(reply)[-1] == "Stop" and ("Skip" in labels(reply)) == question.is_optional
        assert ("Go back" in labels(reply)) == bool(plain["order"])
        if question.permission and is_short:
            assert labels(reply)[:3] == ["Yes, ring me", "Yes, text me", "No"] and reply.kind == "notice"
        elif question.permission:
            assert labels(reply)[:2] == ["Yes", "No"] and reply.kind == "notice"


def test_a_permission_is_asked_in_the_words_of_its_wording_and_names_its_hash(library: Library) -> None:
    composed = library.compose("referral/question", Asked(date(2026, 11, 23), referral=until("may_call").plain()))
    wording = library.wordings.current("may_call", "web")
    assert composed.notice == wording.hash and composed.reply.text.endswith(wording.words(library.service))
    other = library.compose("referral/question", Asked(date(2026, 11, 23), referral=until("name").plain()))
    assert other.notice == ""


def test_a_young_person_is_asked_about_themself(library: Library) -> None:
    assert "How old are you" in say(library, until("age", who="young_person").plain()).text
    assert "your child" in say(library, until("age").plain()).text


def test_all_that_stands_is_shown_before_it_is_sent(library: Library) -> None:
    referral = until("check", may_text="yes", may_email="yes", email="sam@example.org", child_name="Lou")
    reply = say(library, referral.plain())
    for id_, value in told(referral):
        shown = library.referral_texts.of[id_].choices.get(value, value)
        assert id_ == "path" or f"**{library.referral_texts.of[id_].label}:** {shown}" in reply.text
    for id_, value in permitted(referral):
        assert f"{library.referral_texts.of[id_].label}: {value}" in reply.text
    assert {f"Change: {library.referral_texts.of[id_].label}" for id_ in ("name", "phone", "may_call")} <= set(
        labels(reply)
    )
    assert labels(reply)[0] == "Send my answers"


def test_a_parents_words_are_shown_as_they_were_typed(library: Library) -> None:
    typed = "*not* bold [x](https://a.example)\n- no list\n# no heading\n<b>&amp;"
    referral = until("check")
    plain = {**referral.plain(), "answers": {**referral.answers, "help": typed}}
    html = markdown(say(library, plain).text, calls=False)
    assert "*not* bold [x](https://a.example)<br" in html and "- no list" in html and "&lt;b&gt;&amp;amp;" in html
    assert "<h1" not in html and "<a " not in html


def test_only_the_plain_words_are_left_of_a_number_of_ones_own(library: Library) -> None:
    assert "tel:" in markdown("Ring 01632 960123.") and "tel:" not in markdown("Telephone: 07700 900123", calls=False)


@pytest.mark.parametrize("text", ["Zo\u00eb", "O'Brien-Nguy\u1ec5n", "a_b@example.org", "20/1/27", "teapot"])
def test_ordinary_words_are_not_touched(text: str) -> None:
    assert as_said(text) == text


def test_every_question_has_its_words(library: Library) -> None:
    assert set(library.referral_texts.of) == set(BY_ID)
    assert next_question(Referral()) is BY_ID["area"]
