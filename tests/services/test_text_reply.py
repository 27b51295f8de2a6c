"""Several messages of a turn in one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.conversation import Message
from bot.library.compose import Library
from bot.library.messages import Choice
from bot.messaging.lock_screen import tells_on_a_lock_screen
from bot.messaging.pages import MORE, fits
from bot.services.public.text_reply import pages_of, shown_choices
from bot.settings import PROJECT

LIBRARY = Library(PROJECT / "content")
CARD = {"id": "mediation", "title": "Mediation", "url": "/leaflets/mediation"}
LABELS = ["Tell me more", "How long it takes", "Talk to a person", "Skip", "Go back", "Stop", "Yes", "No"]
kinds = st.sampled_from(["leaflet", "question", "clarify", "notice", "text", "emergency", "handoff", "greeting"])
texts = st.lists(
    st.sampled_from(["Your child.", "It takes six weeks.", "SEN support", "\n1 Yes", "\n2 No", "Café ’"]),
    min_size=1,
    max_size=40,
)


@st.composite
def turns(draw: st.DrawFn) -> list[Message]:
    made = []
    for seq in range(draw(st.integers(1, 3))):
        kind, words = draw(kinds), " ".join(draw(texts))
        # An emergency text fits: a test of the content holds it to that.
        words = words[:60] if kind == "emergency" else words[:900]
        choices = tuple(Choice(label, "inform") for label in draw(st.lists(st.sampled_from(LABELS), unique=True)))
        made.append(Message(seq, "assistant", kind, words, choices, CARD if kind == "leaflet" else None))
    return made


@given(turns(), st.booleans())
def test_every_text_fits_and_begins_neutrally(replies: list[Message], is_first: bool) -> None:
    notice = LIBRARY.say("sms/first", "sms").text if is_first else ""
    pages = pages_of(replies, shown_choices(replies), LIBRARY, notice)
    assert pages
    for page in pages:
        assert fits(page)
    if not any(one.kind == "emergency" for one in replies):
        assert not any(tells_on_a_lock_screen(page) for page in pages)
    assert all(page.endswith(MORE) for page in pages[:-1]) and not pages[-1].endswith(MORE)


def say(kind: str, text: str, *labels: str) -> Message:
    return Message(1, "assistant", kind, text, tuple(Choice(label, "inform") for label in labels))


def test_a_question_keeps_its_numbers_together() -> None:
    asked = say("question", "Which of these is it?", *(f"Something rather long, number {n}" for n in range(6)))
    pages = pages_of([say("text", "An answer. " * 20), asked], asked.choices, LIBRARY)
    assert len(pages) == 2 and pages[1].startswith("Which of these") and "6 Something" in pages[1]


def test_only_the_last_question_has_numbers() -> None:
    first = say("clarify", "Which is nearest? Reply with a number.\n1 Oranges\n2 Something else", "Oranges")
    (page,) = pages_of([first, say("question", "Where?", "Apples")], (Choice("Apples", "inform"),), LIBRARY)
    assert page == "Which is nearest?\n- Oranges\n- Something else\nWhere?\n1 Apples"


@pytest.mark.parametrize("kind", ["question", "text"])
def test_ways_around_have_no_number(kind: str) -> None:
    asked = say(kind, "What is it?", "Apples", "Skip", "Go back", "Stop")
    assert pages_of([asked], asked.choices, LIBRARY) == ["What is it?\n1 Apples\nor reply SKIP\n0 to leave"]


def test_a_short_answer_carries_its_leaflets_address() -> None:
    answer = Message(1, "assistant", "leaflet", "It takes six weeks.", (), CARD)
    (page,) = pages_of([answer], (), LIBRARY)
    assert page.endswith("/leaflets/mediation") and page.startswith("It takes six weeks.")


def test_a_leaflet_offers_four_choices_and_a_person_last() -> None:
    labels = [Choice(f"Choice {n}", "follow_up_more") for n in range(5)]
    person = Choice("Talk to a person", "ask_for_officer")
    shown = shown_choices([Message(1, "assistant", "leaflet", "An answer.", (*labels, person), CARD)])
    assert len(shown) == 4 and shown[-1] == person
