"""A bad line: what a parent wrote is kept, said once, and answered once, whatever is lost on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Lab, ask


def said(page: Page):
    return page.locator("#said > li")


def test_a_minute_without_network_loses_nothing(timed: Page, lab: Lab) -> None:
    page = timed
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


def test_try_again_does_not_wait(timed: Page, lab: Lab) -> None:
    page = timed
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


def test_back_online_nothing_says_offline(page: Page) -> None:
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    page.context.set_offline(True)
    expect(page.locator("#status")).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(page.locator("#status")).to_be_empty()


def test_a_sign_in_page_of_a_wireless_network_is_no_answer(page: Page, lab: Lab) -> None:
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    sign_in = {"content_type": "text/html", "body": "<h1>Sign in to use the wireless network</h1>"}
    page.route("**/chat/messages", lambda route: route.fulfill(**sign_in), times=1)
    ask(page, "pears")
    expect(said(page).last).to_contain_text("turn 1: pears")
    assert lab.heard == ["apples", "pears"]


def test_what_is_said_while_the_page_fetches_is_shown_too(page: Page, lab: Lab) -> None:
    ask(page, "apples")
    expect(said(page)).to_have_count(3)

    def answer_late(route: Route) -> None:
        answer = route.fetch()
        lab.say("officer", "text", "I am Wren")
        # The stream says so before the answer is there.
        page.wait_for_timeout(300)
        route.fulfill(response=answer)

    page.route("**/chat/messages?*", answer_late, times=1)
    lab.say("officer", "text", "Hello")
    expect(said(page).last).to_contain_text("I am Wren")
    expect(said(page)).to_have_count(5)


def test_what_the_stream_told_of_and_a_bad_line_lost_is_asked_for_again(timed: Page, lab: Lab) -> None:
    ask(timed, "apples")
    expect(said(timed)).to_have_count(3)
    timed.route("**/chat/messages?*", lambda route: route.abort(), times=1)
    with timed.expect_event("requestfailed"):
        lab.say("officer", "text", "Hello")
    timed.clock.run_for(6_000)
    expect(said(timed).last).to_contain_text("Hello")


def test_a_stream_that_is_cut_off_is_taken_up_where_it_was(page: Page, lab: Lab) -> None:
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
def test_where_no_stream_gets_through_the_page_asks(timed: Page, lab: Lab, how: str) -> None:
    page = timed
    page.route("**/events*", REFUSALS[how])
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    lab.say("officer", "text", "Hello")
    for _ in range(20):
        page.clock.run_for(5_000)
    expect(said(page).last).to_contain_text("Hello")
    expect(said(page)).to_have_count(4)


def test_what_waits_to_be_sent_is_gone_with_the_chat(page: Page, lab: Lab) -> None:
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    page.route("**/chat/messages", lambda route: route.abort(), times=1)
    ask(page, "about Ottoline")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.get_by_role("button", name="End chat and clear").click()
    expect(page.locator("#status")).to_contain_text("cleared")
    ask(page, "pears")
    expect(said(page).last).to_contain_text("turn 0: pears")
    page.wait_for_timeout(1_500)
    assert lab.heard == ["pears"] and len(lab.sessions) == 1
    assert "Ottoline" not in page.content()
