"""Messages: both channels or none, a kind each, and a fault in one sentence."""

from __future__ import annotations

import pytest

from bot.library.content_error import ContentError
from bot.library.messages import KINDS, Choice, Messages

GOOD = '{% set kind = "text" %}\n{% set choices = [("Go on", "more")] %}\nHello {{ whom }}.\n'


def make_messages(tmp_path, **files):
    folder = tmp_path / "messages" / "greeting"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name.replace('_', '.')}.j2").write_text(text, encoding="utf-8")
    return Messages(tmp_path)


def test_a_message_gives_its_kind_its_words_and_its_choices(tmp_path):
    reply = make_messages(tmp_path, hi_web=GOOD, hi_sms=GOOD).render("greeting/hi", "web", whom="<b>Oona</b>")
    assert (reply.kind, reply.text, reply.choices) == ("text", "Hello <b>Oona</b>.", (Choice("Go on", "more"),))


@pytest.mark.parametrize(("there", "missing"), [("hi_web", "hi.sms.j2"), ("hi_sms", "hi.web.j2")])
def test_a_message_needs_both_channels(tmp_path, there, missing):
    with pytest.raises(ContentError, match=missing):
        make_messages(tmp_path, **{there: GOOD})


def test_a_broken_template_is_named_before_it_is_needed(tmp_path):
    with pytest.raises(ContentError, match=r"greeting/hi\.sms\.j2 is not a valid template"):
        make_messages(tmp_path, hi_web=GOOD, hi_sms="{% if %}")


def test_an_unknown_name_in_a_template_is_a_fault_and_never_a_gap(tmp_path):
    messages = make_messages(tmp_path, hi_web=GOOD, hi_sms=GOOD)
    with pytest.raises(ContentError, match="cannot be filled"):
        messages.render("greeting/hi", "web")


@pytest.mark.parametrize("kind", ["", '{% set kind = "poem" %}\n'])
def test_a_message_needs_a_kind_there_is(tmp_path, kind):
    messages = make_messages(tmp_path, hi_web=kind + "Hello.", hi_sms=GOOD)
    with pytest.raises(ContentError, match="must set kind"):
        messages.render("greeting/hi", "web")


def test_a_message_nobody_wrote_cannot_be_said(library):
    with pytest.raises(ContentError, match="cannot be filled"):
        library.messages.render("greeting/nobody", "web")


def test_every_message_there_is_has_a_kind_parents_are_shown(library):
    from bot.impartiality.check import every_reply

    assert {reply.kind for _, _, reply in every_reply(library)} <= KINDS
