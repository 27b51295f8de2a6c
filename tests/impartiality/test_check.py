"""The rules of wording: each catches what breaks it, tells it in one line, and lets plain words pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.impartiality.check import check
from bot.impartiality.wording import count_words, faults, sentences
from bot.library.compose import Library
from bot.library.letter_texts import Frame, LetterTexts
from bot.library.messages import Messages, Reply
from bot.library.replies import CannedReply
from bot.messaging.lock_screen import tells_on_a_lock_screen
from tests.library.making import make_leaflet

BREAKING = {
    "You should appeal.": "tells the parent",
    "You need to ring the school.": "tells the parent",
    "We recommend mediation.": "tells the parent",
    "I would suggest a meeting.": "tells the parent",
    "Mediation is the best choice.": "tells the parent",
    "It is better off left.": "tells the parent",
    "Do not bother with a form.": "tells the parent",
    "It is a long fight.": "loaded word",
    "The council refused.": "loaded word",
    "The council failed to reply.": "loaded word",
    "A refusal came.": "loaded word",
    "You were lucky.": "loaded word",
    "Unfortunately it is late.": "loaded word",
    "Your child is not normal.": "loaded word",
    "She suffers from pain.": "loaded word",
    "You just ask.": "loaded word",
    "Only you can ask.": "loaded word",
    "You will win.": "promise",
    "You will get a plan.": "promise",
    "We guarantee it.": "promise",
    "The council will agree.": "promise",
    "It is the school's fault.": "blame",
    "The council is to blame.": "blame",
    "You must appeal by May.": '"you must"',
    "What you say is confidential.": '"confidential"',
    "It " + "is very " * 10 + "long.": "sentence of 22 words",
}
PASSING = """
You can ask the council. It is free.
You do not need a diagnosis. You do not have to say why.
The council should look at your views.
A refusal to assess is a decision you can appeal.
A refusal to issue a plan can be appealed too.
You must appeal within 2 months (SEND Regulations 2014, reg. 32).
What you say is confidential, unless a child is at risk.
It is normally quick, and justice is done at the adjusted hour.
""".strip().splitlines()


@pytest.mark.parametrize("text", BREAKING)
def test_wording_that_breaks_a_rule_is_told_in_one_line(text):
    told = list(faults(text))
    assert [fault for fault in told if fault.startswith(BREAKING[text])], told
    assert not any("\n" in fault for fault in told)


@pytest.mark.parametrize("text", PASSING)
def test_plain_wording_passes(text):
    assert list(faults(text)) == []


@pytest.mark.parametrize(("words", "told"), [(20, 0), (21, 1)])
def test_a_sentence_may_have_twenty_words_and_no_more(words, told):
    assert len(list(faults("word " * (words - 1) + "end."))) == told


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("See reg. 5 and paras. 9.1 to 9.3 first. Then ask.", 2),
        ("You can ask for:\n- a note\n- a meeting", 3),
        ("One line\nthat goes on.\n\nAnother.", 2),
        ("**Bold words.** Then more.", 2),
        ("Read it at https://a.example/b Or ring us.", 2),
        ("| One | Two |\n|---|---|\n| Three | Four |", 4),
        ("", 0),
    ],
)
def test_sentences_are_cut_where_a_reader_stops(text, count):
    assert len(sentences(text)) == count, sentences(text)


def test_a_reference_in_brackets_is_not_counted_but_other_words_in_brackets_are():
    assert count_words("You can ask (Children and Families Act 2014, section 36).") == 3
    assert count_words("You can ask (or have a friend ask).") == 8


@given(st.text(max_size=300))
def test_any_text_can_be_held_against_the_rules(text):
    assert all("\n" not in fault for fault in faults(text))


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Here is what you asked about. You can send it in May. An EHC plan", False),
        ("Your EHC plan is late.", True),
        ("SEND help is here.", True),
        ("About your child.", True),
        ("The school says no.", True),
        ("The Tribunal wrote.", True),
    ],
)
def test_a_lock_screen_tells_nothing(text, tells):
    assert bool(tells_on_a_lock_screen(text)) is tells


LEAFLET_FAULTS = {
    'says "must" and names no law': ("safe (Swings Act 2014, section 5)", "safe"),
    "would show on a lock screen": ("Here is what you asked about.", "About your child."),
    'lacks "To weigh up:"': ("**To weigh up:** They may say no.", "They may say no."),
    'lacks "It may help because:"': ("**It may help because:** You have time to rest.", "**It may help because:**"),
    "times as long as": ("You wait until it is free.", "You wait until it is free. " * 5),
    "summary: tells the parent": ("Who may use the swings.", "You should use the swings."),
    "title: loaded word": ("title: Swings in the park", "title: Lucky swings"),
    "Answer: loaded word": ("You can use a swing.", "You can just use a swing."),
}


DUE = date(2027, 5, 14)
NO_FRAME = Frame("", "", "", "", "")


def library_of(leaflet, messages=None, replies=(), letters=LetterTexts((), NO_FRAME, NO_FRAME)):
    """As much of a library as the check looks at: one leaflet, and the messages and replies given."""
    words = SimpleNamespace(names=frozenset(messages or ()), texts_only=frozenset())
    filled = SimpleNamespace(
        shelf={leaflet.id: leaflet}, later=(), content=Path("nowhere"), notices={}, messages=words, languages={}
    )
    filled.replies, filled.letters = {reply.id: reply for reply in replies}, letters
    filled.compose = lambda name, asked: SimpleNamespace(reply=messages[name])
    return filled


def test_a_leaflet_without_fault_passes():
    assert check(library_of(make_leaflet())) == []


@pytest.mark.parametrize("told", LEAFLET_FAULTS)
def test_each_fault_of_a_leaflet_is_told_with_its_place(told):
    found = check(library_of(make_leaflet("swings", LEAFLET_FAULTS[told])))
    assert [fault for fault in found if told in fault and fault.startswith("leaflets/swings.md")], found


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply("text", "You should ring."), "tells the parent"),
        (Reply("text", "a" * 307), "3 segments"),
        (Reply("emergency", "Call 999. " + "a" * 307), "3 segments"),
        (Reply("emergency", "word " * 25), "sentence of 25 words"),
        (Reply("text", "It\u2019s fine."), "GSM-7"),
    ],
)
def test_each_fault_of_a_message_is_told_with_its_place(reply, told):
    found = check(library_of(make_leaflet(), {"text/hello": reply}))
    assert [fault for fault in found if told in fault and fault.startswith("text/hello.sms")], found


def test_an_emergency_message_may_say_what_to_do():
    assert (
        check(library_of(make_leaflet(), {"emergency/danger": Reply("emergency", "You must call 999 just now.")})) == []
    )


def test_a_fault_in_a_template_of_the_real_service_is_found(tmp_path, library):
    folder = tmp_path / "messages"
    for path in (library.messages._folder).rglob("*.j2"):
        copy = folder / path.relative_to(library.messages._folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        copy.write_text(text.replace("You are welcome.", "You should be glad."), encoding="utf-8")
    changed = Library.__new__(Library)
    changed.__dict__.update(vars(library), messages=Messages(tmp_path))
    assert {fault.split(":")[0] for fault in check(changed)} == {"greeting/thanks.sms", "greeting/thanks.web"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("You should appeal.", "directive"),
        ("The council will agree.", "promise"),
        ("The school must answer.", "names no law"),
        ("About the EHC plan: thank you.", "lock screen"),
        ("Thank you \u2013 we have it.", "GSM-7"),
        ("We have it. " * 40, "segments"),
    ],
)
def test_each_fault_of_a_reply_is_found(words, told):
    found = check(library_of(make_leaflet(), replies=[make_reply(words=words)]))
    assert any(told in fault and fault.startswith("reply thanks") for fault in found), found
    assert check(library_of(make_leaflet(), replies=[make_reply()])) == []


def test_a_reply_past_its_review_is_told():
    late = [make_reply(review_due=DUE)]
    assert check(library_of(make_leaflet(), replies=late), DUE) == []
    assert "must read it again" in check(library_of(make_leaflet(), replies=late), DUE + timedelta(days=1))[0]


def test_what_stands_in_every_letter_is_held_to_the_rules_too():
    told = LetterTexts(("Your EHC plan",), replace(NO_FRAME, end="You should ring us."), NO_FRAME)
    found = check(library_of(make_leaflet(), letters=told))
    assert any('"EHC" tells what it is about' in fault for fault in found)
    assert any("letter, to_parent: directive" in fault for fault in found)


def make_reply(**changed):
    fields = {"id": "thanks", "title": "Thank you", "places": ("text",), "version": 1, "reviewed_on": DUE}
    fields |= {"review_due": DUE, "owner": "Ann", "approved_by": "Bo", "words": "Thank you, we have it."}
    return CannedReply(**{**fields, **changed})
