"""The first page, and the pages people meet when something is not there or went wrong."""

from __future__ import annotations

import pytest

from bot.front_desk.problems import WORDS
from tests.front_desk.page_reader import Page

NUMBERS = {"01632 960123", "999", "01632 960155", "01632 960166"}


async def test_the_first_page_says_who_we_are_and_whom_to_ring(http, library):
    answer = await http.get("/")
    page = Page(answer.text)
    assert answer.status_code == 200 and page.title == library.service.name
    assert {number for number in NUMBERS if number in page.words} == NUMBERS
    assert {"/chat", "/leaflets", "tel:999", library.service.phone_link} <= set(page.links)


async def test_the_first_page_shows_some_leaflets(http, library):
    links = Page((await http.get("/")).text).links
    assert sum(link.startswith("/leaflets/") for link in links) == min(6, len(library.shelf))


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nothing", 404, "Page not found"),
        ("GET", "/design/nothing.css", 404, "Page not found"),
        ("GET", "/design/../../settings.py", 404, "Page not found"),
        ("GET", "/design/%2e%2e/settings.py", 404, "Page not found"),
        ("DELETE", "/chat", 405, "That did not work"),
        ("POST", "/leaflets", 405, "That did not work"),
    ],
)
async def test_a_problem_is_a_page_in_plain_words_with_a_way_on(http, method, path, status, title):
    answer = await http.request(method, path)
    page = Page(answer.text)
    assert answer.status_code == status and answer.headers["content-type"].startswith("text/html")
    assert page.title == title and WORDS[status] in page.words
    assert {"/chat", "/leaflets", "/", "tel:999"} <= set(page.links) and "01632 960123" in page.words


async def test_an_error_nobody_foresaw_is_a_kind_page_that_shows_nothing_of_itself(http, engine):
    engine.faults = [RuntimeError("the secret words")]
    answer = await http.post("/chat", data={"text": "hello"})
    page = Page(answer.text)
    assert answer.status_code == 500 and page.title == "Something went wrong"
    assert "secret" not in answer.text and "Traceback" not in answer.text and "01632 960123" in page.words


async def test_a_page_does_not_say_back_the_address_it_lacks(http):
    answer = await http.get("/<script>alert(1)</script>?q=<script>")
    assert answer.status_code == 404 and "alert" not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/chat", "/leaflets", "/leaflets/mediation", "/leaflets/mediation/print", "/nothing"]
)
async def test_every_page_has_one_heading_one_language_and_one_main_part(http, path):
    tags = Page((await http.get(path)).text).tags
    names = [name for name, _ in tags]
    assert (names.count("h1"), names.count("main"), names.count("title")) == (1, 1, 1)
    assert [attributes["lang"] for name, attributes in tags if name == "html"] == ["en-GB"]
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))


async def test_the_design_may_be_kept_and_nothing_else(http):
    assert "max-age" in (await http.get("/design/evenhand.css")).headers["cache-control"]
    for path in ("/", "/chat", "/leaflets"):
        assert (await http.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["[", "[::1", "a b", "<script>", "desk.example:99999999", "", "\u00e9.example", "@", "/"]
)
@pytest.mark.parametrize("path", ["/", "/chat", "/nothing", "/api/nothing"])
async def test_a_garbled_host_breaks_nothing_and_is_not_said_back(http, host, path):
    answer = await http.get(path, headers={"Host": host.encode()})
    assert answer.status_code in (200, 404) and "<script>" not in answer.text


@pytest.mark.parametrize("host", ["[", "[::1", "a b", "", "@"])
async def test_a_garbled_host_and_origin_are_refused(http, host):
    headers = {"Host": host, "Origin": f"http://{host}"}
    answer = await http.post("/api/conversations", headers=headers)
    assert answer.status_code < 500


@pytest.mark.parametrize("query", [b"after=%FF", b"started=\xff", b"\xff\xfe", b"after=1&after=2", b"=" * 2_000])
async def test_a_garbled_query_breaks_nothing(app, query):
    """Bytes that httpx would not send."""
    sent = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/chat", "raw_path": b"/chat", "query_string": query, "root_path": "",
        "headers": [(b"host", b"desk.example")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] < 500
