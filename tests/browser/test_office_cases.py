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
