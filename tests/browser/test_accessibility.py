"""Everyone can use it: axe in every state, keyboard alone, small and zoomed windows, forced colours, right to left."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.library.compose import Library
from bot.library.messages import Choice
from bot.settings import PROJECT
from tests.back_office.whole_office import WholeLab, press
from tests.browser.conftest import DESKTOP, PHONE, SIZES, Lab, NewContext, ask
from tests.browser.states import CARD, LIVE, PLACES, PLAIN, long_answer, spoken

# Named, because axe leaves the newest rules (target size) out unless asked.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What sticks may hide half a button for as long as nobody scrolls; axe would call that half too small.
LET_GO = "document.querySelectorAll('.chat-bar, .write').forEach(part => { part.style.position = 'static' })"


def faults(page: Page) -> list[tuple[str, str, Any]]:
    """What axe finds, in light and in dark: the rule, the scheme, the elements."""
    # What is measured before the design has come is a page that nobody sees.
    page.wait_for_load_state()
    page.evaluate(LET_GO)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        seen = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
        found += [(fault["id"], scheme, [node["target"] for node in fault["nodes"]]) for fault in seen]
    return found


@pytest.fixture(params=SIZES)
def visitor(lab: Lab, new_context: NewContext, request: pytest.FixtureRequest) -> Page:
    return new_context(base_url=lab.url, **SIZES[request.param]).new_page()


@pytest.mark.parametrize("place", PLACES)
def test_no_page_has_a_fault_that_axe_can_find(visitor: Page, place: str) -> None:
    visitor.goto(PLACES[place])
    assert faults(visitor) == []


@pytest.mark.parametrize("state", LIVE)
def test_no_state_of_the_chat_has_one(visitor: Page, lab: Lab, state: str) -> None:
    LIVE[state](visitor, lab)
    assert faults(visitor) == []


@pytest.mark.parametrize("state", PLAIN)
def test_nor_without_our_scripts(visitor: Page, lab: Lab, state: str) -> None:
    # axe is a script itself, so the browser keeps running scripts and gets none of ours.
    visitor.route("**/scripts/**", lambda route: route.abort())
    PLAIN[state](visitor, lab)
    assert faults(visitor) == []


def office_pages(folder: Path, library: Library) -> dict[str, str]:
    """The officers' pages as one who has work sees them."""
    office = WholeLab(folder)
    office.inbox.refer(help="Can we appeal?", deadline="24 November 2026")
    office.inbox.ask(find="nobody we know")
    office.inbox.take()
    browser = office.browser(library)
    pages = {path: browser.get(path).text for path in ("/queue", "/leaflets", "/account", "/new-case", "/enquiries")}
    case = f"/cases/{office.inbox.only_case()}"
    browser.get("/queue")
    pages[case] = press(browser, f"/queue/{office.inbox.only_item().id}/claim").page
    return pages


def test_nor_the_officers_pages(visitor: Page, lab: Lab, tmp_path: Path) -> None:
    visitor.goto("/accessibility")  # so that the design is at hand; the pages share it
    with ThreadPoolExecutor() as beside:  # the browser's own loop runs in this thread
        pages = beside.submit(office_pages, tmp_path, lab.desk.library).result()
    for path, page in pages.items():
        assert "<h1" in page, path
        visitor.set_content(page.replace("/design/", f"{lab.url}/design/"))
        assert faults(visitor) == [], path


def test_nor_any_part_that_the_design_offers(visitor: Page) -> None:
    [parts] = re.findall(r"```html\n(.*?)```", (PROJECT / "docs" / "design.md").read_text(), flags=re.DOTALL)
    visitor.goto("/accessibility")
    visitor.evaluate("parts => { document.querySelector('main').innerHTML = parts }", parts)
    expect(visitor.get_by_role("textbox", name="Phone number")).to_be_visible()
    assert faults(visitor) == []
    assert sideways(visitor) <= 0


@pytest.mark.parametrize(
    ("harm", "rule"),
    [
        ("document.querySelector('label[for=text]').remove()", "label"),
        ("document.querySelector('.button').style.color = '#777'", "color-contrast"),
        ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
        ("Object.assign(document.querySelector('#write .button').style, {minBlockSize: 0, blockSize: '10px', padding: 0,"
         "fontSize: '6px', position: 'fixed', top: '0', left: '0'});"
         "document.body.append(Object.assign(document.createElement('button'), {textContent: 'x', id: 'near'}));"
         "Object.assign(document.querySelector('#near').style, {position: 'fixed', top: '10px', left: '0', height: '10px',"
         "padding: 0, fontSize: '6px'})", "target-size"),
    ],
)  # fmt: skip
def test_a_fault_put_in_is_found(page: Page, harm: str, rule: str) -> None:
    assert faults(page) == []
    page.evaluate(harm)
    assert rule in [name for name, *_ in faults(page)]


# ---- Keyboard alone


def walk(page: Page, most: int = 60) -> list[str]:
    """What Tab reaches, by name, from the top of the page to its end; each visibly focused and uncovered."""
    # A fresh page: a browser goes on from where the focus was last, even if that is gone.
    page.reload()
    expect(page.locator("html.is-live")).to_have_count(1)
    names = []
    for _ in range(most):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
            const at = document.activeElement;
            if (!at || at === document.body) return null;
            const style = getComputedStyle(at), box = at.getBoundingClientRect();
            const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2);
            const isClear = middle && (at.contains(middle) || middle.contains(at));
            return { name: at.innerText?.trim().split("\\n")[0] || at.id, ring: parseFloat(style.outlineWidth), isClear,
                     top: Math.round(box.top), bottom: Math.round(box.bottom) };
            }"""
        )
        if seen is None:
            return names
        assert seen["ring"] >= 2, f"no visible focus on {seen}"
        assert seen["isClear"], f"covered or out of sight: {seen}"
        names.append(seen["name"])
    raise AssertionError(f"Tab never left the page: {names[-5:]}")


@pytest.mark.parametrize("size", [(1280, 900), (360, 740), (320, 256)], ids=["desktop", "phone", "400%"])
def test_tab_reaches_everything_in_order_and_nothing_is_covered(lab: Lab, new_context: NewContext, size: Any) -> None:
    page = new_context(base_url=lab.url, viewport={"width": size[0], "height": size[1]}).new_page()
    page.goto("/chat")
    first = walk(page)
    assert first[0] == "Skip to your message"
    order = [first.index(name) for name in ("Chat", "Exit this page", "999", "Talk to a person", "text", "Send")]
    assert order == sorted(order)
    lab.engine.choices = (Choice("Mediation", "a"), Choice("A person", "b"))
    long_answer(page, lab)
    after = walk(page)
    for name in (
        "Read the whole leaflet",
        "Sources",
        "Exit this page",
        "text",
        "Send",
        "End chat and clear",
        "Privacy",
    ):
        assert name in after


def test_a_chat_from_first_to_last_by_keyboard(page: Page, lab: Lab) -> None:
    lab.engine.choices = (Choice("Mediation", "ask_leaflet:mediation"),)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to your message
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("can they do that")
    page.keyboard.press("Enter")
    expect(page.locator("#said > li").last).to_contain_text("turn 0")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Mediation")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#said > li").last).to_contain_text("turn 1: ask_leaflet:mediation")
    expect(page.get_by_label("Your message")).to_be_focused()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "End chat and clear":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("cleared")
    expect(page.get_by_label("Your message")).to_be_focused()


def test_a_leaflet_by_keyboard_and_then_the_way_out(page: Page, lab: Lab) -> None:
    page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>"))
    long_answer(page, lab)
    for _ in range(8):
        page.keyboard.press("Shift+Tab")
        if "Read the whole leaflet" in page.evaluate("document.activeElement.innerText"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name=CARD["title"])).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Close the leaflet").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Read the whole leaflet")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "exit":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_title("Weather")


def test_what_is_new_is_never_left_under_the_place_to_write(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, **PHONE).new_page()
    LIVE["offline"](page, lab)
    again, write = page.get_by_role("button", name="Try again").bounding_box(), page.locator("#write").bounding_box()
    assert again and write and again["y"] + again["height"] <= write["y"]


# ---- Small windows, zoom, spacing, colours, motion, direction

SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""  # WCAG 1.4.12


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("width", "height"), [(320, 640), (320, 256)], ids=["320px", "400%"])
def test_no_page_scrolls_sideways(lab: Lab, new_context: NewContext, place: str, width: int, height: int) -> None:
    page = new_context(base_url=lab.url, viewport={"width": width, "height": height}, bypass_csp=True).new_page()
    page.goto(PLACES[place])
    assert sideways(page) <= 0
    page.add_style_tag(content=SPACING)
    assert sideways(page) <= 0


@pytest.mark.parametrize("state", ["choices", "leaflet opened", "emergency", "offline", "about to be forgotten"])
def test_nor_does_the_chat_in_any_language_direction_or_spacing(lab: Lab, new_context: NewContext, state: str) -> None:
    page = new_context(base_url=lab.url, viewport={"width": 320, "height": 640}, bypass_csp=True).new_page()
    LIVE[state](page, lab)
    assert sideways(page) <= 0
    page.add_style_tag(content=SPACING)
    assert sideways(page) <= 0
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert sideways(page) <= 0


def test_at_400_percent_nothing_sticks_over_what_is_read(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, viewport={"width": 320, "height": 256}).new_page()
    spoken(page, lab)
    for part in (".chat-bar", "#write"):
        assert page.locator(part).evaluate("node => getComputedStyle(node).position") == "static"


def test_in_forced_colours_what_can_be_pressed_has_an_edge(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, forced_colors="active", **DESKTOP).new_page()
    LIVE["choices"](page, lab)
    for control in (".exit", "#write .button", ".choices button", "#end button", "textarea", ".bubble"):
        style = page.locator(control).first.evaluate(
            "node => { const s = getComputedStyle(node); return [s.borderTopStyle, s.borderTopWidth, s.borderTopColor] }"
        )
        assert style[0] != "none" and float(style[1][:-2]) >= 1 and style[2] != "rgba(0, 0, 0, 0)", (control, style)


def test_nothing_moves_for_who_wants_no_motion(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, reduced_motion="reduce", **DESKTOP).new_page()
    LIVE["choices"](page, lab)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(node => { const s = getComputedStyle(node);
        return parseFloat(s.transitionDuration) > 0 || s.animationName !== "none" || s.scrollBehavior === "smooth" }).length"""
    )
    assert moving == 0


def test_on_paper_only_what_was_said_is_left(page: Page, lab: Lab) -> None:
    long_answer(page, lab)
    page.emulate_media(media="print")
    for gone in (".exit", "#write", "#tools", ".nav"):
        expect(page.locator(gone)).to_be_hidden()
    assert page.locator(".chat-bar").evaluate("bar => getComputedStyle(bar).position") == "static"
    expect(page.locator("#said")).to_contain_text("Paragraph 5")


def test_right_to_left_the_page_is_mirrored(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, **DESKTOP).new_page()
    spoken(page, lab)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert faults(page) == []
    exit_box, title_box = page.locator(".exit").bounding_box(), page.locator("#title").bounding_box()
    mine, theirs = page.locator(".said-parent").bounding_box(), page.locator(".said-assistant").first.bounding_box()
    assert exit_box and title_box and mine and theirs
    assert exit_box["x"] < title_box["x"]
    assert mine["x"] < theirs["x"] + theirs["width"] / 2


@pytest.mark.parametrize("state", ["choices", "emergency", "leaflet opened", "sources opened", "returned"])
def test_what_is_tapped_is_big_enough_for_a_thumb(lab: Lab, new_context: NewContext, state: str) -> None:
    page = new_context(base_url=lab.url, **PHONE).new_page()
    LIVE[state](page, lab)
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, textarea, summary, a:not(.skip)")]
        .filter(node => node.checkVisibility()).map(node => [node.innerText, node.getBoundingClientRect().height])
        .filter(([name, height]) => height < 43.5)"""
    )
    assert small == []


def test_each_emergency_number_has_room_of_its_own(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, **PHONE).new_page()
    LIVE["emergency"](page, lab)
    boxes = [box for link in page.locator(".said-urgent .phone").all() if (box := link.bounding_box())]
    assert len(boxes) >= 4
    for above, below in pairwise(boxes):
        assert above["height"] >= 43.5 and above["y"] + above["height"] <= below["y"] + 0.5


# ---- What a screen reader meets, in order

FIRST_VISIT = """
- link "Skip to your message"
- banner:
  - link "Averley SENDIASS"
  - navigation "Main":
    - list:
      - listitem:
        - link "Home"
      - listitem:
        - link "Chat"
      - listitem:
        - link "Leaflets"
- main:
  - heading "Chat" [level=1]
  - link "Exit this page"
  - status
  - heading "Before you type" [level=2]
  - list
  - region "What has been said":
    - heading "What has been said" [level=2]
    - list:
      - listitem:
        - paragraph: /Assistant said:.*/
  - group "Choose one, or write below":
    - button "Help me find a leaflet"
    - button "What this service does"
    - button "Talk to a person"
  - text: Your message
  - textbox "Your message"
  - button "Send"
  - status
  - log "New messages"
- contentinfo
"""
AFTER_AN_ANSWER = r"""
- region "What has been said":
  - heading "What has been said" [level=2]
  - list:
    - listitem:
      - paragraph: /Assistant said:.*/
    - listitem:
      - paragraph:
        - text: "You said:"
        - time: /\d\d:\d\d/
      - paragraph: the council said no to an assessment
    - listitem:
      - paragraph:
        - text: "Assistant said:"
        - time: /\d\d:\d\d/
        - text: New
      - paragraph: "turn 0: the council said no to an assessment"
"""


def test_a_screen_reader_meets_a_first_visit_in_this_order(page: Page) -> None:
    expect(page.locator("body")).to_match_aria_snapshot(FIRST_VISIT)


def test_a_screen_reader_meets_an_answer_in_this_order(page: Page, lab: Lab) -> None:
    spoken(page, lab)
    expect(page.locator("#talk")).to_match_aria_snapshot(AFTER_AN_ANSWER)


def test_the_announcer_is_there_before_anything_is_said_and_nothing_else_is_live(page: Page) -> None:
    live = page.evaluate(
        """() => [...document.querySelectorAll("[aria-live], [role=log], [role=status], [role=alert]")]
        .map(node => [node.id, node.textContent.trim()])"""
    )
    assert sorted(live) == [["announcer", ""], ["exit-says", ""], ["status", ""], ["warning", ""]]


def test_an_error_without_javascript_names_the_field_and_leads_to_it(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, java_script_enabled=False, **DESKTOP).new_page()
    page.goto("/chat")
    ask(page, " ")
    assert page.title().startswith("Error: ")
    box = page.get_by_label("Your message")
    assert box.get_attribute("aria-invalid") == "true"
    expect(box).to_have_accessible_description("Error: Type your question, then press Send.")
    page.get_by_role("alert").get_by_role("link").click()
    expect(box).to_be_focused()
