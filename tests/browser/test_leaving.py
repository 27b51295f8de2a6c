"""Ways out, and what somebody else sees who takes up the device afterwards: nothing that was said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SWITCHES, Lab, NewContext, ask
from tests.browser.finding import BROWSER, find_browser

NAME = "Ottoline"
WEATHER = "https://www.bbc.co.uk/weather"


def show_weather(context: BrowserContext) -> BrowserContext:
    context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>"))
    return context


@pytest.fixture
def chatting(page: Page) -> Page:
    """Someone who has said something."""
    show_weather(page.context)
    ask(page, f"is mediation free for {NAME}")
    expect(page.locator("#said > li")).to_have_count(3)
    return page


def shows_nothing(page: Page) -> bool:
    return NAME not in page.content()


def test_the_button_shows_the_weather_and_ends_the_chat(chatting: Page, lab: Lab) -> None:
    chatting.get_by_role("link", name="Exit this page").click()
    expect(chatting).to_have_title("Weather")
    assert chatting.url == WEATHER
    chatting.wait_for_timeout(200)
    assert len(lab.sessions) == 0 and lab.engine.turns == {}


def test_going_back_after_leaving_shows_nothing(chatting: Page) -> None:
    before = chatting.evaluate("history.length")
    chatting.get_by_role("link", name="Exit this page").click()
    expect(chatting).to_have_title("Weather")
    assert chatting.evaluate("history.length") == before, "the chat's own entry is replaced"
    chatting.go_back()
    assert shows_nothing(chatting)


def test_three_presses_of_shift_leave_from_within_the_writing_too(chatting: Page, lab: Lab) -> None:
    chatting.get_by_label("Your message").focus()
    chatting.keyboard.press("Shift")
    expect(chatting.locator("#exit-says")).to_have_text("To leave this page, press Shift 2 more times.")
    chatting.keyboard.press("Shift")
    chatting.keyboard.press("Shift")
    expect(chatting).to_have_title("Weather")
    chatting.wait_for_timeout(200)
    assert len(lab.sessions) == 0


@pytest.mark.parametrize(
    "keys",
    [
        ["Shift", "Shift"],
        ["Shift+a", "Shift+b", "Shift+c", "Shift+d"],
        ["Shift", "Shift", "a", "Shift"],
        ["Control+Shift", "Control+Shift", "Control+Shift"],
        ["Shift", "Shift", "Shift+Tab"],
    ],
)
def test_other_uses_of_shift_do_not(chatting: Page, lab: Lab, keys: list[str]) -> None:
    chatting.get_by_label("Your message").focus()
    for key in keys:
        chatting.keyboard.press(key)
    chatting.wait_for_timeout(300)
    assert chatting.url.startswith(lab.url) and len(lab.sessions) == 1


def test_three_slow_presses_do_not(chatting: Page, lab: Lab) -> None:
    chatting.keyboard.press("Shift")
    chatting.wait_for_timeout(2_600)
    chatting.keyboard.press("Shift")
    chatting.wait_for_timeout(2_600)
    chatting.keyboard.press("Shift")
    chatting.wait_for_timeout(300)
    assert chatting.url.startswith(lab.url) and len(lab.sessions) == 1


def test_on_a_phone_one_tap_leaves_and_its_keyboards_shift_does_not(lab: Lab, new_context: NewContext) -> None:
    page = show_weather(new_context(base_url=lab.url, **PHONE)).new_page()
    page.goto("/chat")
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.startswith(lab.url)
    page.get_by_role("link", name="Exit this page").tap()
    expect(page).to_have_title("Weather")


def test_the_way_out_stays_in_sight_while_reading(lab: Lab, new_context: NewContext) -> None:
    for size in (PHONE, DESKTOP):
        page = new_context(base_url=lab.url, **size).new_page()
        page.goto("/chat")
        for n in range(8):
            ask(page, f"message {n}")
            expect(page.locator("#said > li").last).to_contain_text(f"turn {n}")
        for where in ("scrollTo(0, 0)", "scrollTo(0, document.body.scrollHeight / 2)"):
            page.evaluate(where)
            expect(page.get_by_role("link", name="Exit this page")).to_be_in_viewport()


def test_without_javascript_the_link_ends_the_chat(lab: Lab, new_context: NewContext) -> None:
    page = show_weather(new_context(base_url=lab.url, java_script_enabled=False, **PHONE)).new_page()
    page.goto("/chat")
    ask(page, NAME)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # There is no weather here: a redirect cannot be answered by the test, so the browser shows its own error.
    page.get_by_role("link", name="Exit this page").click(no_wait_after=True)
    expect(page.get_by_role("link", name="Exit this page")).to_have_count(0)
    assert asked[-1] == WEATHER and len(lab.sessions) == 0
    page.go_back()
    assert shows_nothing(page)


def test_leaving_is_explained_before_anything_is_asked(page: Page) -> None:
    before = page.locator("#before")
    expect(before).to_contain_text("Exit this page")
    expect(before).to_contain_text("history still lists this page")
    before.get_by_role("link", name="Staying safe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leaving this site fast")


def test_another_sites_link_ends_nothing(chatting: Page, lab: Lab) -> None:
    other = chatting.context.new_page()
    other.route("http://other.example/**", lambda route: route.fulfill(
        content_type="text/html", body=f'<a href="{lab.url}/chat/exit">win</a><img src="{lab.url}/chat/exit">'))  # fmt: skip
    other.goto("http://other.example/")
    other.get_by_role("link").click()
    expect(other).to_have_title("Weather")
    assert len(lab.sessions) == 1


@pytest.mark.parametrize("scripted", [True, False])
def test_end_and_clear_leaves_nothing_here_or_there(lab: Lab, new_context: NewContext, scripted: bool) -> None:
    page = new_context(base_url=lab.url, java_script_enabled=scripted, **DESKTOP).new_page()
    page.goto("/chat")
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    page.get_by_role("button", name="End chat and clear").click()
    if scripted:
        expect(page.locator("#status")).to_contain_text("cleared, here and on our side")
    assert shows_nothing(page) and len(lab.sessions) == 0 and page.context.cookies() == []
    page.go_back()
    assert shows_nothing(page)


def test_after_the_end_a_new_chat_can_begin_in_place(chatting: Page, lab: Lab) -> None:
    chatting.get_by_role("button", name="End chat and clear").click()
    expect(chatting.locator("#status")).to_contain_text("cleared")
    ask(chatting, "pears")
    expect(chatting.locator("#said > li").last).to_contain_text("turn 0: pears")


def test_an_end_that_cannot_reach_the_service_says_so_honestly(chatting: Page) -> None:
    chatting.context.set_offline(True)
    chatting.get_by_role("button", name="End chat and clear").click()
    expect(chatting.locator("#status")).to_contain_text("forgotten after 30 minutes")
    assert shows_nothing(chatting)


@pytest.mark.parametrize("scripted", [True, False])
def test_the_back_button_asks_first(lab: Lab, new_context: NewContext, scripted: bool) -> None:
    page = new_context(base_url=lab.url, java_script_enabled=scripted, **DESKTOP).new_page()
    page.goto("/chat")
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    page.get_by_role("navigation").get_by_role("link", name="Leaflets").click()
    page.go_back()
    assert shows_nothing(page)
    page.get_by_role("button", name="Carry on").click()
    expect(page.locator("#said")).to_contain_text(NAME)
    page.get_by_role("navigation").get_by_role("link", name="Leaflets").click()
    page.go_back()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_label("Your message")).to_be_visible()
    assert shows_nothing(page) and len(lab.sessions) == 0


@pytest.mark.parametrize("scripted", [True, False])
def test_a_restored_browser_asks_first(lab: Lab, browser: Browser, tmp_path: Path, scripted: bool) -> None:
    def open_browser() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=os.environ.get(BROWSER) or find_browser(),
            args=[*SWITCHES, "--restore-last-session"],
            java_script_enabled=scripted,
        )

    context = open_browser()
    page = context.pages[0]
    page.goto(f"{lab.url}/chat")
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    # Chromium writes its session down in its own time.
    page.wait_for_timeout(2_500)
    context.close()
    context = open_browser()
    try:
        for _ in range(50):
            found = [page for page in context.pages if page.url.startswith(lab.url)]
            if found:
                break
            context.pages[0].wait_for_timeout(200)
        [restored] = found
        expect(restored.get_by_role("button", name="Carry on")).to_be_visible()
        assert shows_nothing(restored)
        assert context.cookies(), "the browser kept the session's cookie, or this proves nothing"
    finally:
        context.close()


def test_after_five_minutes_a_new_visit_asks_first(chatting: Page, lab: Lab) -> None:
    soon = chatting.context.new_page()
    soon.goto(f"{lab.url}/chat")
    expect(soon.locator("#said")).to_contain_text(NAME)
    lab.pass_time(5.1)
    later = chatting.context.new_page()
    later.goto(f"{lab.url}/chat")
    expect(later.get_by_role("button", name="Carry on")).to_be_visible()
    expect(later.get_by_role("button", name="Clear", exact=True)).to_be_visible()
    assert shows_nothing(later)


HIDE = "Object.defineProperty(document, 'hidden', { configurable: true, value: %s });"
HIDE += "document.dispatchEvent(new Event('visibilitychange'))"


def test_a_page_out_of_sight_for_five_minutes_asks_first(page: Page, lab: Lab) -> None:
    page.clock.install()
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    page.get_by_label("Your message").fill("half a sentence")
    page.evaluate(HIDE % "true")
    page.clock.fast_forward(5 * 60_000 + 1_000)
    lab.pass_time(5.1)
    page.evaluate(HIDE % "false")
    expect(page.get_by_role("button", name="Carry on")).to_be_focused()
    expect(page.locator("#said")).to_be_hidden()
    expect(page.get_by_label("Your message")).to_be_hidden()
    page.get_by_role("button", name="Carry on").click()
    expect(page.locator("#said")).to_contain_text(NAME)
    expect(page.get_by_label("Your message")).to_have_value("half a sentence")


def test_before_the_chat_is_forgotten_one_press_keeps_it(page: Page, lab: Lab) -> None:
    page.clock.install()
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    for _ in range(2):
        page.clock.fast_forward(25 * 60_000)
        page.clock.run_for(6_000)
        lab.pass_time(25.2)
        expect(page.locator("#warning")).to_contain_text("In 5 minutes this chat will be forgotten")
        page.get_by_role("button", name="Keep this chat").click()
        expect(page.locator("#warning")).to_be_empty()
        expect(page.locator("#status")).to_contain_text("kept for 30 more minutes")
    assert len(lab.sessions) == 1
    expect(page.locator("#said")).to_contain_text(NAME)


def test_when_it_is_forgotten_the_page_forgets_too(page: Page, lab: Lab) -> None:
    page.clock.install()
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    page.clock.fast_forward(31 * 60_000)
    page.clock.run_for(6_000)
    lab.pass_time(31.2)
    expect(page.locator("#status")).to_contain_text("has been forgotten")
    assert shows_nothing(page)
    ask(page, "pears")
    expect(page.locator("#said > li").last).to_contain_text("turn 0: pears")


def test_a_page_kept_in_memory_for_the_back_button_is_wiped(chatting: Page) -> None:
    chatting.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert NAME not in chatting.locator("#said").inner_text()
