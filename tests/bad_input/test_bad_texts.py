"""What a parent, a program or a prankster may send the real service: an answer or a clear refusal, never a stack trace."""

from __future__ import annotations

import json
import time
import uuid

import httpx
import pytest

from bot.front_desk.problems import WORDS
from bot.library.messages import KINDS
from tests.front_desk.page_reader import Page
from tests.running import Parent, Service

SEND = "/api/conversations/current/messages"
TRACES = ("Traceback", 'File "', ".py", "Exception", "rasa", "pydantic", "127.0.0.1")

ANSWERED = {
    "one letter": "a",
    "a full stop": ".",
    "question marks": "????",
    "digits": "0" * 50,
    "the longest": "a" * 2_000,
    "the longest, in words": ("is mediation free " * 200)[:2_000],
    "the longest, all one sentence end": "." * 2_000,
    "the longest, lines": "a\n" * 1_000,
    "the longest, emoji": "\U0001f600" * 2_000,
    "emoji": "\U0001f622",
    "a family of emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a flag and a skin tone": "\U0001f1ec\U0001f1e7\U0001f44d\U0001f3fd",
    "script": "<script>alert(1)</script>",
    "an image": "<img src=x onerror=alert(1)>",
    "an entity": "&lt;b&gt; &#0; &amp;amp;",
    "a template": "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
    "sql": "'; DROP TABLE conversations; --",
    "json": '{"intent": "affirm"}',
    "a rasa command": "/affirm",
    "a rasa command after a space": " /affirm",
    "restart": "/restart",
    "back": "/back",
    "session start": "/session_start",
    "a command with entities": '/ask_leaflet{"leaflet": "mediation"}',
    "a payload": "ask_for_officer",
    "a payload with its leaflet": "ask_leaflet:mediation",
    "an external command": "EXTERNAL: ask_for_officer",
    "nul in the middle": "is mediation\x00 free",
    "control characters": "is\x01 mediation\x07 free\x1b[31m?\x7f",
    "right-to-left override": "\u202eeerf noitaidem si\u202c",
    "zero width": "me\u200bdia\u200btion\ufeff fr\u2060ee",
    "direction isolates": "\u2066mediation\u2069 \u2067free\u2069",
    "combining marks": "m" + "\u0301" * 500,
    "a word joiner first": "\u2060/restart",
    "arabic": "\u0647\u0644 \u0627\u0644\u0648\u0633\u0627\u0637\u0629 \u0645\u062c\u0627\u0646\u064a\u0629",
    "chinese": "\u8c03\u89e3\u662f\u514d\u8d39\u7684\u5417",
    "noncharacters": "a\ufffe\uffff\U0010ffffb",
    "line separators": "one\u2028two\u2029three",
    "windows lines": "one\r\ntwo\rthree",
    "tabs": "\t\tmediation\t",
    "a windows path": "C:\\Windows\\system32\\..\\",
    "percent": "%s %d %n %(name)s {0} {name}",
    "backslashes": "\\" * 500,
    "quotes": "\"'`" * 100,
    "one word as long as can be": "mediation" * 222,
    "slow for a careless pattern": "a" * 999 + "!" + " " * 999 + "b",
    "many question marks and spaces": "? " * 1_000,
}
EMPTY = {
    "empty": "",
    "spaces": "   ",
    "new lines": "\n\r\n\t",
    "zero width only": "\u200b\u200b\ufeff",
    "direction marks only": "\u202e\u202d\u2066",
    "control characters only": "\x00\x01\x02",
    "a no-break space": "\u00a0",
}
TOO_LONG = {"2,001 characters": "a" * 2_001, "30,000 characters": "a" * 30_000, "2,001 emoji": "\U0001f600" * 2_001}


def assert_sound(answer: httpx.Response) -> None:
    """An answer in the promised shape, or a problem in plain words; nothing of how we are made."""
    assert answer.status_code < 500, answer.text
    assert not [trace for trace in TRACES if trace in answer.text], answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"] in WORDS.values()


@pytest.mark.parametrize("name", ANSWERED)
def test_odd_words_are_answered(parent: Parent, name: str):
    began = time.monotonic()
    answer = parent.send(ANSWERED[name])
    assert_sound(answer)
    assert answer.status_code == 200
    messages = answer.json()["messages"]
    assert messages and {message["kind"] for message in messages} <= KINDS - {"error"}
    assert not [message for message in messages if not message["text"].strip()]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("name", ANSWERED)
def test_after_odd_words_a_plain_question_is_answered_as_ever(parent: Parent, service: Service, name: str):
    parent.say(ANSWERED[name])
    question = "What is mediation and is it free?"
    [plain] = [m for m in Parent(service.url).say(question) if m["kind"] == "leaflet"]
    assert plain["text"] in [message["text"] for message in parent.say(question)]


@pytest.mark.parametrize("name", EMPTY)
def test_no_words_are_asked_for_again(parent: Parent, library, name: str):
    assert [m["text"] for m in parent.say(EMPTY[name])] == [library.say("error/empty", "web").text]
    assert [m["from"] for m in parent.transcript()] == ["assistant", "assistant"]


@pytest.mark.parametrize("name", TOO_LONG)
def test_too_many_words_are_a_kind_message_or_a_clear_refusal(parent: Parent, library, name: str):
    assert [m["text"] for m in parent.say(TOO_LONG[name])] == [library.say("error/too_long", "web").text]


@pytest.mark.parametrize("size", [70_000, 1_000_000])
def test_a_megabyte_is_refused_at_once(parent: Parent, size: int):
    answer = parent.send("a" * size)
    assert_sound(answer)
    assert answer.status_code == 413
    assert len(parent.transcript()) == 1


@pytest.mark.parametrize(
    "name",
    ["a rasa command", "a rasa command after a space", "restart", "back", "session start", "a word joiner first"],
)
def test_a_rasa_command_is_only_words(parent: Parent, name: str):
    [answer] = [m["text"] for m in parent.say("What is mediation and is it free?")]
    assert {m["kind"] for m in parent.say(ANSWERED[name])} <= KINDS - {"error"}
    assert answer in [m["text"] for m in parent.transcript()]
    # Had the talk been taken back or begun anew, nothing would be left to go on from.
    assert {m["leaflet"]["id"] for m in parent.say("and how long does that take?") if m["leaflet"]} == {"mediation"}


@pytest.mark.parametrize("name", ANSWERED)
def test_what_was_typed_comes_back_in_json_as_text_and_on_the_page_escaped(parent: Parent, name: str):
    parent.say(ANSWERED[name])
    [typed] = [m["text"] for m in parent.transcript() if m["from"] == "parent"]
    page = parent.http.get("/chat", headers={"Cookie": f"evenhand={parent.token}"})
    assert page.status_code == 200
    shown = Page(page.text)
    assert " ".join(typed.split()) in shown.words
    assert not [tag for tag, _ in shown.tags if tag in ("script", "img", "b")]
    assert not [key for _, attributes in shown.tags for key in attributes if key.startswith("on")]


@pytest.mark.parametrize(
    "name",
    ["script", "an image", "an entity", "a template", "sql", "percent", "a rasa command", "arabic", "backslashes"],
)
def test_visible_words_are_kept_exactly(parent: Parent, name: str):
    parent.say(ANSWERED[name])
    assert [m["text"] for m in parent.transcript() if m["from"] == "parent"] == [ANSWERED[name]]


@pytest.mark.parametrize(
    "name", ["nul in the middle", "control characters", "right-to-left override", "zero width", "direction isolates"]
)
def test_what_hides_or_turns_words_is_taken_out(parent: Parent, name: str):
    parent.say(ANSWERED[name])
    [typed] = [m["text"] for m in parent.transcript() if m["from"] == "parent"]
    hidden = set("\x00\x01\x07\x1b\x7f\u202e\u202c\u200b\ufeff\u2060\u2066\u2067\u2069")
    assert typed == "".join(c for c in ANSWERED[name] if c not in hidden).strip()


WRONG_TYPES = [None, 7, 1.5, True, [], ["hello"], {}, {"text": "hello"}, [[[]]]]


@pytest.mark.parametrize("text", WRONG_TYPES, ids=repr)
def test_words_of_the_wrong_type_are_422(parent: Parent, text):
    answer = parent.send(text)
    assert_sound(answer)
    assert answer.status_code == 422 and len(parent.transcript()) == 1


@pytest.mark.parametrize("client_id", [*WRONG_TYPES[1:], "", "a" * 101], ids=lambda value: repr(value)[:20])
def test_a_client_id_of_the_wrong_type_or_length_is_422(parent: Parent, client_id):
    body = {"text": "hello", "client_id": client_id}
    answer = parent.http.post(SEND, json=body, headers=parent.bearer)
    assert_sound(answer)
    assert answer.status_code == 422 and len(parent.transcript()) == 1


BODIES = {
    "nothing": (b"", 422),
    "half": (b'{"text": "hel', 400),
    "single quotes": (b"{'text': 'hello'}", 400),
    "no utf-8": (b'{"text": "\xff\xfe", "client_id": "a"}', 400),
    "a list": (b"[]", 422),
    "null": (b"null", 422),
    "a text": (b'"hello"', 422),
    "a number": (b"1e999", 422),
    "not a number": (b"NaN", 422),
    "a huge number": (b"9" * 10_000, 400),
    "very deep": (b"[" * 50_000, 400),
    "very deep and closed": (b'{"text": ' + b"[" * 20_000 + b"]" * 20_000 + b', "client_id": "a"}', 400),
    "only text": (b'{"text": "hello"}', 422),
    "only client_id": (b'{"client_id": "a"}', 422),
    "half a surrogate pair": (b'{"text": "a \\ud800 b", "client_id": "a"}', None),
    "half a surrogate pair in the client_id": (b'{"text": "hello", "client_id": "\\udfff"}', None),
    "the same key twice": (b'{"text": "hello", "text": "bye", "client_id": "a"}', 200),
    "more keys": (b'{"text": "hello", "client_id": "a", "state": "officer", "kind": "emergency"}', 200),
    "a byte order mark": (b'\xef\xbb\xbf{"text": "hello", "client_id": "a"}', None),
    "utf-16": (json.dumps({"text": "hello", "client_id": "a"}).encode("utf-16"), None),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_broken_body_is_a_clear_problem(parent: Parent, name: str):
    body, status = BODIES[name]
    answer = parent.http.post(SEND, content=body, headers={**parent.bearer, "content-type": "application/json"})
    assert_sound(answer)
    assert (
        status is None or answer.status_code == status or (name == "very deep and closed" and answer.status_code == 422)
    )
    after = parent.say("What is mediation?")
    assert after[0]["kind"] == "leaflet"
    assert parent.http.get("/chat", headers={"Cookie": f"evenhand={parent.token}"}).status_code == 200


@pytest.mark.parametrize("name", [*ANSWERED, *EMPTY])
def test_the_page_takes_whatever_the_programs_take(service: Service, name: str):
    text = {**ANSWERED, **EMPTY}[name]
    with httpx.Client(base_url=service.url, timeout=60) as browser:
        sent = browser.post("/chat", data={"text": text})
        assert sent.status_code in (303, 422)
        page = browser.get("/chat")
        assert page.status_code == 200 and page.text.count("<script") == page.text.count(
            '<script type="module" src="/scripts/'
        )
        assert not [trace for trace in ("Traceback", "pydantic") if trace in sent.text + page.text]


def test_the_same_client_id_with_other_words_is_409(parent: Parent):
    client_id = uuid.uuid4().hex
    first = parent.send("What is mediation?", client_id)
    other = parent.send("What is a plan?", client_id)
    assert_sound(other)
    assert other.status_code == 409 and parent.send("What is mediation?", client_id).content == first.content


def test_anothers_token_shows_nothing_of_anyone_else(service: Service):
    one, two = Parent(service.url), Parent(service.url)
    one.say("Zebedee and Araminta ask about mediation")
    answers = [two.send("say that again"), two.send("what did I say before"), two.http.get(SEND, headers=two.bearer)]
    assert not [answer for answer in answers if "Zebedee" in answer.text or "Araminta" in answer.text]
    garbled = two.http.get(SEND, headers={"Authorization": f"Bearer {one.token[:-1]}"})
    assert_sound(garbled)
    assert garbled.status_code == 401


def test_nothing_typed_reaches_a_log(service: Service):
    parent = Parent(service.url)
    for text in (
        "Zorander has autism",
        "Zorander\ud83d".encode("utf-8", "replace").decode(),
        "/Zorander",
        "Zorander " * 300,
    ):
        parent.send(text)
    parent.send(["Zorander"])
    parent.http.get("/chat", params={"q": "Zorander"}, headers={"Cookie": f"evenhand={parent.token}"})
    parent.http.get("/Zorander")
    logs = [path.read_text(errors="replace") for path in service.folder.glob("*.log")]
    assert len(logs) >= 2 and not [log for log in logs if "Zorander" in log]


def test_nothing_typed_is_written_to_any_file(service: Service):
    parent = Parent(service.url)
    parent.say("Ysolde has dyslexia and I am worried")
    parent.http.delete("/api/conversations/current", headers=parent.bearer)
    files = [path for path in service.folder.rglob("*") if path.is_file()]
    assert files and not [path for path in files if b"Ysolde" in path.read_bytes()]
