"""A parent in a real browser, on a phone-sized screen, with JavaScript off: asks, follows up, chooses, ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, ask, shot
from tests.running import Service


@pytest.fixture(params=SIZES)
def page(browser: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(base_url=service.url, java_script_enabled=False, **SIZES[request.param])
    opened = context.new_page()
    opened.goto("/")
    yield opened
    context.close()


def test_a_question_is_answered_with_its_leaflet_source_and_date(page: Page) -> None:
    shot(page, "home")
    page.locator("main").get_by_role("link", name="chat").first.click()
    shot(page, "first")
    ask(page, "the council wont assess my son what can i do")
    answer = page.locator("#latest")
    expect(answer).to_contain_text("mediation adviser")
    expect(answer.get_by_role("link", name="Read the whole leaflet")).to_be_visible()
    expect(answer).to_contain_text("checked 16 November 2026")
    shot(page, "answer")
    answer.get_by_text("Sources").click()
    expect(answer).to_contain_text("Children and Families Act 2014")
    answer.get_by_role("link", name="Read the whole leaflet").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shot(page, "leaflet")


def test_a_choice_is_a_button_and_a_follow_up_works(page: Page) -> None:
    page.goto("/chat")
    ask(page, "how do i appeal to the tribunal")
    page.get_by_role("button", name="How long it takes").click()
    expect(page.locator("#latest")).to_contain_text("2 months")
    ask(page, "what else can I do?")
    expect(page.locator("#latest")).to_contain_text("You decide")
    shot(page, "follow-up")


def test_danger_gets_the_emergency_words_first(page: Page) -> None:
    page.goto("/chat")
    ask(page, "my stepdad hits me and i am scared. how do i get help at school")
    expect(page.locator("#latest")).to_contain_text("999")
    shot(page, "emergency")


def test_an_error_keeps_what_was_typed(page: Page) -> None:
    page.goto("/chat")
    ask(page, "   ")
    expect(page.get_by_role("alert")).to_contain_text("Type your question")
    shot(page, "error")


def test_ending_the_chat_leaves_nothing_on_the_page(page: Page) -> None:
    page.goto("/chat")
    ask(page, "how does mediation work for my Ottoline")
    expect(page.locator("main")).to_contain_text("Ottoline")
    page.get_by_role("button", name="End chat and clear").click()
    expect(page.locator("main")).not_to_contain_text("Ottoline")
    page.go_back()
    expect(page.locator("main")).not_to_contain_text("Ottoline")


@pytest.mark.parametrize("path", ["/", "/chat", "/leaflets", "/leaflets/mediation"])
def test_no_page_scrolls_sideways_on_a_small_phone(browser: Browser, service: Service, path: str) -> None:
    context = browser.new_context(base_url=service.url, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_no_page_asks_any_other_host_for_anything(browser: Browser, service: Service) -> None:
    context = browser.new_context(base_url=service.url)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/chat", "/leaflets", "/leaflets/mediation"):
        page.goto(path)
    assert asked and all(url.startswith(service.url + "/") for url in asked)
    context.close()
