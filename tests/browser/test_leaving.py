"""Ways out, and what somebody else sees who takes up the device afterwards: nothing that was said."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, SWITCHES, Lab, NewContext, ask, until
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


def still_chatting(page: Page) -> None:
    """The page is where it was, and so is the conversation."""
    page.get_by_label("Your message").fill("still here")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#said > li").last).to_contain_text("turn 1: still here")


def test_the_button_shows_the_weather_and_ends_the_chat(chatting: Page, lab: Lab) -> None:
    [cookie] = chatting.context.cookies()
    bearer = {"Authorization": f"Bearer {cookie['value']}"}
    current = f"{lab.url}/api/conversations/current/messages"
    assert httpx.get(current, headers=bearer).status_code == 200
    chatting.get_by_role("link", name="Exit this page").click()
    expect(chatting).to_have_title("Weather")
    assert chatting.url == WEATHER
    until(lambda: len(lab.sessions) == 0 and lab.engine.turns == {})
    assert httpx.get(current, headers=bearer).status_code == 401
    assert chatting.context.cookies() == []


def test_the_page_is_blank_before_the_weather_comes(chatting: Page) -> None:
    chatting.get_by_label("Your message").fill(NAME)
    at_once = chatting.evaluate(
        """() => {
            document.getElementById("exit").click();
            const { display } = getComputedStyle(document.documentElement);
            return [display, document.title, document.getElementById("said").childElementCount, text.value];
        }"""
    )
    assert at_once == ["none", "Loading", 0, ""]
    expect(chatting).to_have_title("Weather")


def test_leaving_before_the_first_answer_leaves_no_chat_behind(page: Page, lab: Lab) -> None:
    lab.engine.pause = lambda: 0.5
    # As on a slow line: the old page lives until the new one begins.
    page.context.route("https://www.bbc.co.uk/**", lambda route: None)
    ask(page, NAME)
    expect(page.locator(".said-pending")).to_be_visible()
    page.get_by_role("link", name="Exit this page").evaluate("link => link.click()")
    until(lambda: lab.heard == [NAME])
    page.wait_for_timeout(300)
    other = page.context.new_page()
    other.goto(f"{lab.url}/chat")
    assert shows_nothing(other) and page.context.cookies() == []


def test_going_back_after_leaving_shows_nothing(chatting: Page) -> None:
    before = chatting.evaluate("history.length")
    chatting.get_by_role("link", name="Exit this page").click()
    expect(chatting).to_have_title("Weather")
    assert chatting.evaluate("history.length") == before, "the chat's own entry is replaced"
    chatting.go_back()
    assert chatting.url == "about:blank"


def test_three_presses_of_shift_leave_from_within_the_writing_too(chatting: Page, lab: Lab) -> None:
    chatting.get_by_label("Your message").focus()
    chatting.keyboard.press("Shift")
    expect(chatting.locator("#exit-says")).to_have_text("To leave this page, press Shift 2 more times.")
    chatting.keyboard.press("Shift")
    chatting.keyboard.press("Shift")
    expect(chatting).to_have_title("Weather")
    until(lambda: len(lab.sessions) == 0)


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
def test_other_uses_of_shift_do_not(chatting: Page, keys: list[str]) -> None:
    chatting.get_by_label("Your message").focus()
    for key in keys:
        chatting.keyboard.press(key)
    still_chatting(chatting)


def test_three_slow_presses_do_not(timed: Page) -> None:
    show_weather(timed.context)
    ask(timed, NAME)
    expect(timed.locator("#said > li")).to_have_count(3)
    timed.keyboard.press("Shift")
    for _ in range(2):
        timed.clock.fast_forward(2_600)
        timed.keyboard.press("Shift")
    still_chatting(timed)
    # The control: the last two still count, and one more within five seconds leaves.
    timed.keyboard.press("Shift")
    timed.keyboard.press("Shift")
    timed.keyboard.press("Shift")
    expect(timed).to_have_title("Weather")


def test_on_a_phone_one_tap_leaves_and_its_keyboards_shift_does_not(lab: Lab, new_context: NewContext) -> None:
    page = show_weather(new_context(base_url=lab.url, **PHONE)).new_page()
    page.goto("/chat")
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    for _ in range(3):
        page.keyboard.press("Shift")
    still_chatting(page)
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
    still_chatting(chatting)


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


def test_what_was_under_way_at_the_end_does_not_come_back(chatting: Page, lab: Lab) -> None:
    lab.engine.pause = lambda: 0.5
    ask(chatting, f"and for {NAME}")
    expect(chatting.locator(".said-pending")).to_be_visible()
    chatting.get_by_role("button", name="End chat and clear").click()
    ask(chatting, "pears")
    expect(chatting.locator("#said > li").last).to_contain_text("turn 0: pears")
    expect(chatting.get_by_label("Your message")).to_have_value("")
    assert shows_nothing(chatting)


def test_what_waited_to_be_sent_at_the_end_is_never_sent(chatting: Page, lab: Lab) -> None:
    limited = {"status": 429, "headers": {"Retry-After": "1"}}
    chatting.route("**/chat/messages", lambda route: route.fulfill(**limited), times=1)
    ask(chatting, f"and for {NAME}")
    expect(chatting.locator(".said-pending")).to_contain_text("Not sent")
    chatting.get_by_role("button", name="End chat and clear").click()
    expect(chatting.locator("#status")).to_contain_text("cleared")
    ask(chatting, "pears")
    expect(chatting.locator("#said > li").last).to_contain_text("turn 0: pears")
    expect(chatting.get_by_label("Your message")).to_have_value("")
    assert lab.heard == ["pears"] and shows_nothing(chatting)


def test_an_end_right_after_the_first_answer_is_not_taken_for_a_lost_cookie(page: Page) -> None:
    held: list[Route] = []
    page.route("**/chat/messages?*", lambda route: held.append(route), times=1)
    with page.expect_request("**/chat/messages?*"):
        ask(page, NAME)
    page.get_by_role("button", name="End chat and clear").click()
    expect(page.locator("#status")).to_contain_text("cleared")
    with page.expect_response("**/chat/messages?*"):
        held[0].continue_()
    ask(page, "pears")
    expect(page.locator("#said > li").last).to_contain_text("turn 0: pears")
    expect(page.locator("#no-cookie")).to_be_hidden()


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
    read_leaflets_and_go_back(page)
    assert shows_nothing(page)
    page.get_by_role("button", name="Carry on").click()
    expect(page.locator("#said")).to_contain_text(NAME)
    read_leaflets_and_go_back(page)
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_label("Your message")).to_be_visible()
    assert shows_nothing(page) and len(lab.sessions) == 0


@pytest.fixture(params=["with scripts", "without", "with half of them"])
def in_memory(remembering: Browser, lab: Lab, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Someone chatting in a browser that keeps the pages it left; without scripts, or on a line that lost one."""
    context = remembering.new_context(base_url=lab.url, java_script_enabled=request.param != "without", **DESKTOP)
    if request.param == "with half of them":
        context.route("**/scripts/chat.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto("/chat")
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    # A request that a test may answer says "no-cache", as a reload does.
    context.unroute_all()
    yield page
    context.close()


# Whether such a browser keeps a page is its own choice each time, so these try more than once.
TIMES = 5


def read_leaflets_and_go_back(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Leaflets").click()
    page.wait_for_url("**/leaflets")
    page.go_back()


def leave_and_go_back(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Leaflets").click()
    page.wait_for_url("**/leaflets")
    # A page from memory is never loaded.
    page.go_back(wait_until="commit")


def test_a_browser_that_keeps_pages_in_memory_asks_first_too(in_memory: Page) -> None:
    for _ in range(TIMES):
        leave_and_go_back(in_memory)
        expect(in_memory.get_by_role("button", name="Carry on")).to_be_visible()
        assert shows_nothing(in_memory)
        in_memory.get_by_role("button", name="Carry on").click()
        expect(in_memory.locator("#said")).to_contain_text(NAME)


def test_such_a_browser_shows_nothing_of_a_chat_that_was_ended(in_memory: Page, lab: Lab) -> None:
    in_memory.get_by_role("button", name="End chat and clear").click()
    expect(in_memory.get_by_text(NAME)).to_have_count(0)
    until(lambda: len(lab.sessions) == 0)
    in_memory.go_back(wait_until="commit")
    expect(in_memory.get_by_text(NAME)).to_have_count(0)


def test_such_a_browser_does_keep_pages(remembering: Browser, lab: Lab) -> None:
    """The control: the two above are about a browser that would show what it kept."""
    context = remembering.new_context(base_url=lab.url)
    page = context.new_page()
    kept = []
    for _ in range(2 * TIMES):
        page.goto("/")
        page.evaluate("window.kept = true")
        leave_and_go_back(page)
        expect(page).to_have_url(f"{lab.url}/")
        kept.append(page.evaluate("window.kept"))
    assert True in kept
    context.close()


def test_a_page_from_memory_is_asked_for_anew_wherever_on_it_one_was(page: Page) -> None:
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    other = page.context.new_page()
    other.goto("/chat")
    expect(other.locator("#said")).to_contain_text(NAME)
    assert other.url.endswith("#latest")
    for event in ("pagehide", "pageshow"):
        other.evaluate(f"dispatchEvent(new PageTransitionEvent('{event}', {{ persisted: true }}))")
    expect(other.get_by_role("button", name="Carry on")).to_be_visible()
    assert shows_nothing(other)


def test_a_copied_tab_asks_first(page: Page) -> None:
    ask(page, NAME)
    expect(page.locator("#said > li")).to_have_count(3)
    copy = page.context.new_page()
    copy.goto(page.evaluate("location.href"))
    expect(copy.get_by_role("button", name="Carry on")).to_be_visible()
    assert shows_nothing(copy)


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


def test_a_page_out_of_sight_for_five_minutes_asks_first(timed: Page, lab: Lab) -> None:
    page = timed
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


def test_a_page_out_of_sight_for_less_stays_as_it_was(timed: Page) -> None:
    ask(timed, NAME)
    expect(timed.locator("#said > li")).to_have_count(3)
    timed.evaluate(HIDE % "true")
    timed.clock.fast_forward(4 * 60_000)
    timed.evaluate(HIDE % "false")
    expect(timed.locator("#said")).to_contain_text(NAME)
    still_chatting(timed)


def test_a_page_that_asks_first_can_be_cleared(timed: Page, lab: Lab) -> None:
    ask(timed, NAME)
    expect(timed.locator("#said > li")).to_have_count(3)
    timed.evaluate(HIDE % "true")
    timed.clock.fast_forward(6 * 60_000)
    timed.evaluate(HIDE % "false")
    timed.locator(".return").get_by_role("button", name="End chat and clear").click()
    expect(timed.locator("#status")).to_contain_text("cleared, here and on our side")
    expect(timed.get_by_label("Your message")).to_be_focused()
    assert shows_nothing(timed) and len(lab.sessions) == 0


def test_a_page_that_asks_first_reads_nothing_aloud(timed: Page, lab: Lab) -> None:
    ask(timed, "hello")
    expect(timed.locator("#said > li")).to_have_count(3)
    expect(timed.get_by_role("log")).to_be_empty()
    timed.evaluate(
        """() => { window.announced = [];
        new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node => announced.push(node.textContent))))
          .observe(document.getElementById("announcer"), { childList: true }) }"""
    )
    timed.evaluate(HIDE % "true")
    lab.say("officer", "text", f"I rang about {NAME}")
    timed.clock.fast_forward(6 * 60_000)
    timed.evaluate(HIDE % "false")
    expect(timed.get_by_role("button", name="Carry on")).to_be_visible()
    timed.clock.run_for(60_000)
    # What was asked for later has come: so has what was asked for before.
    timed.evaluate("fetch('/chat/messages?after=0').then(answer => answer.text())")
    assert timed.evaluate("announced") == []
    # The control: to whoever carries on it is read.
    timed.get_by_role("button", name="Carry on").click()
    expect(timed.locator("#said > li").last).to_contain_text(NAME)
    assert timed.evaluate("announced") == [f"Officer said: I rang about {NAME}"]


def test_before_the_chat_is_forgotten_one_press_keeps_it(timed: Page, lab: Lab) -> None:
    ask(timed, NAME)
    expect(timed.locator("#said > li")).to_have_count(3)
    for _ in range(2):
        timed.clock.fast_forward(25 * 60_000)
        timed.clock.run_for(6_000)
        lab.pass_time(25.2)
        expect(timed.locator("#warning")).to_contain_text("In 5 minutes this chat will be forgotten")
        expect(timed.locator("#warning").get_by_role("button")).to_have_count(1)
        timed.get_by_role("button", name="Keep this chat").click()
        expect(timed.locator("#warning")).to_be_empty()
        expect(timed.locator("#status")).to_contain_text("kept for 30 more minutes")
    expect(timed.locator("#said")).to_contain_text(NAME)
    still_chatting(timed)


def test_nobody_is_warned_too_early(timed: Page) -> None:
    ask(timed, NAME)
    expect(timed.locator("#said > li")).to_have_count(3)
    timed.clock.fast_forward(24 * 60_000)
    timed.clock.run_for(6_000)
    expect(timed.locator("#warning")).to_be_empty()
    timed.clock.run_for(60_000)
    expect(timed.locator("#warning")).not_to_be_empty()


def test_carry_on_keeps_the_chat_and_takes_the_warning_away(timed: Page, lab: Lab) -> None:
    ask(timed, NAME)
    expect(timed.locator("#said > li")).to_have_count(3)
    timed.evaluate(HIDE % "true")
    timed.clock.fast_forward(26 * 60_000)
    lab.pass_time(26)
    timed.evaluate(HIDE % "false")
    timed.get_by_role("button", name="Carry on").click()
    expect(timed.locator("#said")).to_contain_text(NAME)
    expect(timed.locator("#warning")).to_be_empty()
    timed.clock.run_for(6_000)
    expect(timed.locator("#warning")).to_be_empty()


def test_writing_in_one_tab_keeps_the_chat_in_the_other(timed: Page, lab: Lab) -> None:
    ask(timed, NAME)
    expect(timed.locator("#said > li")).to_have_count(3)
    other = timed.context.new_page()
    other.goto(f"{lab.url}/chat")
    expect(other.locator("#said > li")).to_have_count(3)
    timed.clock.fast_forward(20 * 60_000)
    lab.pass_time(20)
    ask(timed, "pears")
    expect(other.locator("#said > li")).to_have_count(5)
    timed.clock.fast_forward(11 * 60_000)
    timed.clock.run_for(6_000)
    lab.pass_time(11)
    expect(other.locator("#warning")).to_be_empty()
    expect(other.locator("#said")).to_contain_text(NAME)


def test_when_it_is_forgotten_the_page_forgets_too(timed: Page, lab: Lab) -> None:
    ask(timed, NAME)
    expect(timed.locator("#said > li")).to_have_count(3)
    timed.get_by_label("Your message").fill("a draft")
    timed.clock.fast_forward(31 * 60_000)
    timed.clock.run_for(6_000)
    lab.pass_time(31.2)
    expect(timed.locator("#status")).to_contain_text("has been forgotten")
    expect(timed.get_by_label("Your message")).to_have_value("a draft")
    assert shows_nothing(timed)
    ask(timed, "pears")
    expect(timed.locator("#said > li").last).to_contain_text("turn 0: pears")
