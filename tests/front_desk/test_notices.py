"""The notices as pages: shown whole to everyone, past review or not, with what can be tapped and nothing that acts."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import httpx
import pytest
from markupsafe import Markup

from bot.front_desk.app import front_desk
from bot.front_desk.notices import with_links
from bot.library.notice import PAGES, read_notices
from bot.settings import PROJECT
from bot.web.rendering import markdown
from tests.front_desk.page_reader import Page


@pytest.mark.parametrize("name", PAGES)
async def test_a_notice_is_shown_in_short_and_whole(http, library, name):
    notice = library.notices[name]
    answer = await http.get(f"/{name}")
    page = Page(answer.text)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert page.title == f"{notice.title} - {library.service.short_name}"
    assert 'id="in-short"' in answer.text and f"Version {notice.version}, checked on 22 November 2026" in page.words
    # A link cuts the words where it stands.
    assert [one for one in notice.short.split() if one.isalpha() and one not in page.words] == []
    assert [heading for heading, _ in notice.headings if heading not in page.words] == []
    assert "{{" not in answer.text and "**" not in page.words


@pytest.mark.parametrize("name", PAGES)
async def test_every_notice_says_how_to_reach_us_and_leads_to_the_others(http, library, name):
    links = set(Page((await http.get(f"/{name}")).text).links)
    service = library.service
    assert {service.phone_link, f"mailto:{service.email}", "sms:07700900123"} <= links
    assert {f"/{other}" for other in PAGES} - {f"/{name}"} <= links


@pytest.mark.parametrize("name", PAGES)
async def test_the_contents_lead_to_places_on_the_page(http, library, name):
    page = Page((await http.get(f"/{name}")).text)
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids)) and [tag for tag, _ in page.tags].count("h1") == 1
    places = [link[1:] for link in page.links if link.startswith("#") and link != "#main"]
    wanted = [place for _, place in library.notices[name].headings]
    assert set(places) <= set(ids) and set(wanted) <= set(ids)
    assert places == (wanted if len(wanted) > 5 else [])


@pytest.mark.parametrize("name", PAGES)
async def test_a_notice_needs_nothing_the_policy_forbids_and_sets_no_cookie(http, name):
    answer = await http.get(f"/{name}")
    for forbidden in ("<script", "style=", "<style", "onclick", "javascript:", "<iframe", "src="):
        assert forbidden not in answer.text
    assert "set-cookie" not in answer.headers and answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", PAGES)
async def test_a_notice_past_its_review_is_still_shown(http, desk, library, name):
    desk.today = lambda: date(2099, 1, 1)
    assert library.notices[name].is_past_review(desk.today())
    answer = await http.get(f"/{name}")
    assert answer.status_code == 200 and library.notices[name].title in answer.text


@pytest.mark.parametrize("name", PAGES)
async def test_a_notice_is_the_same_for_everyone(http, caller, name):
    await caller.say("hello")
    assert (await http.get(f"/{name}", headers=caller.bearer)).content == (await http.get(f"/{name}")).content


@pytest.mark.parametrize("path", ["/privacy/", "/Privacy", "/privacy/x", "/notices", "/privacy.md"])
async def test_what_is_no_notice_is_a_404_page(http, path):
    assert (await http.get(path)).status_code == 404


async def test_details_of_the_service_are_escaped(desk, library):
    hostile = '<b>Trust</b> & "Sons" <script>alert(1)</script>'
    service = replace(library.service, privacy=replace(library.service.privacy, controller=hostile))
    changed = copy.copy(library)
    changed.notices = read_notices(PROJECT / "content", service)
    app = front_desk(replace(desk, library=changed))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk.example") as http:
        answer = await http.get("/privacy")
    assert answer.status_code == 200 and hostile in Page(answer.text).words
    assert "<script" not in answer.text and "<b>" not in answer.text


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("Ring 01632 960123.", 'Ring <a href="tel:01632960123" class="phone">01632 960123</a>.'),
        ("Call **999**.", 'Call <strong><a href="tel:999" class="phone">999</a></strong>.'),
        ("text 07700 900123", 'text <a href="sms:07700900123" class="phone">07700 900123</a>'),
        ("a.b@c.example.", '<a href="mailto:a.b@c.example">a.b@c.example</a>.'),
        ("See ico.org.uk.", 'See <a href="https://ico.org.uk" rel="noreferrer">ico.org.uk</a>.'),
        ("www.lgo.org.uk", '<a href="https://www.lgo.org.uk" rel="noreferrer">www.lgo.org.uk</a>'),
    ],
)
def test_what_can_be_reached_can_be_tapped(text, linked):
    assert with_links(markdown(text)) == f"<p>{linked}</p>\n"


@pytest.mark.parametrize(
    "text",
    ["Act 2018, section 8", "1999", '<h2 id="a.b@c.example">x</h2>', "&lt;b&gt;", "a@b", "uk", "https://a.org.uk/x"],
)
def test_nothing_else_becomes_a_link(text):
    assert with_links(Markup(text)) == text
