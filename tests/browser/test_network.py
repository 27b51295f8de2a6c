"""A bad line: what a parent wrote is kept, said once, and answered once, whatever is lost on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Lab, ask


def said(page: Page):
    return page.locator("#said > li")


def test_a_minute_without_network_loses_nothing(page: Page, lab: Lab) -> None:
    page.clock.install()
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    page.context.set_offline(True)
    ask(page, "pears")
    expect(page.locator(".said-pending")).to_contain_text("Not sent")
    expect(page.locator("#status")).to_contain_text("You are offline")
    page.get_by_label("Your message").fill("a draft")
    for _ in range(12):
        page.clock.run_for(5_000)
    expect(page.locator(".said-pending")).to_contain_text("pears")
    page.context.set_offline(False)
    expect(said(page).last).to_contain_text("turn 1: pears")
    expect(page.get_by_label("Your message")).to_have_value("a draft")
    expect(page.locator("#status")).to_be_empty()
    assert lab.heard == ["apples", "pears"]


def test_offline_from_the_start_the_first_message_waits(page: Page, lab: Lab) -> None:
    page.context.set_offline(True)
    ask(page, "apples")
    expect(page.locator("#status")).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(said(page).last).to_contain_text("turn 0: apples")
    assert lab.heard == ["apples"]


def test_try_again_does_not_wait(page: Page, lab: Lab) -> None:
    page.clock.install()
    page.route("**/chat/messages", lambda route: route.abort(), times=1)
    ask(page, "apples")
    # The page's own clock stands still: only the button can do it.
    page.get_by_role("button", name="Try again").click()
    expect(said(page).last).to_contain_text("turn 0: apples")


def test_an_answer_lost_on_the_way_is_fetched_and_nothing_is_said_twice(page: Page, lab: Lab) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/chat/messages", lose, times=1)
    ask(page, "apples")
    # The cookie came with the answer that was fetched for the page, as a browser keeps it from headers alone.
    expect(said(page).last).to_contain_text("turn 0: apples")
    assert lab.heard[-1] == "apples"
    ask(page, "pears")
    expect(said(page).last).to_contain_text("turn 1: pears")
    page.route("**/chat/messages", lose, times=1)
    ask(page, "plums")
    expect(said(page).last).to_contain_text("turn 2: plums")
    expect(said(page)).to_have_count(7)
    assert lab.heard == ["apples", "pears", "plums"]


def test_a_stream_that_is_cut_off_is_taken_up_where_it_was(page: Page, lab: Lab) -> None:
    asked: list[str | None] = []
    page.on("request", lambda request: "/events" in request.url and asked.append(request.header_value("last-event-id")))
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    lab.say("officer", "text", "Hello")
    expect(said(page)).to_have_count(4)
    page.context.set_offline(True)
    lab.say("officer", "text", "Are you there?")
    page.context.set_offline(False)
    expect(said(page).last).to_contain_text("Are you there?", timeout=15_000)
    expect(said(page)).to_have_count(5)


REFUSALS = {
    "cut off": lambda route: route.abort(),
    "refused": lambda route: route.fulfill(status=429),
    "kept back by a proxy": lambda route: None,
}


@pytest.mark.parametrize("how", REFUSALS)
def test_where_no_stream_gets_through_the_page_asks(page: Page, lab: Lab, how: str) -> None:
    page.clock.install()
    page.route("**/events*", REFUSALS[how])
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    lab.say("officer", "text", "Hello")
    for _ in range(20):
        page.clock.run_for(5_000)
    expect(said(page).last).to_contain_text("Hello")
    expect(said(page)).to_have_count(4)
