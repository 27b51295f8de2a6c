"""What a cheap phone on a slow line has to fetch: little, once, and from us alone."""

from __future__ import annotations

import gzip
from pathlib import Path

import httpx
import pytest

from bot.front_desk.pages import SCRIPTS
from tests.browser.conftest import PHONE, Lab, NewContext

MOST_BYTES, MOST_REQUESTS = 40_000, 6


def test_the_first_page_weighs_little(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, **PHONE).new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    urls: list[str] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: urls.append(request.url))
    page.goto("/chat", wait_until="networkidle")
    assert all(url.startswith(lab.url) for url in urls)
    assert len(urls) <= MOST_REQUESTS
    assert 5_000 < sum(sizes) <= MOST_BYTES


@pytest.mark.parametrize(("name", "most"), [("chat.js", 15_000), ("exit.js", 2_000)])
def test_the_scripts_are_small(name: str, most: int) -> None:
    assert len(gzip.compress((SCRIPTS / name).read_bytes(), 9)) <= most


def test_files_are_compressed_and_pages_are_not(lab: Lab) -> None:
    with httpx.Client(base_url=lab.url, headers={"Accept-Encoding": "gzip"}) as http:
        for path in ("/design/evenhand.css", "/scripts/chat.js"):
            assert http.get(path).headers["content-encoding"] == "gzip"
        # A page mixes secrets with what was sent; its compressed length would tell of both (C-77).
        for path in ("/", "/chat", "/leaflets/mediation"):
            assert "content-encoding" not in http.get(path).headers


def test_no_page_asks_any_other_host_for_anything(lab: Lab, new_context: NewContext) -> None:
    page, asked = new_context(base_url=lab.url).new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/chat", "/leaflets", "/leaflets/mediation", "/privacy"):
        page.goto(path)
    assert asked and all(url.startswith(lab.url + "/") for url in asked)


def test_no_script_names_another_host() -> None:
    for script in Path(SCRIPTS).glob("*.js"):
        found = [word for word in script.read_text().split() if "://" in word and "bbc.co.uk" not in word]
        assert found == [], script.name
