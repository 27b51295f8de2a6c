"""A real browser, and a front desk in this process whose clock and engine a test holds in its hand."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk
from bot.intake.conversation import Conversation, Sender
from bot.intake.limits import Limits, OpenStreams
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.settings import read_settings
from tests.browser.finding import BROWSER, find_browser
from tests.fakes import NO_OFFICE, FakeEngine
from tests.running import free_port

# Screenshots are kept where this names a folder.
SHOTS = os.environ.get("EVENHAND_SCREENSHOTS")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A machine that also runs the service and other tests is slow at times.
expect.set_options(timeout=15_000)
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
SIZES = {"phone": PHONE, "desktop": DESKTOP}


class Lab:
    """A front desk on a free port. Its clock runs on by itself and can be moved; its engine is made by hand."""

    def __init__(self, library: Library, **environment: str) -> None:
        self.engine, self.offset, self.port = FakeEngine(), 0.0, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sessions = Sessions(30 * 60)
        self.desk = Desk(
            read_settings({"EVENHAND_PUBLIC_PORT": str(self.port), **environment}),
            library,
            self.sessions,
            self.engine,
            Limits(is_on=False),
            OpenStreams(is_on=False),
            NO_OFFICE,
            today=lambda: date(2026, 11, 22),
            steady=lambda: time.monotonic() + self.offset,
        )
        self._under_way, self._busy_at = 0, time.monotonic()
        config = uvicorn.Config(
            self._watched, interface="asgi3", port=self.port, log_config=None, timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> Lab:
        self._app = front_desk(self.desk)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def _serve(self) -> None:
        # At its end it cancels what streams leave behind.
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._server.serve())

    async def _watched(self, scope: Any, receive: Any, send: Any) -> None:
        counts = scope["type"] == "http" and not scope["path"].endswith("/events")
        self._under_way += counts
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= counts
            self._busy_at = time.monotonic() if counts else self._busy_at

    def say(self, sender: Sender, kind: str, text: str, leaflet: dict[str, Any] | None = None) -> None:
        """Says something in the only conversation there is."""
        self._loop.call_soon_threadsafe(self.conversation.add, sender, kind, text, (), leaflet)

    def pass_time(self, minutes: float) -> None:
        """Moves the service's clock on; the browser's own clock stays.

        What a page asks right after an answer is let through first: minutes pass between two things people do.
        """
        until(lambda: not self._under_way and time.monotonic() - self._busy_at > 0.4, seconds=15)
        self.offset += minutes * 60

    @property
    def conversation(self) -> Conversation:
        """The only conversation there is."""
        [conversation] = self.sessions
        return conversation

    @property
    def heard(self) -> list[str]:
        """What the engine was asked, in order."""
        return [turn.text for turns in self.engine.turns.values() for turn in turns]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get(BROWSER) or find_browser()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def lab(library: Library) -> Iterator[Lab]:
    started = Lab(library).start()
    yield started
    started.stop()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Makes contexts that are closed at the end of the test; what a page's script complains of fails the test."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert complaints == []


@pytest.fixture
def page(lab: Lab, new_context: NewContext) -> Page:
    """The chat of the lab on a desktop, first visit."""
    opened = new_context(base_url=lab.url, **DESKTOP).new_page()
    opened.goto("/chat")
    return opened


@pytest.fixture
def timed(lab: Lab, new_context: NewContext) -> Page:
    """The same, with a clock that a test can move on: it must be there before the page sets its timers."""
    context = new_context(base_url=lab.url, **DESKTOP)
    context.clock.install()
    opened = context.new_page()
    opened.goto("/chat")
    return opened


@pytest.fixture(scope="module")
def remembering(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps pages in memory for the back button, as people's do. Playwright's does not."""
    started = browser.browser_type.launch(
        executable_path=os.environ.get(BROWSER) or find_browser(),
        args=SWITCHES,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield started
    started.close()


def until(is_so: Callable[[], object], seconds: float = 5) -> None:
    """Waits for what happens in the service and not on a page."""
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up, "it never came to be so"
        time.sleep(0.02)


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def shot(page: Page, name: str) -> None:
    if SHOTS:
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png")
