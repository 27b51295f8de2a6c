"""A visitor of a council's page, and everything their browser said and asked for meanwhile."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from playwright.sync_api import BrowserContext, Frame, FrameLocator, Locator, Page, Route, expect

from tests.browser.host_site.serving import Sites

# Screenshots are kept where this names a folder.
SHOTS = os.environ.get("EVENHAND_SCREENSHOTS")


@dataclass
class Host:
    """One visitor of a host page, and everything their browser said and asked for meanwhile."""

    page: Page
    context: BrowserContext
    sites: Sites
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def link(self) -> Locator:
        return self.page.get_by_role("link", name="Ask the SEND service")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog", name="Chat")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("iframe[title=Chat]")

    @property
    def inside(self) -> Frame:
        """The frame as a window, to speak as it."""
        return next(frame for frame in self.page.frames if frame.url.startswith(self.sites.chat))

    def visit(self, name: str = "link.html", site: str = "") -> Host:
        self.page.goto(f"{site or self.sites.council}/{name}")
        self.page.wait_for_load_state("networkidle")
        return self

    def open(self) -> Host:
        self.link.click()
        expect(self.frame.get_by_label("Your message")).to_be_visible()
        return self

    def ask(self, text: str) -> None:
        self.frame.get_by_label("Your message").fill(text)
        self.frame.get_by_role("button", name="Send").click()

    def to_chat(self) -> list[str]:
        return [url for url in self.asked if url.startswith(self.sites.chat + "/")]

    def shot(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"widget-{name}.png")


def without_cookies(host: Host) -> None:
    """Neither sends nor keeps the chat's cookies, as browsers do that refuse every cookie in a frame."""

    def pass_on(route: Route) -> None:
        asked = route.request
        kept = {name: value for name, value in asked.all_headers().items() if name not in ("cookie", "host")}
        answer = httpx.request(
            asked.method,
            asked.url.replace("chat.averley.test", "127.0.0.1"),
            headers={name: value for name, value in kept.items() if not name.startswith(":")}
            | {"host": host.sites.chat.removeprefix("https://")},
            content=asked.post_data_buffer,
            verify=False,
        )
        dropped = ("set-cookie", "content-encoding", "content-length")
        headers = {name: value for name, value in answer.headers.items() if name not in dropped}
        route.fulfill(status=answer.status_code, headers=headers, body=answer.content)

    host.context.route(re.compile(re.escape(host.sites.chat) + "/chat"), pass_on)
    host.context.route("**/events**", lambda route: route.abort())
