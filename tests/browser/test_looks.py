"""What a council would be shown: the real service on a phone and on a desktop.

With EVENHAND_SCREENSHOTS=docs/screenshots this makes the pictures of docs/ anew.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewContext, ask, shot
from tests.running import Service

QUESTION = "the council wont assess my son what can i do"
SHARP = {"device_scale_factor": 1.5}


@pytest.fixture
def visit(service: Service, new_context: NewContext) -> Any:
    def begin(**options: Any) -> Page:
        page = new_context(base_url=service.url, **options).new_page()
        page.goto("/chat")
        return page

    return begin


def answered(page: Page) -> Page:
    ask(page, QUESTION)
    expect(page.locator(".said-newest")).to_contain_text("mediation adviser")
    return page


def test_a_first_visit(visit: Any) -> None:
    page = visit(**PHONE, **SHARP)
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Exit this page")).to_be_in_viewport()
    shot(page, "01-first-visit")


def test_an_answer(visit: Any) -> None:
    page = answered(visit(**PHONE, **SHARP))
    expect(page.locator(".said-newest .who")).to_be_in_viewport()
    shot(page, "02-answer")
    page.get_by_role("link", name="Read the whole leaflet").click()
    expect(page.locator(".opened")).to_be_in_viewport()
    shot(page, "03-leaflet-in-place")


def test_choices(visit: Any) -> None:
    page = visit(**PHONE, **SHARP)
    ask(page, "hello")
    expect(page.get_by_role("button", name="Help me find a leaflet")).to_be_in_viewport()
    shot(page, "04-choices")


def test_an_emergency(visit: Any) -> None:
    page = visit(**PHONE, **SHARP)
    ask(page, "my stepdad hits me and i am scared. how do i get help at school")
    expect(page.locator(".said-urgent").get_by_role("link", name="999")).to_be_in_viewport()
    shot(page, "05-emergency")


def test_no_network(visit: Any) -> None:
    page = answered(visit(**PHONE, **SHARP))
    page.context.set_offline(True)
    ask(page, "how long have i got to appeal")
    expect(page.get_by_role("button", name="Try again")).to_be_in_viewport()
    shot(page, "06-no-network")


def test_coming_back(visit: Any) -> None:
    page = answered(visit(**PHONE, **SHARP))
    page.goto("/leaflets")
    page.go_back()
    expect(page.get_by_role("button", name="Carry on")).to_be_in_viewport()
    shot(page, "07-coming-back")


@pytest.mark.parametrize(("name", "scheme"), [("08-desktop", "light"), ("09-desktop-dark", "dark")])
def test_a_desktop(visit: Any, name: str, scheme: str) -> None:
    page = answered(visit(**DESKTOP, color_scheme=scheme))
    expect(page.locator(".said-newest .who")).to_be_in_viewport()
    shot(page, name)
