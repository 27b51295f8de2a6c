"""The chat in a panel on a council's page: two sites, each over TLS, in a real browser, under a strict content policy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect, sync_playwright

from tests.browser.conftest import until
from tests.browser.finding import BROWSER, find_browser
from tests.browser.host_site.serving import WIDGET, FrontDesk, HostSite, Sites
from tests.browser.host_site.visiting import Host, without_cookies
from tests.browser.tls import TlsFront, certificates
from tests.running import Service

WEATHER = "https://www.bbc.co.uk/weather"
MOST_BYTES = 3_000
SAY = "said => parent.postMessage(said, '*')"
TOPIC = "the council wont assess my son what can i do"

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    # For the whole browser: a tab that a click opens asks before its own leave to ignore them is set.
    "--ignore-certificate-errors",
]


@pytest.fixture(scope="module")
def sites(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    context = certificates("chat.averley.test", "www.council.test", "www.stranger.test")
    chat, host = TlsFront(context), TlsFront(context)
    where = Sites(
        f"https://chat.averley.test:{chat.port}",
        f"https://www.council.test:{host.port}",
        f"https://www.stranger.test:{host.port}",
    )
    desk = FrontDesk(
        tmp_path_factory.mktemp("widget") / "var",
        {"EVENHAND_PUBLIC_URL": where.chat, "EVENHAND_HOST_SITES": where.council},
        engine_port=service.engine_port,
    ).start()
    pages = ThreadingHTTPServer(("127.0.0.1", 0), partial(HostSite, where.chat))
    Thread(target=pages.serve_forever, daemon=True).start()
    chat.upstream_port, host.upstream_port = desk.public_port, pages.server_port
    yield where
    for running in (chat, host, desk):
        running.stop()
    pages.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get(BROWSER) or find_browser()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, sites: Sites) -> Iterator[Any]:
    """Makes visitors; keyword arguments are those of a browser context."""
    contexts: list[BrowserContext] = []

    def make(**how: Any) -> Host:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **how})
        contexts.append(context)
        context.route(f"{WEATHER}**", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"))
        host = Host(context.new_page(), context, sites)
        context.on("request", lambda request: host.asked.append(request.url))
        context.on("console", lambda message: _keep(host.complaints, message.type, message.text))
        host.page.on("pageerror", lambda error: host.complaints.append(str(error)))
        context.expose_function("violated", lambda what: host.complaints.append(what))
        context.add_init_script(
            "addEventListener('securitypolicyviolation', e => violated(e.violatedDirective + ' ' + e.blockedURI))"
        )
        return host

    yield make
    for context in contexts:
        context.close()


def _keep(complaints: list[str], kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        complaints.append(text)


@pytest.fixture
def host(visitor: Any) -> Host:
    made: Host = visitor()
    return made.visit()


# Before it is opened


def test_the_script_is_at_most_three_kilobytes() -> None:
    assert len(WIDGET.read_bytes()) <= MOST_BYTES


def test_the_script_may_be_loaded_pinned_and_kept_by_any_site(sites: Sites) -> None:
    sent = httpx.get(sites.chat.replace("chat.averley.test", "127.0.0.1") + "/widget.js", verify=False)
    assert sent.content == WIDGET.read_bytes()
    assert sent.headers["content-type"].startswith("text/javascript")
    assert sent.headers["cross-origin-resource-policy"] == "cross-origin"
    assert sent.headers["access-control-allow-origin"] == "*"
    assert sent.headers["cache-control"] == "public, max-age=3600"
    assert "set-cookie" not in sent.headers


def test_nothing_is_asked_for_stored_or_set_before_it_is_opened(host: Host) -> None:
    assert host.to_chat() == [f"{host.sites.chat}/widget.js"]
    assert host.context.cookies() == []
    assert host.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert host.page.evaluate("indexedDB.databases()") == []
    assert host.page.locator("iframe, style").count() == 0


def test_no_cookie_is_set_by_looking_only_by_writing(host: Host) -> None:
    host.open()
    assert host.context.cookies() == []
    host.ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    (cookie,) = host.context.cookies()
    assert cookie["name"] == "__Host-evenhand-frame"
    assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "None"
    assert cookie["partitionKey"] == "https://council.test"
    assert cookie["expires"] == -1


# Opened


def test_a_question_and_a_follow_up_are_answered_in_the_panel(host: Host) -> None:
    host.open().ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    host.shot("answer")
    host.ask("how long does it take")
    expect(host.frame.locator("main")).to_contain_text("how long does it take")
    # Both are on the page: the cookie came back from a frame on another site.
    expect(host.frame.locator("main")).to_contain_text(TOPIC)


def test_the_strict_policy_is_not_violated_and_the_console_is_silent(host: Host) -> None:
    host.open().ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    host.page.keyboard.press("Escape")
    expect(host.panel).to_be_hidden()
    host.open()
    assert host.complaints == []


def test_the_strict_policy_would_have_been_heard_of(host: Host) -> None:
    host.page.evaluate("document.body.setAttribute('style', 'color: red')")
    host.page.wait_for_timeout(100)
    assert any("style-src" in complaint for complaint in host.complaints)


def test_closing_keeps_the_conversation_for_the_next_opening(host: Host) -> None:
    host.open().ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    host.panel.get_by_role("button", name="Close").click()
    expect(host.panel).to_be_hidden()
    expect(host.link).to_be_focused()
    host.link.click()
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")


def test_everything_works_by_keyboard_alone(host: Host) -> None:
    host.link.focus()
    host.page.keyboard.press("Enter")
    expect(host.frame.get_by_role("heading", level=1)).to_be_focused()
    for _ in range(30):
        host.page.keyboard.press("Tab")
        if host.frame.locator("textarea:focus").count():
            break
    host.page.keyboard.type(TOPIC)
    host.page.keyboard.press("Tab")
    host.page.keyboard.press("Enter")
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    host.page.keyboard.press("Escape")
    expect(host.panel).to_be_hidden()
    expect(host.link).to_be_focused()


def test_the_panel_is_no_trap_for_the_keyboard(host: Host) -> None:
    host.open()
    host.panel.get_by_role("button", name="Close").focus()
    host.page.keyboard.press("Shift+Tab")
    assert host.page.evaluate("document.activeElement.id") == "inside"


def test_escape_on_the_host_page_closes_and_leaves_the_focus_where_it_is(host: Host) -> None:
    host.open()
    host.page.get_by_label("Search this site").focus()
    host.page.keyboard.press("Escape")
    expect(host.panel).to_be_hidden()
    expect(host.page.get_by_label("Search this site")).to_be_focused()


def test_escape_before_the_chat_has_loaded_closes_it_once_and_does_not_keep_it_closed(host: Host) -> None:
    held: list[Route] = []
    host.context.route(f"{host.sites.chat}/scripts/chat.js*", lambda route: held.append(route))
    host.open()
    # It listens, and nobody has told it yet who its host is.
    until(lambda: host.inside.evaluate("history.scrollRestoration") == "manual", seconds=15)
    host.frame.get_by_label("Your message").click()
    host.page.keyboard.press("Escape")
    expect(host.panel).to_be_visible()
    held.pop().continue_()
    expect(host.panel).to_be_hidden()
    expect(host.link).to_be_focused()
    host.open()
    host.ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    expect(host.panel).to_be_visible()


def test_a_site_without_a_link_gets_a_launcher_with_the_sites_own_words(visitor: Any) -> None:
    host: Host = visitor().visit("launcher.html")
    box = host.link.bounding_box()
    assert box and box["height"] >= 44 and box["x"] + box["width"] > 1200
    host.shot("launcher")
    host.open()
    # The chat listens: a key pressed while the focus is still on its way into the frame reaches nobody.
    expect(host.frame.get_by_role("heading", level=1)).to_be_focused()
    host.page.keyboard.press("Escape")
    expect(host.panel).to_be_hidden()
    expect(host.link).to_be_focused()
    assert host.complaints == []


def test_the_panel_keeps_the_sites_own_styles_out(host: Host) -> None:
    host.open()
    panel, close = host.panel.bounding_box(), host.panel.get_by_role("button", name="Close").bounding_box()
    frame = host.page.locator("iframe").bounding_box()
    assert panel and close and frame
    assert panel["width"] > 400 and panel["height"] > 600 and frame["height"] > 550
    assert close["height"] >= 44 and 44 <= close["width"] < 120


def test_right_to_left_pages_have_the_panel_at_their_own_end(visitor: Any) -> None:
    host: Host = visitor().visit("right-to-left.html").open()
    box = host.panel.bounding_box()
    assert box and box["x"] < 50
    host.shot("right-to-left")


def test_a_low_window_still_shows_the_close_button(visitor: Any) -> None:
    host: Host = visitor(viewport={"width": 700, "height": 300}).visit().open()
    box = host.panel.bounding_box()
    assert box and box["y"] >= 0 and box["y"] + box["height"] <= 300


@pytest.mark.parametrize(
    "how",
    [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"reduced_motion": "reduce"}],
    ids=["light", "dark", "forced-colours", "reduced-motion"],
)
def test_the_panel_can_be_used_in_every_mode(visitor: Any, how: dict[str, str], request: pytest.FixtureRequest) -> None:
    host: Host = visitor(**how).visit().open()
    host.ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    host.shot(request.node.callspec.id)
    host.panel.get_by_role("button", name="Close").click()
    expect(host.panel).to_be_hidden()


def test_a_script_that_stands_on_the_page_twice_opens_one_panel(visitor: Any) -> None:
    host: Host = visitor().visit("twice.html").open()
    expect(host.panel).to_have_count(1)


def test_a_pinned_script_works_and_a_changed_one_does_not_run(visitor: Any) -> None:
    host: Host = visitor().visit("pinned.html").open()
    changed: Host = visitor()
    changed.context.route(
        "**/widget.js",
        lambda route: route.fulfill(
            body=WIDGET.read_bytes() + b"//",
            content_type="text/javascript",
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )
    changed.visit("pinned.html").link.click()
    expect(changed.page).to_have_url(f"{host.sites.chat}/chat")


def test_where_the_browser_keeps_no_cookie_the_frame_offers_the_page_itself(visitor: Any) -> None:
    host: Host = visitor()
    without_cookies(host)
    host.visit().open().ask(TOPIC)
    page_itself = host.frame.get_by_role("link", name="open the chat in a page of its own")
    # It is offered at once, not when a second message has failed; the answer stays.
    expect(page_itself).to_be_visible()
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    with host.context.expect_page() as opened:
        page_itself.click()
    expect(opened.value).to_have_url(f"{host.sites.chat}/chat")


# Where it follows the link


@pytest.mark.parametrize(
    "how",
    [
        {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True},
        {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
        {"java_script_enabled": False},
    ],
    ids=["phone", "zoomed to 400 %", "no JavaScript"],
)
def test_elsewhere_the_link_opens_the_chat_page_itself(visitor: Any, how: dict[str, Any]) -> None:
    host: Host = visitor(**how).visit()
    host.link.click()
    expect(host.page).to_have_url(f"{host.sites.chat}/chat")
    expect(host.page.get_by_label("Your message")).to_be_visible()


def test_a_click_with_control_opens_a_tab_as_always(host: Host) -> None:
    with host.context.expect_page() as opened:
        host.link.click(modifiers=["Control"])
    expect(opened.value).to_have_url(f"{host.sites.chat}/chat")
    expect(host.panel).to_have_count(0)


# Who may show it, and who is listened to


def test_a_site_that_is_not_listed_cannot_show_the_chat(visitor: Any) -> None:
    listed: Host = visitor().visit("frame.html")
    expect(listed.frame.get_by_label("Your message")).to_be_visible()
    stranger: Host = visitor()
    stranger.visit("frame.html", stranger.sites.stranger)
    expect(stranger.frame.get_by_label("Your message")).to_have_count(0)
    assert any("frame-ancestors" in complaint for complaint in stranger.complaints)


@pytest.mark.parametrize("what", ["close", "leave"])
@pytest.mark.parametrize("who", ["the page itself", "another frame of the chat", "the frame gone elsewhere"])
def test_what_any_other_says_is_ignored(visitor: Any, who: str, what: str) -> None:
    # The policy would not even let the frame go elsewhere.
    host: Host = visitor(bypass_csp=True).visit().open()
    if who == "the page itself":
        speaker = host.page.main_frame
    elif who == "another frame of the chat":
        host.page.evaluate(
            "url => { const f = document.createElement('iframe'); f.src = url; f.name = 'other'; document.body.append(f) }",
            f"{host.sites.chat}/chat?frame=1",
        )
        expect(host.page.frame_locator("[name=other]").get_by_label("Your message")).to_be_visible()
        speaker = host.page.frame(name="other") or pytest.fail("there is no other frame")
    else:
        speaker = host.inside
        speaker.goto(f"{host.sites.stranger}/launcher.html")
    speaker.evaluate(SAY, {"evenhand": what, "to": WEATHER})
    host.page.wait_for_timeout(300)
    expect(host.panel).to_be_visible()
    assert host.page.url.startswith(host.sites.council)


@pytest.mark.parametrize("what", ["close", "leave"])
def test_what_the_frame_says_is_heard(host: Host, what: str) -> None:
    host.open().inside.evaluate(SAY, {"evenhand": what, "to": WEATHER})
    if what == "close":
        expect(host.panel).to_be_hidden()
    else:
        expect(host.page).to_have_url(WEATHER)


@pytest.mark.parametrize("to", ["javascript:alert(1)", "http://www.stranger.test/", "data:text/html,x", "", 7, None])
def test_an_address_that_is_not_https_is_not_gone_to(host: Host, to: object) -> None:
    host.open().inside.evaluate(SAY, {"evenhand": "leave", "to": to})
    expect(host.page).to_have_url(WEATHER)


def test_a_page_that_demands_isolation_cannot_show_the_chat(visitor: Any) -> None:
    # docs/widget.md tells hosts not to send this header; without it the same page shows the chat, as above.
    host: Host = visitor().visit("frame.html?isolated")
    host.page.wait_for_timeout(500)
    expect(host.frame.get_by_label("Your message")).to_have_count(0)


# Exit this page


def test_exit_in_the_frame_leaves_the_host_page_and_ends_the_session(host: Host) -> None:
    host.open().ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    host.frame.get_by_role("link", name="Exit this page").click()
    expect(host.page).to_have_url(WEATHER)
    has_ended(host)


def test_shift_three_times_on_the_host_page_leaves_it_and_ends_the_session(host: Host) -> None:
    host.open().ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    host.page.get_by_label("Search this site").focus()
    for _ in range(3):
        host.page.keyboard.press("Shift")
    expect(host.page).to_have_url(WEATHER)
    has_ended(host)


def test_shift_three_times_leaves_though_the_frame_says_nothing(visitor: Any) -> None:
    host: Host = visitor()
    host.context.route(f"{host.sites.chat}/chat?frame=1", lambda route: route.fulfill(body="<p>Silence</p>"))
    host.visit().link.click()
    expect(host.frame.get_by_text("Silence")).to_be_visible()
    host.page.get_by_label("Search this site").focus()
    for _ in range(3):
        host.page.keyboard.press("Shift")
    expect(host.page).to_have_url(WEATHER)


@pytest.mark.parametrize(
    "keys",
    [
        ["Shift", "Shift"],
        ["Shift", "Shift", "a", "Shift"],
        ["Shift+A", "Shift+B", "Shift+C"],
        ["Control+Shift", "Control+Shift", "Control+Shift"],
    ],
)
def test_other_keys_and_combinations_do_not_leave(host: Host, keys: list[str]) -> None:
    host.open()
    host.page.get_by_label("Search this site").focus()
    for key in keys:
        host.page.keyboard.press(key)
    host.page.wait_for_timeout(500)
    assert host.page.url.startswith(host.sites.council)


def test_shift_three_times_means_nothing_before_the_chat_was_opened(host: Host) -> None:
    host.page.get_by_label("Search this site").focus()
    for _ in range(3):
        host.page.keyboard.press("Shift")
    host.page.wait_for_timeout(500)
    assert host.page.url.startswith(host.sites.council)


def test_going_back_after_exit_shows_nothing_that_was_said(host: Host) -> None:
    host.page.locator("#inside").click()
    host.open().ask(TOPIC)
    expect(host.frame.locator("main")).to_contain_text("mediation adviser")
    host.page.get_by_label("Search this site").focus()
    for _ in range(3):
        host.page.keyboard.press("Shift")
    expect(host.page).to_have_url(WEATHER)
    host.page.go_back()
    for frame in host.page.frames:
        assert "mediation adviser" not in frame.locator("body").inner_text()


def has_ended(host: Host) -> None:
    """Neither the browser nor the service has the conversation any more."""
    host.visit().open()
    expect(host.frame.locator("main")).not_to_contain_text("mediation adviser")
    expect(host.frame.get_by_role("button", name="Carry on")).to_have_count(0)
