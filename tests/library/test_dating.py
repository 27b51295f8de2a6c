"""What is said of dates: each with its rule and its law, honest about what decides, no word of whose fault."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.casework.date_talk import DateTalk, Wanted, hear
from bot.casework.timescales import TIMESCALES, TRANSFER, Given
from bot.library.compose import DATES_OF, Asked
from bot.library.content_error import ContentError
from bot.library.dating import days_of, number_of, timescale_of
from bot.library.timescales import read_timescales
from bot.messaging.segments import count_segments

TODAY = date(2026, 11, 23)


def said(library, text: str, channel: str = "web", today: date = TODAY):
    talk, wanted = hear(DateTalk(), text, today)
    return library.compose(f"dates/{wanted.value}", Asked(today=today, channel=channel, dates=talk)).reply


def test_each_date_stands_with_its_rule_and_its_law(library):
    text = said(library, "I asked for an assessment on 2 November").text
    assert "Counting from **Monday 2 November 2026**" in text
    for day, law in (
        ("14 December 2026", "reg. 5(1)"),
        ("22 February 2027", "reg. 10(1)"),
        ("22 March 2027", "reg. 13(2)"),
    ):
        [line] = [line for line in text.splitlines() if day in line]
        assert law in line and "Rule:" in line
    assert "The council may take longer if" in text and "4 weeks or more" in text


def test_a_date_of_the_councils_that_is_past_blames_nobody(library):
    text = said(library, "I asked for an assessment on 3 March").text
    assert "This day has passed." in text
    assert not [word for word in ("late", "breach", "fault", "failed", "must have") if word in text]


def test_which_date_of_the_letter_it_is_is_asked_and_the_letter_decides(library):
    asked = said(library, "the council said no on 3 November")
    assert [choice.label for choice in asked.choices][:3] == [
        "The date on the letter",
        "The day it was sent",
        "The day I got it",
    ]
    assert "date printed on the letter decides" in asked.text
    received = said(library, "the decision letter came on 3 November").text
    assert "The date printed on it decides" in received
    assert "Look at the letter" not in said(library, "decision letter dated 3 November").text


@pytest.mark.parametrize(
    ("letter", "words"), [("30 September", "This time limit is close."), ("1 July", "This time limit has passed.")]
)
def test_whoever_has_little_time_is_not_told_to_wait_for_us(library, letter, words):
    text = said(library, f"decision letter dated {letter}").text
    assert text.startswith(f"**{words}**") and "Do not wait for us" in text and "late appeal" in text
    assert "ipsea.org.uk" in text and "01325 289350" in text


def test_with_time_left_nobody_is_alarmed(library):
    assert "Do not wait" not in said(library, "decision letter dated 20 November").text


@pytest.mark.parametrize("days", [-400, -60, -20, 0])
@pytest.mark.parametrize("id_", [*TIMESCALES, TRANSFER])
def test_every_event_can_be_answered_in_both_channels(library, id_, days):
    talk = DateTalk(id_, TODAY + timedelta(days=days), Given.LETTER)
    wanted = Wanted.TRANSFER if id_ == TRANSFER else Wanted.WORKED_OUT
    for channel in ("web", "sms"):
        reply = library.compose(f"dates/{wanted.value}", Asked(today=TODAY, channel=channel, dates=talk)).reply
        assert reply.text and (channel == "web" or count_segments(reply.text) <= 2), reply.text


def test_school_days_nobody_told_us_of_are_not_counted(library):
    talk = DateTalk("governors-decision", date(2031, 1, 6), None)
    reply = library.compose("dates/worked_out", Asked(today=date(2031, 1, 7), dates=talk)).reply
    assert "count them with your school's calendar" in reply.text and "/chat/dates.ics" not in reply.text


def test_the_address_of_the_calendar_tells_nothing_in_words(library):
    text = said(library, "I asked for an assessment on 2 November").text
    assert "(/chat/dates.ics?k=1&d=20261102)" in text
    assert [timescale_of(number_of(id_)) for id_ in (*TIMESCALES, TRANSFER)] == [*TIMESCALES, TRANSFER]


@pytest.mark.parametrize("number", [0, -1, 99])
def test_a_number_that_is_no_timescale_is_refused(library, number):
    with pytest.raises(IndexError):
        days_of(number, TODAY, library.service.school)


def test_a_leaflet_about_time_limits_offers_to_work_them_out(library):
    assert set(DATES_OF) <= set(library.shelf)
    asked = Asked(today=TODAY, ranking=[("mediation", 0.9)])
    labels = [choice.label for choice in library.compose("leaflet/answered", asked).reply.choices]
    assert "Work out my dates" in labels
    other = library.compose("leaflet/answered", Asked(today=TODAY, ranking=[("senco-role", 0.9)])).reply
    assert "Work out my dates" not in [choice.label for choice in other.choices]


@pytest.mark.parametrize("text", ["[draft-plan", "[draft-plan]\nhappened = 'x'"])
def test_words_that_are_missing_are_named(tmp_path, text):
    (tmp_path / "timescales.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"timescales\.toml"):
        read_timescales(tmp_path)
