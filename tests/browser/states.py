"""Every state a page of ours can be in, and how to get there: for the accessibility tests and the screenshots."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from bot.library.messages import Choice
from tests.browser.conftest import Lab, ask

SPOKEN = "the council said no to an assessment"
DANGER = "my stepdad hits me and i am scared"
LONG = "\n\n".join(f"Paragraph {n}. " + "The letter tells you what you can do next. " * 4 for n in range(6))
CHOICES = (Choice("What the letter tells you", "a"), Choice("How long it takes", "b"), Choice("Talk to a person", "c"))
CARD = {
    "id": "mediation",
    "title": "Mediation before an appeal",
    "url": "/leaflets/mediation",
    "version": 1,
    "reviewed_on": "2026-11-16",
    "sources": [
        {"title": "Children and Families Act 2014", "reference": "section 55", "url": "https://www.legislation.gov.uk/ukpga/2014/6"}
    ],
}  # fmt: skip

LOOK = "Object.defineProperty(document, 'hidden', { configurable: true, value: %s });"
LOOK += "document.dispatchEvent(new Event('visibilitychange'))"

PLACES = {
    "home": "/",
    "leaflets": "/leaflets",
    "leaflet": "/leaflets/mediation",
    "leaflet for paper": "/leaflets/mediation/print",
    "privacy": "/privacy",
    "cookies": "/cookies",
    "accessibility": "/accessibility",
    "complaints": "/complaints",
    "safety": "/safety",
    "not found": "/nothing",
    "first visit": "/chat",
    "first visit in a frame": "/chat?frame=1",
    "no cookie": "/chat?started=1",
}


def _said(page: Page, count: int) -> None:
    expect(page.locator("#said > li")).to_have_count(count)


def spoken(page: Page, lab: Lab) -> None:
    """Something was said and answered."""
    page.goto("/chat")
    ask(page, SPOKEN)
    _said(page, 3)


def choices(page: Page, lab: Lab) -> None:
    lab.engine.choices = CHOICES
    spoken(page, lab)
    expect(page.locator(".choices button")).to_have_count(3)


def long_answer(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    lab.say("assistant", "leaflet", LONG, CARD)
    _said(page, 4)


def leaflet_opened(page: Page, lab: Lab) -> None:
    long_answer(page, lab)
    page.get_by_role("link", name="Read the whole leaflet").click()
    expect(page.locator(".opened")).to_be_visible()


def sources_opened(page: Page, lab: Lab) -> None:
    long_answer(page, lab)
    page.locator("summary").click()


def emergency(page: Page, lab: Lab) -> None:
    page.goto("/chat")
    ask(page, DANGER)
    expect(page.locator(".said-urgent")).to_be_visible()


def too_long(page: Page, lab: Lab) -> None:
    page.goto("/chat")
    page.get_by_label("Your message").fill("a" * 2_100)
    expect(page.locator("#text-error")).to_contain_text("too long")


def offline(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    page.context.set_offline(True)
    ask(page, "and how long does that take")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def busy(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    page.route("**/chat/messages", lambda route: route.fulfill(status=429, headers={"Retry-After": "99"}))
    ask(page, "and how long does that take")
    expect(page.locator("#status")).to_contain_text("A lot was sent")


def forgotten(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    lab.pass_time(31)
    ask(page, "and how long does that take")
    expect(page.locator("#status")).to_contain_text("has been forgotten")


def about_to_be_forgotten(page: Page, lab: Lab) -> None:
    page.clock.install()
    spoken(page, lab)
    page.clock.fast_forward(25 * 60_000)
    page.clock.run_for(6_000)
    expect(page.get_by_role("button", name="Keep this chat")).to_be_visible()


def returned(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    lab.pass_time(6)
    page.goto("/chat")
    expect(page.get_by_role("button", name="Carry on")).to_be_visible()


def with_officer(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    lab.conversation.state = "officer"
    lab.say("officer", "text", "Hello, I am Wren, an officer. I have read what you wrote.")
    _said(page, 4)
    expect(page.locator(".note[data-when=officer]")).to_be_visible()


def waiting(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    lab.conversation.state = "waiting"
    lab.say("service", "handoff", "You are in the queue.")
    expect(page.locator(".note[data-when=waiting]")).to_be_visible()


def ended(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    page.get_by_role("button", name="End chat and clear").click()
    expect(page.locator("#status")).to_contain_text("cleared")


def out_of_sight(page: Page, lab: Lab) -> None:
    """Nobody looked at the page for six minutes."""
    page.clock.install()
    spoken(page, lab)
    page.evaluate(LOOK % "true")
    page.clock.fast_forward(6 * 60_000)
    page.evaluate(LOOK % "false")
    expect(page.get_by_role("button", name="Carry on")).to_be_visible()


def cookie_not_kept(page: Page, lab: Lab) -> None:
    page.route("**/chat/messages?*", lambda route: route.fulfill(status=401))
    page.goto("/chat")
    ask(page, SPOKEN)
    expect(page.locator("#no-cookie")).to_be_visible()


def other_language(page: Page, lab: Lab) -> None:
    page.goto("/chat")
    ask(page, "ابني يحتاج إلى مساعدة في المدرسة")
    _said(page, 3)


def new_message_below(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    lab.say("assistant", "leaflet", LONG, CARD)
    _said(page, 4)
    page.evaluate("scrollTo(0, 0)")
    lab.say("officer", "text", "Hello, I am Wren.")
    expect(page.get_by_role("button", name="New message")).to_be_visible()


Reach = Callable[[Page, Lab], None]
# With the page's script.
LIVE: dict[str, Reach] = {
    "choices": choices,
    "long answer": long_answer,
    "leaflet opened": leaflet_opened,
    "sources opened": sources_opened,
    "emergency": emergency,
    "too long": too_long,
    "offline": offline,
    "busy": busy,
    "forgotten": forgotten,
    "about to be forgotten": about_to_be_forgotten,
    "returned": returned,
    "with officer": with_officer,
    "waiting": waiting,
    "ended": ended,
    "out of sight": out_of_sight,
    "cookie not kept": cookie_not_kept,
    "other language": other_language,
    "new message below": new_message_below,
}


def plain_error(page: Page, lab: Lab) -> None:
    page.goto("/chat")
    ask(page, "  ")
    expect(page.locator("#problem")).to_be_visible()


# Without it.
PLAIN: dict[str, Reach] = {"spoken": spoken, "error": plain_error, "returned": returned, "emergency": emergency}
