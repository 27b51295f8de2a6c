"""Signing in to the officers' pages in a real browser, and what happens before and after a sign-in ends.

With EVENHAND_SCREENSHOTS=folder the pages are kept as pictures.
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Page, expect

from bot.library.compose import Library
from tests.back_office.office_making import app_of, office_of
from tests.browser.conftest import DESKTOP, NewContext, shot
from tests.running import free_port
from tests.services.office.accounting import PASSWORD, Lab

NARROW = {"viewport": {"width": 320, "height": 640}}


class Served:
    """The officers' pages on a free port, with a clock that a test moves."""

    def __init__(self, lab: Lab, library: Library) -> None:
        port = free_port()
        self.lab, self.url = lab, f"http://127.0.0.1:{port}"
        config = uvicorn.Config(self.app(library), port=port, log_config=None, timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def app(self, library: Library) -> FastAPI:
        """What is served."""
        return app_of(office_of(self.lab, library, self.url))

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def served(tmp_path: Path, library: Library) -> Iterator[Served]:
    started = Served(Lab(tmp_path), library)
    yield started
    started.stop()


def sign_in(page: Page, served: Served, code: str, next: str = "") -> None:
    page.goto(f"/sign-in{next}")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def timed(served: Served, new_context: NewContext) -> Page:
    """Ada's account page, in a browser whose clock a test moves."""
    keys = served.lab.add()
    context = new_context(base_url=served.url, **DESKTOP)
    context.clock.install()
    page = context.new_page()
    sign_in(page, served, served.lab.code(keys), "?next=/account")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.keys = keys  # type: ignore[attr-defined]
    return page


def pass_time(page: Page, served: Served, minutes: float) -> None:
    served.lab.pass_time(minutes=minutes)
    page.clock.run_for(int(minutes * 60_000))


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["1280", "320"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_pass_axe_and_fit(served: Served, new_context: NewContext, size: dict, scheme: str) -> None:
    keys = served.lab.add()
    page = new_context(base_url=served.url, color_scheme=scheme, **size).new_page()

    def look(name: str) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        shot(page, f"office-{name}-{scheme}")

    page.goto("/account")
    look("sign-in")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password").fill("another lighthouse gravel")
    page.get_by_role("button", name="Continue").click()
    look("code")
    page.get_by_label("Code").fill("123 456")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("did not match")
    look("code-wrong")
    sign_in(page, served, served.lab.code(keys), "?next=/account")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    look("account")
    page.get_by_label("Present password").first.fill("wrong")
    page.get_by_label("New password", exact=True).fill("x")
    page.get_by_label("New password again").fill("x")
    page.get_by_role("button", name="Change password").click()
    look("account-wrong")
    page.locator("#present-recovery").fill(PASSWORD)
    page.get_by_role("button", name="Make ten new codes").click()
    look("recovery-codes")
    page.goto("/account")
    page.locator("#present-app").fill(PASSWORD)
    page.get_by_role("button", name="Set up a new code app").click()
    expect(page.locator("svg.qr")).to_be_visible()
    look("code-app")
    page.goto("/nothing-here")
    look("not-found")
    page.get_by_role("link", name="Go to the first page").focus()
    page.goto("/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You have signed out.")


def test_two_minutes_before_the_end_one_can_stay(timed: Page, served: Served) -> None:
    timed.locator("#new").fill("half a draft")
    pass_time(timed, served, 12.9)
    expect(timed.get_by_role("dialog")).to_be_hidden()
    pass_time(timed, served, 0.2)
    dialog = timed.get_by_role("dialog", name="You will be signed out soon")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("in about two minutes")
    assert Axe().run(timed).violations_count == 0
    shot(timed, "office-warning")
    timed.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()
    assert timed.locator("#new").input_value() == "half a draft"
    pass_time(timed, served, 12)
    expect(dialog).to_be_hidden()
    pass_time(timed, served, 1.2)
    expect(dialog).to_be_visible()


def test_a_page_in_another_tab_keeps_this_one_quiet(timed: Page, served: Served) -> None:
    served.lab.pass_time(minutes=10)
    other = timed.context.new_page()
    other.goto("/account")
    served.lab.pass_time(minutes=3.1)
    timed.clock.run_for(int(13.1 * 60_000))
    timed.wait_for_timeout(300)
    expect(timed.get_by_role("dialog")).to_be_hidden()


def test_a_computer_without_a_network_is_not_told_off_too_early(timed: Page, served: Served) -> None:
    timed.context.set_offline(True)
    timed.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    timed.wait_for_timeout(300)
    expect(timed.get_by_role("dialog")).to_be_hidden()
    pass_time(timed, served, 13.1)
    expect(timed.get_by_role("dialog", name="You will be signed out soon")).to_be_visible()
    timed.get_by_role("button", name="Stay signed in").click()
    expect(timed.get_by_role("dialog")).to_contain_text("cannot be reached")
    timed.context.set_offline(False)
    timed.get_by_role("button", name="Stay signed in").click()
    expect(timed.get_by_role("dialog")).to_be_hidden()


def test_after_the_end_the_page_is_covered_and_comes_back_with_what_was_written(timed: Page, served: Served) -> None:
    timed.locator("#new").fill("half a draft")
    pass_time(timed, served, 13.1)
    expect(timed.get_by_role("dialog")).to_be_visible()
    pass_time(timed, served, 2.1)
    over = timed.get_by_role("dialog", name="You have been signed out")
    expect(over).to_be_visible()
    expect(timed.locator("main")).to_be_hidden()
    timed.keyboard.press("Escape")
    expect(over).to_be_visible()
    shot(timed, "office-over")
    timed.get_by_role("button", name="I have signed in").click()
    expect(over).to_contain_text("You are not signed in yet.")
    with timed.context.expect_page() as opened:
        timed.get_by_role("link", name="Sign in (new tab)").click()
    sign_in(opened.value, served, served.lab.code(timed.keys), "?next=/account")  # type: ignore[attr-defined]
    expect(opened.value.get_by_role("heading", name="Your account")).to_be_visible()
    timed.get_by_role("button", name="I have signed in").click()
    expect(over).to_be_hidden()
    assert timed.locator("#new").input_value() == "half a draft"
    # The forms of the page work again.
    timed.get_by_role("button", name="Sign out", exact=True).click()
    expect(timed).to_have_url(re.compile("why=out"))


def test_somebody_else_who_signs_in_does_not_see_the_page(timed: Page, served: Served) -> None:
    pass_time(timed, served, 13.1)
    expect(timed.get_by_role("dialog")).to_be_visible()
    pass_time(timed, served, 2.1)
    expect(timed.locator("main")).to_be_hidden()
    keys = served.lab.add("bea")
    other = timed.context.new_page()
    other.goto("/sign-in")
    other.get_by_label("User name").fill("bea")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Continue").click()
    other.get_by_label("Code").fill(served.lab.code(keys))
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/")
    timed.bring_to_front()
    timed.get_by_role("button", name="I have signed in").click()
    expect(timed.get_by_role("dialog")).to_contain_text("Somebody else has signed in here")
    expect(timed.locator("main")).to_be_hidden()


def test_near_eight_hours_staying_is_not_offered(timed: Page, served: Served) -> None:
    for _ in range(46):
        served.lab.pass_time(minutes=10)
        timed.goto("/account")
    served.lab.pass_time(minutes=10)
    timed.goto("/account")
    pass_time(timed, served, 8.1)
    dialog = timed.get_by_role("dialog", name="You will be signed out soon")
    expect(dialog).to_contain_text("as long as is safe")
    expect(timed.get_by_role("button", name="Stay signed in")).to_have_count(0)
    timed.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    pass_time(timed, served, 2.1)
    expect(timed.get_by_role("dialog", name="You have been signed out")).to_be_visible()
