"""Who opens the chat again may be somebody else: what was said is shown once at an address, and not after five minutes."""

from __future__ import annotations

import pytest

from bot.front_desk.webchat.showing import MOST_PAGES, RETURN_SECONDS
from tests.front_desk.page_reader import Page

# A browser says where a request comes from; only one has a back button.
BROWSER = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
RELOAD = BROWSER | {"Cache-Control": "max-age=0"}
SAID = "is mediation free for Ottoline"


class Tab:
    """One tab of a browser without JavaScript: it keeps the addresses it was at."""

    def __init__(self, http):
        self.http, self.history, self.page = http, [], Page("<p></p>")

    async def go(self, address, headers=BROWSER):
        answer = await self.http.get(address, headers=headers)
        while answer.status_code == 303:
            address = answer.headers["location"].partition("#")[0]
            answer = await self.http.get(address, headers=headers)
        assert answer.is_success
        self.history.append(address)
        self.page = Page(answer.text)
        return self

    async def press(self, button):
        form = next(form for form in self.page.forms if button in form.buttons)
        answer = await self.http.post(form.action, data=form.fields, headers=BROWSER)
        assert answer.status_code == 303
        return await self.go(answer.headers["location"].partition("#")[0])

    async def say(self, text):
        form = self.page.form("/chat", "text")
        answer = await self.http.post("/chat", data={**form.fields, "text": text}, headers=BROWSER)
        assert answer.status_code == 303, answer.text
        return await self.go(answer.headers["location"].partition("#")[0])

    @property
    def shows(self):
        return SAID in self.page.html

    @property
    def asks_first(self):
        buttons = [label for form in self.page.forms for label in form.buttons]
        return buttons == ["Carry on", "Clear"] and not self.shows


@pytest.fixture
async def tab(http):
    return await (await Tab(http).go("/chat")).say(SAID)


async def test_what_was_said_is_shown_to_whoever_said_it(tab):
    assert tab.shows


async def test_a_reload_shows_it_again(tab):
    await tab.go(tab.history[-1], RELOAD)
    assert tab.shows


async def test_the_back_button_shows_nothing_at_any_address_of_the_chat(tab):
    await tab.say("and how long does it take")
    for address in list(tab.history):
        await tab.go(address)
        assert tab.asks_first, address


async def test_a_browser_without_a_cache_is_asked_too(tab):
    await tab.go(tab.history[-1], BROWSER | {"Cache-Control": "no-cache", "Pragma": "no-cache"})
    assert tab.asks_first


async def test_a_reload_of_the_page_that_asks_first_asks_again(tab):
    for address in list(tab.history):
        for headers in (BROWSER, RELOAD, RELOAD):
            await tab.go(address, headers)
            assert tab.asks_first, address


async def test_a_long_address_stands_in_no_messages_way(http):
    tab = await (await Tab(http).go("/chat?page=" + "a" * 300)).say(SAID)
    assert tab.shows


async def test_an_empty_message_from_a_page_left_open_shows_nothing(http, tab, desk):
    desk.clock["now"] += RETURN_SECONDS + 1
    form = tab.page.form("/chat", "text")
    answer = await http.post("/chat", data={**form.fields, "text": " "}, headers=BROWSER)
    assert answer.status_code == 422 and SAID not in answer.text


async def test_going_back_from_a_leaflet_shows_nothing(tab):
    await tab.go("/leaflets/mediation")
    await tab.go(tab.history[-2])
    assert tab.asks_first


async def test_a_new_tab_shows_it_within_five_minutes_and_asks_first_after(http, tab, desk):
    await tab.http.get("/leaflets")
    other = await Tab(http).go("/chat?frame=0")
    desk.clock["now"] += RETURN_SECONDS
    assert (await other.go(tab.history[-1] + "x")).asks_first, "an address nobody gave"
    desk.clock["now"] += 1
    for headers in (BROWSER, RELOAD, {}):
        assert (await other.go("/chat", headers)).asks_first
        assert (await other.go(tab.history[-1], headers)).asks_first


async def test_a_chat_that_a_program_began_opens_in_a_tab_within_five_minutes(http, caller, desk):
    await caller.say(SAID)
    http.cookies.set("evenhand", caller.token)
    assert (await Tab(http).go("/chat")).shows
    desk.clock["now"] += RETURN_SECONDS + 1
    assert (await Tab(http).go("/chat")).asks_first


async def test_for_a_program_the_plain_address_goes_on_showing_it_until_the_five_minutes_are_over(http, caller, desk):
    await caller.say(SAID)
    http.cookies.set("evenhand", caller.token)
    for _ in range(3):
        answer = await http.get("/chat")
        assert answer.status_code == 200 and SAID in answer.text
    desk.clock["now"] += RETURN_SECONDS + 1
    assert SAID not in (await http.get("/chat")).text


async def test_looking_is_not_doing(http, caller, desk):
    await caller.say(SAID)
    http.cookies.set("evenhand", caller.token)
    for _ in range(6):
        desk.clock["now"] += 60
        assert (await caller.read()).status_code == 200
        assert (await http.get("/chat/messages", params={"after": 0})).status_code == 200
    assert (await Tab(http).go("/chat")).asks_first


async def test_carry_on_shows_it_again_and_gives_another_five_minutes(tab, desk):
    desk.clock["now"] += RETURN_SECONDS + 1
    await tab.go("/chat")
    await tab.press("Carry on")
    assert tab.shows
    desk.clock["now"] += RETURN_SECONDS - 1
    await tab.go(tab.history[-1], RELOAD)
    assert tab.shows


async def test_clear_forgets_it(tab, desk, engine):
    desk.clock["now"] += RETURN_SECONDS + 1
    await tab.go("/chat")
    await tab.press("Clear")
    assert not tab.shows and not tab.asks_first
    assert len(desk.sessions) == 0 and engine.turns == {}


async def test_carry_on_needs_the_chats_own_token(http, tab, desk):
    desk.clock["now"] += RETURN_SECONDS + 1
    for csrf in ("", "wrong", "\u2603"):
        answer = await http.post("/chat/carry-on", data={"csrf": csrf}, headers=BROWSER, follow_redirects=True)
        assert SAID not in answer.text


async def test_the_page_that_asks_first_says_nothing_of_who_or_what(tab, desk):
    desk.clock["now"] += RETURN_SECONDS + 1
    await tab.go("/chat")
    first = tab.page.html
    await tab.press("Carry on")
    await tab.say("my daughter was excluded")
    desk.clock["now"] += RETURN_SECONDS + 1
    await tab.go("/chat")
    assert tab.page.html == first


async def test_a_message_sent_from_a_page_left_open_is_answered_and_shown(tab, desk):
    desk.clock["now"] += 20 * 60
    await tab.say("and how long does it take")
    assert tab.shows


async def test_an_error_page_left_behind_shows_nothing_later(http, tab):
    form = tab.page.form("/chat", "text")
    answer = await http.post("/chat", data={**form.fields, "text": " "}, headers=BROWSER)
    assert answer.status_code == 422 and SAID in answer.text
    assert (await tab.go("/chat")).asks_first


async def test_a_wrong_token_is_told_so_and_shown_nothing(http, tab):
    form = tab.page.form("/chat", "text")
    answer = await http.post("/chat", data={**form.fields, "csrf": "wrong", "text": "hello"}, headers=BROWSER)
    assert answer.status_code == 422 and SAID not in answer.text


async def test_the_addresses_a_chat_remembers_are_bounded(tab, desk):
    for n in range(MOST_PAGES + 5):
        await tab.say(f"message {n}")
    conversation = desk.sessions.find(tab.http.cookies["evenhand"], desk.steady())
    assert len(conversation.pages) <= MOST_PAGES
    for address in list(tab.history):
        assert (await tab.go(address)).asks_first


async def test_the_words_a_forgotten_page_sends_begin_a_chat_that_says_so(tab, desk):
    desk.clock["now"] += 30 * 60 + 1
    await tab.say("and how long does it take")
    assert "has been forgotten" in tab.page.words and not tab.shows
