"""What the service says as it stands: its wording, and how hard it is to read."""

from __future__ import annotations

import re

import pytest

from bot.impartiality.check import check, every_reply
from bot.library.compose import Library
from bot.library.leaflet import ANSWER
from bot.library.messages import PAGED
from bot.messaging.pages import paged
from bot.messaging.segments import count_segments, is_gsm7
from bot.settings import PROJECT
from tests.content.reading import reading_age, syllables

LIBRARY = Library(PROJECT / "content")
HARDEST = 7.0


def test_no_rule_of_wording_is_broken(library):
    assert check(library) == []


@pytest.mark.parametrize(
    ("id_", "heading"), [(one.id, heading) for one in LIBRARY.shelf.values() for heading in one.sections]
)
def test_a_child_of_twelve_can_read_it(id_, heading):
    assert reading_age(LIBRARY.shelf[id_].sections[heading]) <= HARDEST


def test_a_hard_text_is_found_hard():
    lawyers = (
        "Notwithstanding the foregoing, the responsible authority shall, subject to consideration of representations "
        "received, determine the appropriateness of continuing supplementary arrangements for the individual."
    )
    assert reading_age(lawyers) > HARDEST > reading_age("You can ask the council. It has six weeks to say yes or no.")


@pytest.mark.parametrize(
    ("word", "count"),
    [("cake", 1), ("table", 2), ("asked", 1), ("wanted", 2), ("changes", 2), ("people", 2), ("tribunal", 3)],
)
def test_syllables_are_counted_as_they_are_spoken(word, count):
    assert syllables(word) == count


def test_an_answer_stands_alone_on_a_phone(library):
    for leaflet in library.shelf.values():
        answer = leaflet.sections[ANSWER]
        assert 50 <= len(answer.split()) <= 130, leaflet.id
        assert not re.search(r"^#|\||https?:|<[a-z]", answer, flags=re.MULTILINE), leaflet.id


def test_every_text_message_is_plain_and_fits_two_segments(library):
    replies = [(name, reply) for name, channel, reply in every_reply(library) if channel == "sms"]
    assert {name for name, _ in replies} == library.messages.names | library.messages.texts_only
    for name, reply in replies:
        # Sections of a leaflet are sent page by page.
        pages = paged(reply.text) if name in PAGED else [reply.text]
        for page in pages:
            assert is_gsm7(page), name
            assert 1 <= count_segments(page) <= 2, (name, page)


def test_every_telephone_number_is_one_we_mean(library):
    known = {library.service.phone, library.service.text_number, library.service.emergency.children_day}
    known |= {library.service.emergency.children_night, *library.helplines.values()}
    known.add("01325 289350")  # the SEND Tribunal's, as its leaflet gives it
    known |= {organisation.phone for organisation in library.directory}
    digits = {re.sub(r"\D", "", number) for number in known}
    for name, _, reply in every_reply(library):
        for number in re.findall(r"(?<![\d/])(?:0\d[\d ]{7,}\d|116 \d{3})", reply.text):
            assert re.sub(r"\D", "", number) in digits, (name, number)


def test_every_emergency_message_begins_with_where_help_is(library):
    emergencies = [reply for _, _, reply in every_reply(library) if reply.kind == "emergency"]
    assert emergencies
    for reply in emergencies:
        assert "999" in reply.text[:110]
        assert library.service.phone in reply.text
