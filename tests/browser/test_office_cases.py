"""Giving cases to others, in a real browser: no fault of axe, and all of it at 320 px.

With EVENHAND_SCREENSHOTS=folder the pages are kept as pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.casework.access import Role
from bot.library.compose import Library
from tests.back_office.test_file_in_conversation import put_through
from tests.browser.conftest import DESKTOP, NewContext
from tests.browser.test_office_accounts import NARROW, Served, look


@pytest.fixture
def served(tmp_path: Path, library: Library) -> Iterator[Served]:
    started = Served(tmp_path, library, Role.LEAD)
    started.lab.inbox.refer(help="Can we appeal?")
    started.lab.inbox.take()
    started.lab.inbox.officer("Bartholomew Featherstonehaugh")
    started.lab.inbox.officer("Cy")
    yield started
    started.stop()
    started.lab.inbox.tray.close()
    started.lab.inbox.box.close()


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["1280", "320"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_case_is_given_moved_and_followed(served: Served, new_context: NewContext, size: dict, scheme: str) -> None:
    page = new_context(base_url=served.url, color_scheme=scheme, **size).new_page()
    served.sign_in(page)
    page.goto("/queue")
    page.get_by_role("button", name=re.compile("^Take")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Case oak-kettle-river")
    case = page.url
    look(page, f"case-{scheme}")
    page.goto("/queue")
    look(page, f"queue-with-give-{scheme}")
    page.get_by_role("link", name="Give to").click()
    look(page, f"give-{scheme}")
    page.get_by_role("button", name="Give it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Give it to somebody else")
    page.get_by_label("To", exact=True).select_option("Bartholomew Featherstonehaugh")
    page.get_by_role("button", name="Give it over").click()
    page.goto(case)
    expect(page.get_by_role("heading", level=1)).to_have_text("This case is with Bartholomew Featherstonehaugh now")
    look(page, f"passed-on-{scheme}")

    page.goto("/caseloads")
    look(page, f"caseloads-{scheme}")
    page.get_by_role("link", name="Bartholomew Featherstonehaugh").click()
    page.get_by_label("oak-kettle-river").check()
    look(page, f"caseload-{scheme}")
    page.get_by_label("Who is to have them").select_option("Cy, 0 open cases")
    page.get_by_label("Why").select_option("Somebody is away")
    page.get_by_role("button", name="Move those picked").click()
    expect(page.get_by_role("status")).to_have_text("1 case was moved.")
    look(page, f"caseload-moved-{scheme}")


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["1280", "320"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_of_a_file_go_into_a_conversation(
    served: Served, new_context: NewContext, size: dict, scheme: str
) -> None:
    page = new_context(base_url=served.url, color_scheme=scheme, **size).new_page()
    asked = list[str]()
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    served.sign_in(page)
    page.goto("/queue")
    page.get_by_role("button", name=re.compile("^Take")).click()
    handle = put_through(served.lab)
    page.goto("/queue")
    page.get_by_role("button", name=re.compile("^Take ?:")).click()
    page.get_by_label("Your answer").fill("Hello.")
    page.get_by_text("Put in something of their file").click()
    look(page, f"file-closed-{scheme}")
    page.get_by_label("Its reference, three words").fill("oak kettle river")
    page.get_by_label("Its reference, three words").press("Enter")
    expect(page.get_by_text("Nothing of it can be put in yet")).to_be_visible()
    look(page, f"file-not-proved-{scheme}")
    page.get_by_label("The safe word they said").fill("teapot")
    page.get_by_role("button", name="Check the safe word").click()
    page.get_by_label("What you want help with").check()
    look(page, f"file-proved-{scheme}")
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_label("Your answer")).to_have_value("Hello.\n\n- What you want help with: “Can we appeal?”")
    assert asked == [], "what is being written is not lost, so nothing asks whether to leave"
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#talk")).to_contain_text("Can we appeal?")
    assert len(served.lab.relay.messages(handle)) >= 3
