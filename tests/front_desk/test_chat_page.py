"""The chat as a page of plain forms, used as a browser without JavaScript uses it."""

from __future__ import annotations

import httpx
import pytest

from bot.library.messages import Choice
from bot.services.public.engine import EngineTrouble
from tests.front_desk.conftest import HOST
from tests.front_desk.page_reader import Page

WORRYING = "my daughter wants to kill herself"
OUT_OF_DATE = "This page was out of date."


async def get(http: httpx.AsyncClient, address: str = "/chat") -> Page:
    answer = await http.get(address, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


async def post(http: httpx.AsyncClient, page: Page, text: str, **changed: str) -> httpx.Response:
    form = page.form("/chat", "text")
    return await http.post("/chat", data={**form.fields, "text": text, **changed})


async def say(http: httpx.AsyncClient, page: Page, text: str) -> Page:
    """Sends and follows, as a browser does."""
    sent = await post(http, page, text)
    assert sent.status_code == 303, sent.text
    return await get(http, sent.headers["location"])


async def press(http: httpx.AsyncClient, page: Page, button: str) -> httpx.Response:
    form = next(form for form in page.forms if button in form.buttons)
    name, value = form.buttons[button]
    return await http.post(form.action, data={**form.fields, **({name: value} if name else {})})


async def test_a_first_visit_greets_and_sets_no_cookie(http, library, desk):
    answer = await http.get("/chat")
    page = Page(answer.text)
    assert answer.status_code == 200 and "set-cookie" not in answer.headers and len(desk.sessions) == 0
    assert "I am a computer program, not a person." in page.words and "999" in page.words
    offered = [choice.label for choice in library.say("greeting/hello", "web").choices]
    assert [label for form in page.forms for label in form.buttons if label in offered] == offered


async def test_the_title_says_nothing_to_someone_looking_over_a_shoulder(http):
    page = await say(http, await get(http), "is mediation free")
    assert page.title == "Messages"


async def test_the_first_message_sets_the_cookie_and_redirects_with_303(http):
    sent = await post(http, await get(http), "is mediation free")
    assert sent.status_code == 303 and "set-cookie" in sent.headers
    assert sent.headers["location"].startswith("/chat") and "free" not in sent.headers["location"]


async def test_what_was_said_and_answered_is_on_the_page(http):
    page = await say(http, await get(http), "is mediation free")
    assert "You said: You" in page.words and "is mediation free" in page.words
    assert "turn 0: is mediation free" in page.words


async def test_a_chat_goes_on_over_many_messages(http):
    page = await get(http)
    for n in range(4):
        page = await say(http, page, f"message {n}")
        assert f"turn {n}: message {n}" in page.words


async def test_reloading_says_nothing_twice(http, engine):
    await say(http, await get(http), "is mediation free")
    await get(http)
    await get(http, "/chat#latest")
    assert [len(turns) for turns in engine.turns.values()] == [1]


async def test_the_same_form_sent_twice_is_said_once(http, engine):
    page = await say(http, await get(http), "apples")
    assert [(await post(http, page, "pears")).status_code for _ in range(2)] == [303, 303]
    assert [turn.text for turns in engine.turns.values() for turn in turns] == ["apples", "pears"]


async def test_a_form_sent_again_with_other_words_keeps_them_as_a_draft(http, engine):
    page = await say(http, await get(http), "apples")
    await post(http, page, "pears")
    again = await post(http, page, "plums")
    assert again.status_code == 422 and OUT_OF_DATE in Page(again.text).words
    assert Page(again.text).form("/chat", "text").fields["text"] == "plums"
    assert "turn 2: plums" in (await say(http, Page(again.text), "plums")).words


@pytest.mark.parametrize("csrf", ["", "wrong", "\u00e9\u2603"])
async def test_a_wrong_csrf_says_nothing_and_keeps_the_draft(http, engine, csrf):
    page = await say(http, await get(http), "apples")
    answer = await post(http, page, "pears", csrf=csrf)
    assert answer.status_code == 422 and OUT_OF_DATE in Page(answer.text).words
    assert Page(answer.text).form("/chat", "text").fields["text"] == "pears"
    assert [turn.text for turns in engine.turns.values() for turn in turns] == ["apples"]


async def test_the_csrf_of_another_conversation_is_wrong(http, app):
    page = await say(http, await get(http), "apples")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as other:
        others = await say(other, await get(other), "apples")
    csrf = others.form("/chat", "text").fields["csrf"]
    assert csrf != page.form("/chat", "text").fields["csrf"]
    assert (await post(http, page, "pears", csrf=csrf)).status_code == 422


@pytest.mark.parametrize("text", ["", "   ", "\n"])
async def test_an_empty_message_is_an_error_that_says_what_to_do(http, engine, text):
    answer = await post(http, await get(http), text)
    page = Page(answer.text)
    assert answer.status_code == 422 and page.title == "Error: Messages"
    assert "Type your question, then press Send." in page.words and "set-cookie" not in answer.headers
    assert engine.turns == {}


@pytest.mark.parametrize("started", [False, True])
async def test_a_message_too_long_is_an_error_and_the_draft_survives(http, engine, started):
    page = await get(http)
    if started:
        page = await say(http, page, "apples")
    draft = "<b>a & b</b> " * 160
    answer = await post(http, page, draft)
    page = Page(answer.text)
    assert answer.status_code == 422 and "Your message is too long." in page.words
    assert page.form("/chat", "text").fields["text"] == draft
    assert sum(len(turns) for turns in engine.turns.values()) == int(started)
    assert f"turn {int(started)}: shorter" in (await say(http, page, "shorter")).words


async def test_new_lines_count_once_as_the_browsers_own_limit_counts_them(http):
    # A browser counts a new line as one character and sends it as two.
    text = "\r\n".join(["a" * 99] * 20)
    assert len(text) > 2_000 >= len(text.replace("\r\n", "\n"))
    page = await say(http, await get(http), text)
    assert "too long" not in page.words


async def test_a_draft_begins_with_its_own_new_line(http):
    answer = await post(http, await get(http), "\n" + "a" * 2_001)
    assert Page(answer.text).form("/chat", "text").fields["text"].lstrip("\n").startswith("aaa")


async def test_a_browser_that_keeps_no_cookie_is_told_and_shown_nothing(http):
    sent = await post(http, await get(http), "is mediation free")
    http.cookies.clear()
    page = await get(http, sent.headers["location"])
    assert "your browser did not keep our cookie" in page.words and "01632 960123" in page.words
    assert "is mediation free" not in page.html and not [form for form in page.forms if form.action == "/chat"]


async def test_an_expired_chat_shows_a_fresh_page_with_nothing_of_the_old_one(http, desk):
    page = await say(http, await get(http), "my words")
    desk.clock["now"] += 30 * 60 + 1
    fresh = await get(http)
    assert "my words" not in fresh.html and "I am a computer program" in fresh.words
    page = await say(http, page, "new words")
    assert "turn 0: new words" in page.words and "my words" not in page.html


async def test_buttons_pick_a_choice(http, engine):
    engine.choices = (
        Choice('Mediation & "more"', "ask_leaflet:mediation"),
        Choice("Talk to a person", "ask_for_officer"),
    )
    page = await say(http, await get(http), "help")
    assert (await press(http, page, 'Mediation & "more"')).status_code == 303
    [turns] = engine.turns.values()
    assert (turns[1].choice, turns[1].text) == ("ask_leaflet:mediation", 'Mediation & "more"')


async def test_the_first_buttons_work_on_a_first_visit(http, engine):
    sent = await press(http, await get(http), "What this service does")
    assert sent.status_code == 303
    [turns] = engine.turns.values()
    assert turns[0].choice == "ask_leaflet:what-iass-does"


async def test_a_yes_from_a_page_left_open_is_not_taken_for_the_next_permission(http, engine):
    engine.choices, engine.notice = (Choice("Yes", "inform"), Choice("No", "inform")), "a hash"
    page = await say(http, await get(http), "I want to refer myself")
    other = await get(http)
    await press(http, page, "No")
    taken = [turn.text for turns in engine.turns.values() for turn in turns]
    behind = await press(http, other, "Yes")
    assert behind.status_code == 422 and "Something was asked meanwhile" in Page(behind.text).words
    assert [turn.text for turns in engine.turns.values() for turn in turns] == taken
    assert (await press(http, Page(behind.text), "Yes")).status_code == 303
    # Sent again by a bad line it is answered, not refused.
    assert (await press(http, page, "No")).status_code == 303


async def test_a_number_picks_a_choice_on_the_page_too(http, engine):
    page = await get(http)
    await post(http, page, "2")
    [turns] = engine.turns.values()
    assert turns[0].choice == "ask_leaflet:what-iass-does"


async def test_emergency_words_are_marked_on_the_page(http):
    page = await say(http, await get(http), WORRYING)
    assert "Get help now" in page.words and "said-urgent" in page.html
    assert page.words.index("Get help now") < page.words.index(f"turn 0: {WORRYING}")


async def test_an_engine_that_fails_is_a_kind_message_on_the_page(http, engine):
    page = await say(http, await get(http), "apples")
    engine.faults = [EngineTrouble("status 500")] * 2
    page = await say(http, page, "pears")
    assert "Something went wrong on our side" in page.words and "pears" in page.words


async def test_ending_forgets_the_chat_and_shows_a_fresh_page(http, engine, desk):
    page = await say(http, await get(http), "my words")
    ended = await press(http, page, "End chat and clear")
    assert ended.status_code == 303 and ended.headers["location"] == "/chat"
    assert 'evenhand=""' in ended.headers["set-cookie"]
    assert "my words" not in (await get(http)).html
    assert engine.turns == {} and len(desk.sessions) == 0


async def test_ending_with_a_wrong_csrf_ends_nothing(http, desk):
    page = await say(http, await get(http), "my words")
    answer = await http.post("/chat/end", data={"csrf": "wrong"})
    assert answer.status_code == 303 and "my words" not in answer.text
    assert len(desk.sessions) == 1 and "my words" in (await get(http)).words
    assert (await press(http, page, "End chat and clear")).status_code == 303


async def test_ending_what_is_not_there_shows_a_fresh_page(http):
    answer = await http.post("/chat/end")
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat")


async def test_a_chat_ended_in_another_window_begins_anew(http):
    page = await say(http, await get(http), "apples")
    await press(http, page, "End chat and clear")
    page = await say(http, page, "pears")
    assert "turn 0: pears" in page.words and "apples" not in page.words


async def test_typed_html_is_shown_as_typed(http):
    typed = '<script>alert(1)</script><img src=x onerror=alert(1)>"&amp;'
    page = await say(http, await get(http), typed)
    assert typed in page.words
    assert not [tag for tag, _ in page.tags if tag in ("script", "img")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


async def test_what_a_parent_types_is_not_markdown(http, engine):
    engine.faults = [EngineTrouble("x")] * 2
    page = await say(http, await get(http), "# Big\n**bold** [link](https://evil.example)")
    assert "**bold** [link](https://evil.example)" in page.words
    assert "https://evil.example" not in page.links


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", b'{"text": "hello"}'),
        ("text/plain", b"text=hello"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%%%&;;;&text"),
        ("application/x-www-form-urlencoded", b"text=hello&client_id=" + b"a" * 101),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=b" % n for n in range(2_000))),
    ],
)
async def test_a_form_that_cannot_be_read_is_a_plain_page_and_says_nothing(http, engine, kind, content):
    answer = await http.post("/chat", content=content, headers={"content-type": kind})
    assert answer.status_code in (400, 422) and answer.headers["content-type"].startswith("text/html")
    assert "Traceback" not in answer.text and engine.turns == {}


async def test_a_file_in_place_of_words_is_refused_as_a_page(http, engine):
    answer = await http.post("/chat", files={"text": ("a.txt", b"hello")})
    assert answer.status_code == 422 and answer.headers["content-type"].startswith("text/html")
    assert engine.turns == {}


async def test_a_multipart_form_works_as_well(http):
    sent = await http.post("/chat", files={"text": (None, "hello")})
    assert sent.status_code == 303


async def test_the_page_and_the_programs_share_one_conversation(http):
    await say(http, await get(http), "from the page")
    answer = await http.post(
        "/api/conversations/current/messages",
        json={"text": "from a program", "client_id": "a"},
        headers={"Origin": HOST},
    )
    assert answer.json()["messages"][0]["text"] == "turn 1: from a program"
    assert "turn 1: from a program" in (await get(http)).words
