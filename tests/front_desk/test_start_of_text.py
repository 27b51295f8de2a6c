"""What was written is recovered from the start of a body too large to read, as a browser or a program sends it."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.front_desk.webchat.body import start_of_text
from bot.web.gate import MOST_BODY_BYTES

FORM = "application/x-www-form-urlencoded"
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


def multipart(**fields: str) -> tuple[str, bytes]:
    request = httpx.Request(
        "POST", "http://desk.example", files={name: (None, value) for name, value in fields.items()}
    )
    return request.headers["content-type"], request.read()


def is_start(found: str, text: str) -> bool:
    """Whether `found` begins `text`; the last character may be cut in halves."""
    return text.startswith(found) or text.startswith(found.rstrip("\N{REPLACEMENT CHARACTER}"))


@given(texts, texts, st.booleans())
def test_a_whole_json_body_gives_the_whole_text(text: str, other: str, escaped: bool) -> None:
    for body in ({"text": text, "client_id": other}, {"client_id": other, other + "x": '"text": "no"', "text": text}):
        assert start_of_text("application/json", json.dumps(body, ensure_ascii=escaped).encode()) == text


@given(texts, st.booleans(), st.data())
def test_a_json_body_cut_anywhere_gives_a_start_of_the_text(text: str, escaped: bool, data: st.DataObject) -> None:
    whole = json.dumps({"client_id": "1", "text": text}, ensure_ascii=escaped).encode()
    before = len(b'{"client_id": "1", "text": "')
    cut = data.draw(st.integers(0, len(whole)))
    found = start_of_text("application/json; charset=utf-8", whole[:cut])
    assert is_start(found, text)
    # Each character takes at most twelve bytes, and one at the cut may be lost.
    assert len(found) >= (min(cut, len(whole) - 2) - before) // 12 - 1


@given(texts, texts, st.data())
def test_a_form_cut_anywhere_gives_a_start_of_the_text(text: str, other: str, data: st.DataObject) -> None:
    whole = urlencode({"csrf": other, "text": text}).encode()
    assert start_of_text(FORM, whole) == text
    cut = data.draw(st.integers(0, len(whole)))
    assert is_start(start_of_text(FORM, whole[:cut]), text)


@given(texts, texts, st.data())
def test_a_multipart_form_cut_anywhere_gives_a_start_of_the_text(text: str, other: str, data: st.DataObject) -> None:
    kind, whole = multipart(csrf=other, text=text, choice="")
    assert start_of_text(kind, whole) == text
    before = whole.index(b'name="text"') + len(b'name="text"\r\n\r\n')
    cut = data.draw(st.integers(before, before + len(text.encode())))
    assert is_start(start_of_text(kind, whole[:cut]), text)


@given(
    st.sampled_from(["application/json", FORM, "multipart/form-data; boundary=x", "multipart/form-data", "", "\x00"]),
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from([b'"text"', b":", b'"', b"\\", b"\\u12", b"\\ud83d", b"{", b"text=", b"%", b"%C3", b"&", b"--x", b"\r\n\r\n", b'name="text"', b"\xff"])
    ).map(b"".join),
)  # fmt: skip
def test_no_body_raises(kind: str, body: bytes) -> None:
    start_of_text(kind, body).encode("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_json_is_read_in_every_encoding_it_may_have(encoding: str) -> None:
    body = '{"text": "he hit me and he is still here'.encode(encoding)
    assert start_of_text("application/json", body) == "he hit me and he is still here"


def test_a_choice_goes_before_what_was_typed_as_in_the_page() -> None:
    assert start_of_text(FORM, b"text=typed&choice=tapped") == "tapped"
    assert start_of_text(FORM, b"choice=+&text=typed") == "typed"


def test_a_pair_of_surrogates_is_one_character_and_a_half_is_marked() -> None:
    assert start_of_text("application/json", rb'{"text": "a \ud83d\ude00 b') == "a \N{GRINNING FACE} b"
    assert start_of_text("application/json", rb'{"text": "a \ud83d') == "a \N{REPLACEMENT CHARACTER}"


def test_the_last_of_several_texts_counts_as_for_every_reader_of_json() -> None:
    assert start_of_text("application/json", b'{"text": "hello", "text": "he hit me') == "he hit me"


def test_the_key_may_be_escaped_and_a_text_may_speak_of_keys() -> None:
    assert start_of_text("application/json", rb'{"te\u0078t": "say \"text\": \"x\" now') == 'say "text": "x" now'


@pytest.mark.parametrize("unit", ['"', "\\", '"text":"', "%", "text=&", "\\u", '{"text"', "\r\n--x"])
def test_the_largest_bodies_are_read_in_a_moment(unit: str) -> None:
    body = (unit * MOST_BODY_BYTES).encode()[:MOST_BODY_BYTES]
    # Reading in quadratic time would take minutes, and the test with it.
    for kind in ("application/json", FORM, "multipart/form-data; boundary=x"):
        start_of_text(kind, body)
