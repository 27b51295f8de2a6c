"""The calendar file: whole days, neutral titles, nothing that names anybody, nothing looked up."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from bot.library.dating import number_of


async def test_it_holds_the_days_still_to_come_and_says_nothing_else(http, desk):
    desk.today = lambda: date(2026, 11, 23)
    answer = await http.get(f"/chat/dates.ics?k={number_of('assessment-requested')}&d=20260803")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/calendar")
    assert 'filename="dates.ics"' in answer.headers["content-disposition"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [date(2026, 11, 23), date(2026, 12, 21)]
    assert {str(event["summary"]) for event in events} == {"Reminder"}
    assert set(events[0]) <= {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "TRANSP", "CLASS"}
    for word in (b"EHC", b"SEN", b"council", b"evenhand", b"Averley", b"desk.example"):
        assert word.lower() not in answer.content.lower()


async def test_it_sets_no_cookie_and_needs_no_conversation(http):
    answer = await http.get("/chat/dates.ics?k=1&d=20261102")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "query", ["", "k=1", "k=0&d=20261102", "k=99&d=20261102", "k=-1&d=20261102", "k=1&d=20261340", "k=1&d=<b>"]
)
async def test_an_address_that_makes_no_sense_is_not_found(http, query):
    answer = await http.get(f"/chat/dates.ics?{query}")
    assert answer.status_code == 404 and b"<b>" not in answer.content


async def test_the_link_in_an_answer_is_a_link_and_no_other_is(http):
    from bot.web.rendering import markdown

    assert 'href="/chat/dates.ics?k=1&amp;d=20261102"' in markdown("[Calendar](/chat/dates.ics?k=1&d=20261102)")
    for elsewhere in ("https://a.example", "//a.example", "javascript:alert(1)"):
        assert "href" not in markdown(f"[x]({elsewhere})")
