"""A leaflet is read as it is written; each fault in it is told in one sentence that names the file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.content_error import ContentError
from bot.library.leaflet import REQUIRED_SECTIONS, Source, parse_leaflet, slug
from tests.library.making import leaflet_text, make_leaflet

FAULTS = {
    "other name": ("id: swings", "id: slides"),
    "no id": ("id: swings\n", ""),
    "no title": ("title: Swings in the park\n", ""),
    "empty title": ("title: Swings in the park", 'title: ""'),
    "blank summary": ("summary: Who may use the swings.", "summary:"),
    "title that is a number": ("title: Swings in the park", "title: 12"),
    "other nation": ("nation: england", "nation: wales"),
    "version in words": ("version: 3", "version: three"),
    "version that is true": ("version: 3", "version: true"),
    "no version": ("version: 3\n", ""),
    "no day of review": ("reviewed_on: 2026-11-16\n", ""),
    "no day when review is due": ("review_due: 2027-11-16\n", ""),
    "a day in words": ("review_due: 2027-11-16", "review_due: next winter"),
    "review due on the day of review": ("review_due: 2027-11-16", "review_due: 2026-11-16"),
    "review due before": ("review_due: 2027-11-16", "review_due: 2025-11-16"),
    "no owner": ("owner: Information officer\n", ""),
    "nobody approved it": ("approved_by: Service manager\n", ""),
    "sources of another kind": ("reference: section 5", "page: 5"),
    "source without https": ("url: https://", "url: http://"),
    "related in words": ("related: []", "related: all"),
    "related to nothing": ("related: []", 'related: [""]'),
    "a question that is a number": ('"may i use the swings number 7"', "7"),
    "too few questions": ('  - "may i use the swings number 7"\n', ""),
    "a question twice": ("swings number 7", "swings number 8"),
    "broken YAML": ("related: []", "related: [["),
    "one option": ("### Wait for now", "Wait for now"),
    "curly quote in the text message": ("You can use it.", "You can\u2019t use it."),
    "text message too long": ("You can use it.", "You can use it. " * 18),
    "empty section": ("\n- Look whether it is free.\n", "\n"),
}


def test_a_leaflet_is_read_as_it_is_written():
    leaflet = make_leaflet()
    assert (leaflet.id, leaflet.title, leaflet.version) == ("swings", "Swings in the park", 3)
    assert (leaflet.reviewed_on, leaflet.review_due) == (date(2026, 11, 16), date(2027, 11, 16))
    assert leaflet.sources == (
        Source("Swings Act 2014", "section 5", "https://www.legislation.gov.uk/ukpga/2014/6/section/5"),
    )
    assert leaflet.sections["Text message"] == "Here is what you asked about. You can use it."
    assert list(leaflet.sections) == list(REQUIRED_SECTIONS)
    assert [option.slug for option in leaflet.options] == ["ask-to-swing", "wait-for-now"]
    assert len(leaflet.questions) == 20


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_sentence_that_names_the_file(fault):
    with pytest.raises(ContentError) as told:
        make_leaflet("swings", FAULTS[fault])
    sentence = str(told.value)
    assert sentence.startswith("leaflet swings.md: ")
    assert "\n" not in sentence
    assert 20 < len(sentence) < 160


@pytest.mark.parametrize("heading", REQUIRED_SECTIONS)
def test_each_section_is_needed(heading):
    with pytest.raises(ContentError, match=f"'## {heading}' is missing or empty"):
        make_leaflet("swings", (f"## {heading}\n", f"## Not {heading}\n"))


def test_every_source_of_the_list_is_needed():
    text = leaflet_text()
    start, end = text.index("sources:"), text.index("related:")
    with pytest.raises(ContentError, match="names no source"):
        parse_leaflet("swings", text[:start] + "sources: []\n" + text[end:])
    with pytest.raises(ContentError, match="every source needs"):
        parse_leaflet("swings", text[:start] + text[end:])


def test_the_name_of_the_file_may_hold_no_capitals():
    with pytest.raises(ContentError, match="small letters, digits and hyphens"):
        parse_leaflet("Swings", leaflet_text("Swings"))


@given(st.text(max_size=400))
def test_any_text_is_a_leaflet_or_a_content_error(text):
    with pytest.raises(ContentError):
        parse_leaflet("swings", text)


def test_it_is_served_up_to_and_on_the_day_its_review_is_due():
    leaflet = make_leaflet()
    assert leaflet.is_served(leaflet.review_due)
    assert not leaflet.is_served(leaflet.review_due + timedelta(days=1))


def test_the_printed_leaflet_holds_every_section_but_the_text_message():
    leaflet = make_leaflet()
    for heading, text in leaflet.sections.items():
        assert (text in leaflet.body) == (heading != "Text message")
    assert leaflet.body.startswith("## In short\n")


@given(st.text(max_size=80))
def test_a_slug_fits_an_address_and_stays_as_it_is(heading):
    made = slug(heading)
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not made.startswith("-") and not made.endswith("-") and "--" not in made
    assert slug(made) == made
