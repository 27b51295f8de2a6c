"""The whole office for tests: post box, records, accounts and pages as in service, and a clock in the test's hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fastapi import FastAPI

from bot.back_office.app import back_office
from bot.back_office.office import Office
from bot.casework.access import Role
from bot.intake.relay.relay import Relay
from bot.intake.relay.watch import Watch
from bot.library.compose import Library
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.conversations.live import Live
from tests.back_office.office_making import URL, Browser, signed_in_browser
from tests.services.office.accounting import NOON, CountingHasher, FakeVault, Lab
from tests.services.office.intake import Office as Inbox

DAY = date(2026, 11, 23)


class WholeLab(Lab):
    """As Lab, on records that hold cases too; `inbox` posts what parents send."""

    def __init__(self, folder: Path) -> None:
        self.inbox = Inbox(folder)
        self.relay = Relay(f"sqlite:///{folder / 'relay.db'}")
        self.vault, self.hasher, self.now = FakeVault(), CountingHasher(), NOON
        self.noted, self.statements = [], []
        self.accounts = Accounts(self.inbox.sessions, self.vault, b"k" * 32, hasher=self.hasher)

    def office(self, library: Library, url: str = URL) -> Office:
        live = Live(self.relay, self.inbox.keys, library, self.inbox.sessions)
        watch = Watch(self.relay)
        return Office(self.accounts, library, lambda: self.now, url, self.inbox.take, live=live, watch=watch)

    def app(self, library: Library, url: str = URL) -> FastAPI:
        return back_office(self.office(library, url), "https://chat.example", lambda: DAY)

    def browser(self, library: Library, role: Role = Role.OFFICER) -> Browser:
        """Somebody of this role, signed in."""
        self.noted.append(("one more",))
        return signed_in_browser(self.app(library), self, role)


def press(browser: Browser, path: str, **fields: str) -> Browser:
    """Presses the button that leads to `path` on the page shown, and follows to the next page."""
    form = next(part for part in browser.page.split("<form") if f'action="{path}"' in part)
    hidden = dict(
        piece.split('" value="')
        for piece in (one.split('">')[0] for one in form.split('<input type="hidden" name="')[1:])
    )
    answer = browser.http.post(path, data={**hidden, **fields})
    if answer.is_redirect:
        answer = browser.go(answer.headers["location"])
    browser.page = answer.text
    return browser
