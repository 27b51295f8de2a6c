"""The chat page with its script: livelier than the forms beneath it, and never less careful."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from bot.library.messages import Choice
from bot.services.public.engine import EngineReply
from tests.browser.conftest import DESKTOP, PHONE, Lab, NewContext, ask

CARD = {
    "id": "mediation",
    "title": "Mediation",
    "url": "/leaflets/mediation",
    "version": 1,
    "reviewed_on": "2026-11-16",
    "sources": [],
}
DANGER = "my stepdad hits me and i am scared"


def said(page: Page):
    return page.locator("#said > li")


def test_what_is_sent_stands_there_at_once_and_the_answer_follows(page: Page, lab: Lab) -> None:
    lab.engine.pause = lambda: 1.0
    ask(page, "is mediation free")
    expect(page.locator(".said-pending")).to_contain_text("is mediation free")
    expect(page.locator(".said-pending")).to_contain_text("Sending")
    expect(said(page).last).to_contain_text("turn 0: is mediation free")
    expect(page.locator(".said-pending")).to_have_count(0)
    expect(said(page)).to_have_count(3)


def test_what_stands_there_stays_when_more_comes(page: Page) -> None:
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    page.evaluate("for (const item of document.querySelectorAll('#said > li')) item.stood = true")
    ask(page, "pears")
    expect(said(page)).to_have_count(5)
    assert page.evaluate("[...document.querySelectorAll('#said > li')].filter(item => item.stood).length") == 3


def test_enter_sends_and_shift_enter_begins_a_line(page: Page, lab: Lab) -> None:
    box = page.get_by_label("Your message")
    box.focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(said(page).last).to_contain_text("turn 0: one")
    assert lab.heard == ["one\ntwo"]
    expect(box).to_be_focused()
    expect(box).to_have_value("")


def test_on_a_phone_enter_begins_a_line_as_on_every_phone(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, **PHONE).new_page()
    page.goto("/chat")
    box = page.get_by_label("Your message")
    box.focus()
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    expect(box).to_have_value("one\ntwo")
    page.get_by_role("button", name="Send").tap()
    expect(said(page).last).to_contain_text("turn 0")
    assert lab.heard == ["one\ntwo"]


def test_choices_are_buttons_and_focus_goes_back_to_the_writing(page: Page, lab: Lab) -> None:
    lab.engine.choices = (Choice("Mediation", "ask_leaflet:mediation"), Choice("A person", "ask_for_officer"))
    page.get_by_role("button", name="What this service does").click()
    expect(said(page).last).to_contain_text("turn 0: ask_leaflet:what-iass-does")
    page.get_by_role("button", name="A person").click()
    expect(said(page).last).to_contain_text("turn 1: ask_for_officer")
    expect(page.get_by_label("Your message")).to_be_focused()


def test_what_a_parent_types_is_never_html(page: Page) -> None:
    typed = "<img src=x onerror=\"document.title='broken'\"><b>bold</b>"
    ask(page, typed)
    expect(said(page).nth(1)).to_contain_text(typed)
    expect(said(page).last).to_contain_text("turn 0")
    assert page.locator("#said img, #said b").count() == 0 and page.title() == "Messages"


def test_a_leaflet_opens_where_it_is_named_and_focus_comes_back(page: Page, lab: Lab) -> None:
    ask(page, "hello")
    expect(said(page)).to_have_count(3)
    lab.say("assistant", "leaflet", "In short", CARD)
    link = page.get_by_role("link", name="Read the whole leaflet")
    link.click()
    opened = page.get_by_role("region", name="Mediation")
    expect(opened).to_be_focused()
    expect(opened).to_contain_text("What you can do")
    assert page.url.startswith(lab.url + "/chat")
    page.get_by_role("button", name="Close the leaflet").first.click()
    expect(opened).to_have_count(0)
    expect(link).to_be_focused()


def test_a_leaflet_clicked_twice_in_haste_opens_once(page: Page, lab: Lab) -> None:
    ask(page, "hello")
    expect(said(page)).to_have_count(3)
    lab.say("assistant", "leaflet", "In short", CARD)
    page.get_by_role("link", name="Read the whole leaflet").dblclick()
    expect(page.locator(".opened")).not_to_have_count(0)
    # What was asked for later has come: so has what was asked for before.
    page.evaluate("fetch('/leaflets/mediation').then(answer => answer.text())")
    expect(page.locator(".opened")).to_have_count(1)


def test_a_leaflet_that_cannot_be_opened_says_so(page: Page, lab: Lab) -> None:
    ask(page, "hello")
    expect(said(page)).to_have_count(3)
    lab.say("assistant", "leaflet", "In short", CARD)
    page.route("**/leaflets/mediation", lambda route: route.abort())
    page.get_by_role("link", name="Read the whole leaflet").click()
    expect(page.locator("#status")).to_contain_text("could not be opened")


def test_a_text_too_long_is_kept_told_and_not_sent(page: Page, lab: Lab) -> None:
    ask(page, "a" * 2_010)
    expect(page.locator("#text-error")).to_contain_text("10 characters too long")
    expect(page.get_by_label("Your message")).to_have_value("a" * 2_010)
    assert lab.heard == []
    ask(page, "a" * 2_000)
    expect(said(page)).to_have_count(3)


def test_how_many_characters_are_left_is_not_said_of_a_text_that_is_gone(page: Page) -> None:
    box = page.get_by_label("Your message")
    box.fill("a" * 1_850)
    expect(page.locator("#status")).to_have_text("150 characters left")
    box.fill("a")
    expect(page.locator("#status")).to_be_empty()


def test_nothing_typed_is_told_and_not_sent(page: Page, lab: Lab) -> None:
    ask(page, "   ")
    expect(page.locator("#status")).to_contain_text("Type your question")
    expect(page.get_by_label("Your message")).to_be_focused()
    assert len(lab.sessions) == 0


def test_emergency_words_come_with_numbers_to_tap(page: Page) -> None:
    ask(page, DANGER)
    urgent = page.locator(".said-urgent")
    expect(urgent).to_contain_text("Get help now")
    assert urgent.get_by_role("link", name="999").get_attribute("href") == "tel:999"


def test_after_emergency_words_without_room_for_a_chat_the_next_message_is_answered(page: Page, lab: Lab) -> None:
    room, lab.sessions._most_used = lab.sessions._most_used, 0
    ask(page, DANGER)
    expect(page.locator(".said-urgent")).to_contain_text("Get help now")
    assert len(lab.sessions) == 0
    lab.sessions._most_used = room
    ask(page, "hello")
    expect(said(page).last).to_contain_text("turn 0: hello")
    expect(page.locator(".said-urgent")).to_be_visible()


def test_an_officer_is_heard_without_asking(page: Page, lab: Lab) -> None:
    ask(page, "hello")
    expect(said(page)).to_have_count(3)
    lab.say("officer", "text", "Hello, I am Wren")
    expect(said(page).last).to_contain_text("Hello, I am Wren")
    expect(said(page)).to_have_count(4)


def test_each_finished_message_is_announced_once_and_focus_stays(page: Page, lab: Lab) -> None:
    announcer = page.get_by_role("log")
    expect(announcer).to_be_empty()
    page.evaluate(
        """() => { window.announced = [];
        new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(node => announced.push(node.textContent))))
          .observe(document.getElementById("announcer"), { childList: true, subtree: true }) }"""
    )
    page.get_by_label("Your message").focus()
    page.keyboard.type("is it free")
    page.keyboard.press("Enter")
    expect(announcer).to_contain_text("Assistant said: turn 0: is it free")
    expect(page.get_by_label("Your message")).to_be_focused()
    expect(announcer).to_be_empty()
    lab.say("officer", "text", "Hello, I am Wren")
    expect(announcer).to_contain_text("Officer said: Hello, I am Wren")
    expect(page.get_by_label("Your message")).to_be_focused()
    assert page.evaluate("announced") == ["Assistant said: turn 0: is it free", "Officer said: Hello, I am Wren"]
    assert page.locator("#talk [aria-live], #talk[aria-live], #talk [role=log]").count() == 0


def test_who_reads_further_up_is_not_moved_and_can_jump(page: Page, lab: Lab) -> None:
    lab.engine.pause = lambda: 0.0
    for n in range(12):
        ask(page, f"message {n}")
        expect(said(page).last).to_contain_text(f"turn {n}")
    page.evaluate("scrollTo(0, 0)")
    lab.say("officer", "text", "Hello, I am Wren")
    button = page.get_by_role("button", name="New message")
    expect(button).to_be_visible()
    assert page.evaluate("scrollY") == 0
    button.click()
    expect(page.get_by_text("Hello, I am Wren").first).to_be_in_viewport()
    expect(button).to_be_hidden()


def test_two_tabs_show_the_same_chat_once_each_and_in_order(page: Page, lab: Lab) -> None:
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    other = page.context.new_page()
    other.goto("/chat")
    expect(said(other)).to_have_count(3)
    ask(other, "pears")
    ask(page, "plums")
    for tab in (page, other):
        expect(said(tab)).to_have_count(7)
        seqs = [int(item.get_attribute("data-seq") or 0) for item in said(tab).all()]
        assert seqs == list(range(1, 8))
    assert sorted(lab.heard) == ["apples", "pears", "plums"]


def test_leaving_in_one_tab_clears_the_other(page: Page) -> None:
    page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>"))
    ask(page, "about Ottoline")
    expect(said(page)).to_have_count(3)
    other = page.context.new_page()
    other.goto("/chat")
    expect(said(other)).to_have_count(3)
    page.get_by_role("link", name="Exit this page").click()
    expect(other.locator("#said")).to_be_empty(timeout=10_000)
    assert "Ottoline" not in other.content()


def test_several_sent_in_haste_are_said_in_order(page: Page, lab: Lab) -> None:
    lab.engine.pause = lambda: 0.3
    for word in ("apples", "pears", "plums"):
        ask(page, word)
    expect(said(page)).to_have_count(7)
    assert lab.heard == ["apples", "pears", "plums"]


def test_a_reload_shows_what_was_said_and_the_chat_goes_on(page: Page, lab: Lab) -> None:
    ask(page, "apples")
    expect(said(page)).to_have_count(3)
    page.reload()
    expect(said(page)).to_have_count(3)
    ask(page, "pears")
    expect(said(page)).to_have_count(5)
    assert lab.heard == ["apples", "pears"]


@pytest.mark.parametrize("state", ["waiting", "officer"])
def test_who_holds_the_conversation_is_told(page: Page, lab: Lab, state: str) -> None:
    ask(page, "hello")
    expect(said(page)).to_have_count(3)
    expect(page.locator(f".note[data-when={state}]")).to_be_hidden()
    lab.conversation.state = state  # type: ignore[assignment]
    lab.say("officer", "text", "Hello")
    expect(page.locator(f".note[data-when={state}]")).to_be_visible()


def test_the_browser_keeps_nothing_and_no_cookie_comes_before_the_first_message(page: Page) -> None:
    assert page.context.cookies() == []
    ask(page, "hello")
    expect(said(page)).to_have_count(3)
    [cookie] = page.context.cookies()
    assert (cookie["httpOnly"], cookie["expires"]) == (True, -1)
    kept = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
        (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""
    assert page.evaluate(kept) == [0, 0, 0, 0, 0]


def test_another_language_is_written_in_its_own_direction(page: Page) -> None:
    ask(page, "ابني يحتاج إلى مساعدة في المدرسة")
    words = said(page).nth(1).locator(".words")
    expect(words).to_have_attribute("dir", "auto")
    assert words.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_a_failing_script_leaves_forms_that_work(lab: Lab, new_context: NewContext) -> None:
    page = new_context(base_url=lab.url, **DESKTOP).new_page()
    page.route("**/scripts/**", lambda route: route.abort())
    page.goto("/chat")
    ask(page, "hello")
    expect(said(page).last).to_contain_text("turn 0: hello")


def test_the_answer_to_a_message_with_many_parts_is_shown_whole(page: Page, lab: Lab, monkeypatch) -> None:
    async def take(engine_id, n, turn, model_id):
        from bot.services.public.engine import EngineAnswer

        return EngineAnswer(tuple(EngineReply("text", f"part {k}", (), None) for k in range(3)), "model")

    monkeypatch.setattr(lab.engine, "take", take)
    ask(page, "hello")
    expect(said(page)).to_have_count(5)
    assert [item.get_attribute("data-seq") for item in said(page).all()] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_limit_is_waited_out_by_itself_and_the_message_is_said_once(page: Page, lab: Lab, status: int) -> None:
    ids: list[str] = []

    def note(route: Route) -> None:
        ids.append((route.request.post_data or "").partition("client_id=")[2].partition("&")[0])
        if len(ids) == 1:
            route.fulfill(status=status, headers={"Retry-After": "1"})
        else:
            route.continue_()

    page.route("**/chat/messages", note)
    ask(page, "hello")
    expect(page.locator("#status")).to_contain_text("sent by itself")
    expect(said(page).last).to_contain_text("turn 0: hello")
    assert len(ids) == 2 and ids[0] == ids[1] and lab.heard == ["hello"]
    expect(page.locator("#status")).to_be_empty()


def test_a_lasting_error_gives_the_words_back(timed: Page) -> None:
    page = timed
    page.route("**/chat/messages", lambda route: route.fulfill(status=500))
    ask(page, "hello")
    for _ in range(4):
        page.clock.run_for(5_000)
    expect(page.locator("#status")).to_contain_text("Something went wrong on our side")
    expect(page.get_by_label("Your message")).to_have_value("hello")
    expect(page.locator(".said-pending")).to_have_count(0)


def test_a_forgotten_chat_is_cleared_the_words_stay_and_the_next_message_begins_anew(page: Page, lab: Lab) -> None:
    # Without the stream and the page's own timers: they would tell the page before the next message does.
    page.route("**/events*", lambda route: route.abort())
    page.clock.install()
    with page.expect_response("**/chat/messages?*"):  # it looks whether the cookie was kept
        ask(page, "about Ottoline")
    expect(said(page)).to_have_count(3)
    lab.pass_time(31)
    ask(page, "and then")
    expect(page.locator("#status")).to_contain_text("has been forgotten")
    expect(page.get_by_label("Your message")).to_have_value("and then")
    assert "Ottoline" not in page.content()
    page.get_by_role("button", name="Send").click()
    expect(said(page).last).to_contain_text("turn 0: and then")


def test_where_no_cookie_is_kept_each_question_is_still_answered_and_it_is_said_so(page: Page, lab: Lab) -> None:
    def keep_no_cookie(route: Route) -> None:
        answer = route.fetch()
        page.context.clear_cookies()
        headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        route.fulfill(response=answer, headers=headers)

    page.route("**/chat/messages", keep_no_cookie)
    ask(page, "apples")
    expect(said(page).last).to_contain_text("turn 0: apples")
    expect(page.locator("#no-cookie")).to_be_visible()
    expect(page.locator("#no-cookie")).to_contain_text("did not keep our cookie")
    ask(page, "pears")
    expect(said(page).last).to_contain_text("turn 0: pears")
    expect(said(page)).to_have_count(5)
