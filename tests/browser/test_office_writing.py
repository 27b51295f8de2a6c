"""Writing in a real browser: hints while typing, words put in at the cursor, the constant answer on one key, the printed page.

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
from playwright.sync_api import Page, expect

from bot.back_office.app import back_office
from bot.casework.access import Role
from bot.library.compose import Library
from bot.services.office.cases import write
from bot.services.office.queue.claim import claim
from bot.services.office.working import Acting
from tests.back_office.whole_office import DAY, WholeLab
from tests.browser.conftest import DESKTOP, NewContext, shot
from tests.running import free_port
from tests.services.office.accounting import PASSWORD

NARROW = {"viewport": {"width": 320, "height": 640}}


class Writing:
    """The whole office on a free port, and a case that Ada has taken."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.lab, port = WholeLab(folder), free_port()
        self.url = f"http://127.0.0.1:{port}"
        office = self.lab.office(library, self.url)
        self.keys = self.lab.add(role=Role.MANAGER)
        self.lab.inbox.refer(help="Can we appeal?", be_careful="yes", email="marian@family.example")
        self.lab.inbox.take()
        ada = self._ada()
        claim(office.desk, ada, self.lab.inbox.only_item().id, 0, self.lab.now)
        self.case = f"/cases/{self.lab.inbox.only_case()}"
        write.write_note(
            office.desk, ada, self.lab.inbox.only_case(), write.FACT, "We met at the library.", self.lab.now
        )
        app = back_office(office, "https://chat.example", lambda: DAY)
        self._server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None))
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def _ada(self) -> Acting:
        from bot.records.accounts import Officer

        with self.lab.inbox.sessions() as session:
            officer = session.query(Officer).one()
            return Acting(officer.id, officer.role)

    def sign_in(self, page: Page) -> None:
        page.goto("/sign-in")
        page.get_by_label("User name").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Code").fill(self.lab.code(self.keys))
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/queue")

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def office(tmp_path: Path, library: Library) -> Iterator[Writing]:
    started = Writing(tmp_path, library)
    yield started
    started.stop()


@pytest.fixture
def page(office: Writing, new_context: NewContext) -> Page:
    opened = new_context(base_url=office.url, **DESKTOP).new_page()
    office.sign_in(opened)
    opened.goto(f"{office.case}/write")
    return opened


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["1280", "320"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_pass_axe_and_fit(office: Writing, new_context: NewContext, size: dict, scheme: str) -> None:
    page = new_context(base_url=office.url, color_scheme=scheme, **size).new_page()
    office.sign_in(page)
    name = f"{size['viewport']['width']}-{scheme}"

    def look(what: str) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), what
        shot(page, f"office-writing-{what}-{name}")

    page.goto(f"{office.case}/write")
    look("empty")
    page.get_by_text("Without permission: a child is at risk").click()
    page.get_by_label("What the risk is").scroll_into_view_if_needed()
    look("without-permission")
    page.get_by_label("Mrs Bell, Hillside Primary").check()
    page.get_by_label("Your words").fill("Thank you for the call. You should send the papers by Friday.")
    expect(page.locator("[data-hints]")).to_contain_text("You can")
    page.get_by_label("Search leaflets and replies").fill("mediation certificate")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("[data-found]")).to_contain_text("found")
    look("hinted")
    page.get_by_role("button", name="Check, and make it").click()
    expect(page.get_by_role("alert")).to_contain_text("say why it stays")
    look("asks-reason")
    page.get_by_label("Your words").fill("We meet on Monday at ten. You can bring somebody with you.")
    page.get_by_label("What you want help with").check()
    page.get_by_label("Address on a letter").fill("Mrs Bell\nHillside Primary\nMarket Place\nAverley AV1 2EX")
    page.get_by_role("button", name="Check, and make it").click()
    expect(page.get_by_role("heading", name="Letter to Mrs Bell, Hillside Primary")).to_be_visible()
    look("letter")
    page.emulate_media(media="print")
    expect(page.get_by_text("Nothing was sent from here")).to_be_hidden()
    expect(page.get_by_text("We meet on Monday")).to_be_visible()
    expect(page.locator(".masthead")).to_be_hidden()
    shot(page, f"office-writing-printed-{name}")
    page.emulate_media(media="screen")
    page.goto(f"{office.case}/write")
    page.get_by_label("An email", exact=True).check()
    page.get_by_label("The parent themself").check()
    page.get_by_label("Your words").fill("We rang.")
    page.get_by_role("button", name="Check, and make it").click()
    expect(page.get_by_role("heading", name="Ask the parent")).to_be_visible()
    look("refused")
    page.get_by_label("What they answered, in their words").fill("yes please")
    page.get_by_role("button", name="Record permission").click()
    look("case")
    page.goto(f"{office.case}/write")
    page.get_by_role("button", name="I rang the number on file").click()
    expect(page.get_by_role("heading", name="Identity verified")).to_be_visible()
    look("verified")
    page.get_by_role("button", name="Check, and make it").click()
    expect(page.get_by_role("heading", name="Email to parent")).to_be_visible()
    look("email")


def test_hints_come_while_typing_and_go_when_it_is_mended(page: Page) -> None:
    box, hints = page.get_by_label("Your words"), page.locator("[data-hints]")
    box.fill("You should appeal.")
    expect(hints).to_contain_text("You should appeal")
    assert hints.get_attribute("role") == "status"
    box.fill("You can appeal.")
    expect(hints).to_be_empty()


def test_words_go_in_at_the_cursor_by_keyboard_alone_and_can_be_undone(page: Page, library: Library) -> None:
    box = page.get_by_label("Your words")
    box.fill("One.\n\nTwo.")
    box.press("Control+Home")
    box.press("End")
    page.get_by_label("Search leaflets and replies").focus()
    page.keyboard.type("rang did not reach")
    page.keyboard.press("Enter")
    insert = page.locator("[data-found]").get_by_role(
        "button", name=re.compile("Insert.*We rang and did not reach you")
    )
    insert.focus()
    page.keyboard.press("Enter")
    reply = library.replies["could-not-reach"].words
    expect(box).to_have_value(f"One.\n\n{reply}\n\nTwo.")
    expect(box).to_be_focused()
    page.keyboard.press("Control+z")
    expect(box).to_have_value("One.\n\nTwo.")


def test_one_key_gives_the_constant_answer(page: Page, library: Library) -> None:
    box = page.get_by_label("Your words")
    box.focus()
    page.keyboard.press("F8")
    expect(box).to_have_value(library.say("non_disclosure/constant", "web").text)


def test_text_messages_are_counted_while_typing(page: Page) -> None:
    parts = page.locator("[data-parts]")
    expect(parts).to_be_hidden()
    page.get_by_label("A text message").check()
    page.get_by_label("Your words").fill("a" * 161)
    expect(parts).to_have_text("2 text messages, 161 characters")
    page.get_by_label("Your words").fill("Thank you. Dziękuję.")
    expect(parts).to_have_text("1 text message, 20 characters")


def test_a_draft_outlives_the_page_and_the_line(page: Page, office: Writing) -> None:
    page.get_by_label("Your words").fill("Half a sentence")
    expect(page.locator("[data-kept]")).to_have_text("Draft kept.")
    page.goto(office.case)
    page.goto(f"{office.case}/write")
    expect(page.get_by_label("Your words")).to_have_value("Half a sentence")
    page.context.set_offline(True)
    page.get_by_label("Your words").press_sequentially(" and")
    expect(page.locator("[data-kept]")).to_contain_text("the line is down")
    page.context.set_offline(False)
    page.get_by_label("Your words").press_sequentially(" more")
    expect(page.locator("[data-kept]")).to_have_text("Draft kept.")


def test_a_note_gets_hints_and_nothing_stands_in_its_way(page: Page, office: Writing) -> None:
    page.goto(office.case)
    page.get_by_label("New note").fill("They should appeal, the school failed them.")
    expect(page.locator("[data-hints]")).not_to_be_empty()
    page.get_by_role("button", name="Save as opinion").click()
    expect(page.get_by_role("status").first).to_have_text("The note is saved.")
