"""The leaflets as pages and as a feed: what officers approved, whole, and nothing past its review date."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest

from bot.front_desk.app import front_desk
from bot.settings import PROJECT, read_settings
from tests.front_desk.page_reader import Page

ATOM = "{http://www.w3.org/2005/Atom}"
IDS = sorted(path.stem for path in (PROJECT / "content" / "leaflets").glob("*.md"))


@pytest.fixture
def one_past_review(desk, library):
    """The day after the first review date to pass, and which leaflets have passed it."""
    first = min(leaflet.review_due for leaflet in library.shelf.values())
    day = first + timedelta(days=1)
    desk.today = lambda: day
    return {id_ for id_, leaflet in library.shelf.items() if leaflet.review_due < day}


async def test_the_list_links_to_every_leaflet_by_title(http, library):
    page = Page((await http.get("/leaflets")).text)
    links = [link for link in page.links if link.startswith("/leaflets/") and not link.endswith(".xml")]
    assert links == [library.shelf[id_].url for id_ in library.shelf] and len(links) == len(IDS)
    for leaflet in library.shelf.values():
        assert leaflet.title in page.words and " ".join(leaflet.summary.split()) in page.words


@pytest.mark.parametrize("id_", IDS)
@pytest.mark.parametrize("paper", [False, True])
async def test_a_leaflet_is_shown_whole_with_its_sources_and_dates(http, library, id_, paper):
    leaflet = library.shelf[id_]
    answer = await http.get(leaflet.url + ("/print" if paper else ""))
    page = Page(answer.text)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert leaflet.title in page.title
    for heading in leaflet.sections:
        assert heading in page.words or heading in ("Answer", "Text message")
    assert f"Version {leaflet.version}" in page.words
    for source in leaflet.sources:
        assert (source.url in page.words) if paper else (source.url in page.links)
    for option in leaflet.options:
        assert f'id="{option.slug}"' in answer.text


async def test_related_leaflets_are_linked(http, library):
    for leaflet in library.shelf.values():
        links = Page((await http.get(leaflet.url)).text).links
        assert {f"/leaflets/{other}" for other in leaflet.related} <= set(links)


async def test_every_link_of_ours_leads_somewhere(http):
    seen, todo = set(), ["/", "/chat", "/leaflets", "/nothing"]
    while todo:
        path = todo.pop().partition("#")[0]
        if not path or path in seen:
            continue
        seen.add(path)
        answer = await http.get(path)
        assert answer.status_code == {"/nothing": 404, "/chat/exit": 303}.get(path, 200), path
        if answer.headers.get("content-type", "").startswith("text/html"):
            todo += [link for link in Page(answer.text).links if link.startswith("/")]
    assert len(seen) > 2 * len(IDS)


@pytest.mark.parametrize("path", ["/leaflets/nothing", "/leaflets/Mediation", "/leaflets/mediation/", "/leaflets/mediation/print/",
                                  "/leaflets/..%2F..%2Fpyproject", "/leaflets/%00", "/leaflets/%FF", "/leaflets/" + "a" * 5_000])  # fmt: skip
async def test_a_leaflet_there_is_not_is_a_plain_404_page(http, path):
    answer = await http.get(path)
    page = Page(answer.text)
    assert answer.status_code == 404 and page.title == "Page not found" and "/leaflets" in page.links


@pytest.mark.parametrize("form", ["", "/print"])
async def test_a_leaflet_past_its_review_date_is_a_404_page_without_its_text(http, library, one_past_review, form):
    assert one_past_review
    for id_ in one_past_review:
        leaflet = library.shelf[id_]
        answer = await http.get(leaflet.url + form)
        page = Page(answer.text)
        assert answer.status_code == 404 and "is being checked" in page.words
        assert " ".join(leaflet.summary.split()) not in page.words and "01632 960123" in page.words


@pytest.mark.parametrize("path", ["/leaflets", "/leaflets/feed.xml", "/"])
async def test_a_leaflet_past_its_review_date_is_listed_nowhere(http, library, one_past_review, path):
    text = (await http.get(path)).text
    assert not [id_ for id_ in one_past_review if f'/leaflets/{id_}"' in text]


async def test_a_leaflet_is_shown_on_its_review_date_itself(http, desk, library):
    leaflet = min(library.shelf.values(), key=lambda one: one.review_due)
    desk.today = lambda: leaflet.review_due
    assert (await http.get(leaflet.url)).status_code == 200


@pytest.mark.parametrize("path", ["/", "/leaflets", "/leaflets/feed.xml", "/chat"])
async def test_pages_stand_when_every_leaflet_is_past_review(http, desk, library, path):
    desk.today = lambda: max(leaflet.review_due for leaflet in library.shelf.values()) + timedelta(days=1)
    answer = await http.get(path)
    assert answer.status_code == 200
    if path.endswith(".xml"):
        feed = ElementTree.fromstring(answer.content)
        assert feed.findall(f"{ATOM}entry") == [] and feed.findtext(f"{ATOM}updated")


async def test_the_feed_is_valid_atom(desk, library):
    import httpx

    site = "https://sendiass.averley.example"
    app = front_desk(replace(desk, settings=read_settings({"EVENHAND_PUBLIC_URL": site})))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=site) as http:
        answer = await http.get("/leaflets/feed.xml")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            assert len(element.findall(ATOM + required)) == 1 and element.findtext(ATOM + required)
        assert element.findtext(f"{ATOM}id").startswith(site)
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo is not None
        assert all(link.get("href").startswith(site) for link in element.findall(f"{ATOM}link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == library.service.name
    [own] = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("href") == f"{site}/leaflets/feed.xml"


async def test_the_feed_has_every_leaflet_once_newest_first(http, library):
    feed = ElementTree.fromstring((await http.get("/leaflets/feed.xml")).content)
    entries = feed.findall(f"{ATOM}entry")
    assert sorted(entry.findtext(f"{ATOM}title") for entry in entries) == sorted(
        one.title for one in library.shelf.values()
    )
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(IDS)
    updated = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert updated == sorted(updated, reverse=True) and feed.findtext(f"{ATOM}updated") == updated[0]


async def test_the_feed_is_the_same_for_every_reader(http, caller):
    await caller.say("hello")
    assert (await http.get("/leaflets/feed.xml", headers=caller.bearer)).content == (
        await http.get("/leaflets/feed.xml")
    ).content
