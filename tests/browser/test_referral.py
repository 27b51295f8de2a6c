"""A referral as a parent makes it on a phone: by touch, by keyboard alone, without scripts, at 400 % zoom."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, NewContext, shot
from tests.browser.test_accessibility import faults
from tests.running import Service

pytestmark = pytest.mark.service

# 1280 by 1024 at 400 % leaves this much (WCAG 1.4.10).
ZOOMED = {"viewport": {"width": 320, "height": 256}}
# What is written, and in brackets what is picked.
FULL = [
    "I would like to refer myself",
    "[Yes]",
    "[I am the parent]",
    "[Yes]",
    "[Answer questions now]",
    "Zoë O'Brien",
    "[Yes]",
    "07700 900123",
    "[No]",
    "[No]",
    "[No]",
    "weekdays before 3",
    "[No]",
    "av1 2ex",
    "Łukasz",
    "Year 4",
    "Hillside Primary",
    "[The council said no]",
    "He is so sad. What now?",
    "[Skip]",
    "large print",
    "[No]",
    "[No]",
    "[No]",
    "[Skip]",
]
REFUSED = [
    "I would like to refer myself",
    "[Yes]",
    "[I am the parent]",
    "[Yes]",
    "[Answer questions now]",
    "Sam",
    "[No]",
    "[No]",
    "[No]",
    "[I will ring you]",
    "[Skip]",
    "[No]",
    "[Skip]",
    "[Skip]",
    "[Skip]",
    "[Skip]",
    "[Skip]",
    "Help please",
    "[Skip]",
    "[Skip]",
    "[No]",
    "[No]",
    "[No]",
    "[Skip]",
]
Say = Callable[[Page, str], None]


def by_touch(page: Page, step: str) -> None:
    if step.startswith("["):
        page.locator(".choices").get_by_role("button", name=step[1:-1], exact=True).click()
    else:
        page.get_by_label("Your message").fill(step)
        page.locator(".write").get_by_role("button", name="Send", exact=True).click()


def by_keyboard(page: Page, step: str) -> None:
    """Everything by Tab, Shift+Tab and Enter; labels are typed, as a screen reader's user would rather do."""
    box = page.get_by_label("Your message")
    for _ in range(60):
        if box.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.insert_text(step.strip("[]"))
    page.keyboard.press("Enter")


def goes(page: Page, steps: list[str], say: Say) -> None:
    """Says each step and waits for its answer."""
    for step in steps:
        before = page.locator("#said > li").count()
        say(page, step)
        expect(page.locator(".said-pending")).to_have_count(0)
        page.locator("#said > li").nth(before + 1).wait_for()


def sends(page: Page, service: Service, say: Say) -> dict:
    before = len(service.envelopes())
    say(page, "[Send my answers]")
    expect(page.locator("#said > li").last).to_contain_text("Your reference is")
    assert len(service.envelopes()) == before + 1
    return service.opened(service.envelopes()[-1])


@pytest.mark.parametrize(
    ("name", "say", "context"),
    [
        ("touch", by_touch, PHONE),
        ("keyboard", by_keyboard, {"viewport": {"width": 1280, "height": 900}}),
        ("no script", by_touch, {**PHONE, "java_script_enabled": False}),
        ("zoomed", by_touch, ZOOMED),
    ],
)
def test_a_full_referral_reaches_the_office(
    service: Service, new_context: NewContext, name: str, say: Say, context: dict
) -> None:
    page = new_context(base_url=service.url, **context).new_page()
    page.goto("/chat")
    began = time.monotonic()
    goes(page, FULL, say)
    summary = page.locator("#said > li").last
    for told in ("Zoë O'Brien", "07700 900123", "AV1 2EX", "Łukasz", "Ring me: yes", "Email me: no"):
        expect(summary).to_contain_text(told)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    shot(page, f"referral-check-{name}")
    content = sends(page, service, say)
    shot(page, f"referral-sent-{name}")
    assert content["answers"]["help"] == "He is so sad. What now?" and content["safety"]["be_careful"] == "no"
    assert [one["purpose"] for one in content["permissions"] if one["given"]] == ["open_case", "may_call"]
    # What was sent has left the page, and the way back does not lead to it.
    expect(page.get_by_text("Łukasz")).to_have_count(0)
    page.go_back()
    expect(page.get_by_text("Łukasz")).to_have_count(0)
    assert time.monotonic() - began < 240


def test_every_optional_question_may_be_refused(service: Service, new_context: NewContext) -> None:
    page = new_context(base_url=service.url, **PHONE).new_page()
    page.goto("/chat")
    goes(page, REFUSED, by_touch)
    content = sends(page, service, by_touch)
    assert set(content["answers"]) == {"area", "who", "path", "name", "no_way", "help"}
    assert [one["purpose"] for one in content["permissions"] if one["given"]] == ["open_case"]
    assert content["safety"] == {"be_careful": "no"}


def test_an_answer_is_changed_before_it_is_sent(service: Service, new_context: NewContext) -> None:
    page = new_context(base_url=service.url, **PHONE).new_page()
    page.goto("/chat")
    goes(page, REFUSED, by_touch)
    page.locator("summary", has_text="Change an answer").click()
    goes(page, ["[Change: Your name]", "Mo"], by_touch)
    assert sends(page, service, by_touch)["answers"]["name"] == "Mo"


def test_one_left_half_way_leaves_nothing(service: Service, new_context: NewContext) -> None:
    before = len(service.envelopes())
    context = new_context(base_url=service.url, **PHONE)
    page = context.new_page()
    page.goto("/chat")
    goes(page, FULL[:12], by_touch)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Zo" not in kept and "07700" not in kept
    context.close()
    again = new_context(base_url=service.url, **PHONE).new_page()
    again.goto("/chat")
    expect(again.get_by_text("07700 900123")).to_have_count(0)
    assert len(service.envelopes()) == before


def test_the_notice_and_the_answers_have_no_fault_that_axe_can_find(service: Service, new_context: NewContext) -> None:
    page = new_context(base_url=service.url, **PHONE).new_page()
    page.goto("/chat")
    goes(page, FULL[:3], by_touch)
    assert faults(page) == []
    goes(page, FULL[3:], by_touch)
    page.locator("summary", has_text="Change an answer").click()
    assert faults(page) == []
