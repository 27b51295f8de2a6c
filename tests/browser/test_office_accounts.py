"""Accounts and setting one up, in a real browser: no fault of axe, and all of it at 320 px.

With EVENHAND_SCREENSHOTS=folder the pages are kept as pictures.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.back_office.app import back_office
from bot.casework.access import Role
from bot.library.compose import Library
from tests.back_office.whole_office import DAY, WholeLab
from tests.browser.conftest import DESKTOP, NewContext, shot
from tests.running import free_port
from tests.services.office.accounting import PASSWORD

NARROW = {"viewport": {"width": 320, "height": 640}}
NEW = "seven brown otters in a boat"


class Served:
    """The whole office on a free port, with an admin called ada."""

    def __init__(self, folder: Path, library: Library, role: Role = Role.ADMIN) -> None:
        self.lab, port = WholeLab(folder), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.keys = self.lab.add(role=role)
        app = back_office(self.lab.office(library, self.url), "https://chat.example", lambda: DAY)
        self._server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=1))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def sign_in(self, page: Page, user_name: str = "ada", password: str = PASSWORD, secret: str = "") -> None:
        self.lab.pass_time(seconds=31)
        page.goto("/sign-in")
        page.get_by_label("User name").fill(user_name)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Code").fill(pyotp.TOTP(secret or self.keys.secret).at(self.lab.now.timestamp()))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def served(tmp_path: Path, library: Library) -> Iterator[Served]:
    started = Served(tmp_path, library)
    yield started
    started.stop()


def look(page: Page, what: str) -> None:
    """No fault of axe, nothing wider than the window, and a picture if they are kept."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), what
    shot(page, f"office-{what}")


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["1280", "320"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_added_set_up_and_looked_after(served: Served, new_context: NewContext, size: dict, scheme: str) -> None:
    page = new_context(base_url=served.url, color_scheme=scheme, **size).new_page()
    served.sign_in(page)
    expect(page.get_by_role("heading", name="Accounts")).to_be_visible()
    page.get_by_label("Their name").fill("Wren Hollis")
    page.get_by_label("User name").fill("wren")
    page.get_by_label("Lead: also hands out cases").check()
    page.get_by_label("Your own password").fill("wrong")
    page.get_by_role("button", name="Add, and show the code").click()
    expect(page.get_by_role("alert")).to_contain_text("not your present password")
    look(page, f"accounts-wrong-{scheme}")
    page.get_by_label("Your own password").fill(PASSWORD)
    page.get_by_role("button", name="Add, and show the code").click()
    expect(page.get_by_role("heading", name="Set-up code")).to_be_visible()
    code = page.locator("dd code").nth(2).inner_text()
    look(page, f"accounts-code-{scheme}")
    page.emulate_media(media="print")
    expect(page.get_by_text(code)).to_be_visible()
    expect(page.get_by_text("Print this page")).to_be_hidden()
    page.emulate_media(media="screen")

    other = new_context(base_url=served.url, color_scheme=scheme, **size).new_page()
    other.goto("/sign-in")
    other.get_by_role("link", name="I was given a set-up code").click()
    look(other, f"set-up-{scheme}")
    other.get_by_label("User name").fill("wren")
    other.get_by_label("Set-up code").fill(code.upper())
    other.get_by_role("button", name="Continue").click()
    secret = other.locator("main code").inner_text().replace(" ", "")
    other.get_by_label("Password", exact=True).fill(NEW)
    other.get_by_label("Password again").fill(NEW)
    other.get_by_label("Code from the app").fill("000000")
    other.get_by_role("button", name="Set up my account").click()
    expect(other.get_by_role("alert")).to_contain_text("does not fit")
    look(other, f"set-up-offer-{scheme}")
    other.get_by_label("Password", exact=True).fill(NEW)
    other.get_by_label("Password again").fill(NEW)
    other.get_by_label("Code from the app").fill(pyotp.TOTP(secret).at(served.lab.now.timestamp()))
    other.get_by_role("button", name="Set up my account").click()
    expect(other.locator("ol code")).to_have_count(10)
    look(other, f"set-up-done-{scheme}")
    served.sign_in(other, "wren", NEW, secret)

    page.get_by_role("link", name="Accounts").first.click()
    look(page, f"accounts-{scheme}")
    page.get_by_role("link", name="Wren Hollis").click()
    page.get_by_text("Link it", exact=True).first.click()
    look(page, f"account-of-{scheme}")
    page.get_by_role("button", name="Disable this account").click()
    expect(page.get_by_role("status")).to_contain_text("signed out everywhere")
    look(page, f"account-disabled-{scheme}")
    other.goto("/queue")
    expect(other).to_have_url(f"{served.url}/sign-in?next=%2Fqueue")
