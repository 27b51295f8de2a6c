"""What a parent wrote, from the start of a body that was too large to be read to its end.

A message may be too long for us and still speak of danger: its start is screened before it is refused (C-92). So
nothing here raises, whatever the bytes are; what cannot be made out is the empty text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

# The fields a message comes in; a choice tapped goes before what was typed beside it, as in the page's own route.
CHOICE, TEXT = "choice", "text"

# A string of JSON, its end perhaps cut off, and whether it names something. Possessive, so that its time stays linear.
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)(?:"(\s*+:)?|\\?\Z)', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(u[0-9a-fA-F]{0,3}\Z)|(.))", re.DOTALL)
_MEANING = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_BOUNDARY = re.compile(r'boundary="?([^";,\s]+)', re.IGNORECASE)
_NAME = re.compile(rb'[;\s]name="?([^";\r\n]*)', re.IGNORECASE)


def start_of_text(content_type: str, body_prefix: bytes) -> str:
    """As much of the message as `body_prefix`, the first bytes of a body, holds; empty if none can be made out."""
    kind = content_type.lower()
    if "json" in kind:
        return _of_json(body_prefix)
    fields = dict(_of_multipart(content_type, body_prefix) if "multipart" in kind else _of_form(body_prefix))
    said = fields.get(CHOICE, "")
    return said if said.strip() else fields.get(TEXT, "")


def _of_json(prefix: bytes) -> str:
    text, is_text = "", False
    for string in _STRING.finditer(prefix.decode(json.detect_encoding(prefix), "replace")):
        if string[2]:
            is_text = _unescaped(string[1]) == TEXT
        elif is_text:
            # Of several the last counts, as for every reader of JSON.
            text, is_text = _unescaped(string[1]), False
    return text


def _unescaped(string: str) -> str:
    def meaning(escape: re.Match[str]) -> str:
        code, cut, letter = escape.groups()
        return chr(int(code, 16)) if code else "" if cut else _MEANING.get(letter, letter)

    # Halves of a surrogate pair find each other; one that is alone, perhaps cut from the other, becomes U+FFFD.
    return _ESCAPE.sub(meaning, string).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _of_form(prefix: bytes) -> Iterator[tuple[str, str]]:
    # A cut in the middle of %C3 would leave half of it standing as text.
    for pair in re.sub(rb"%[0-9a-fA-F]?\Z", b"", prefix).split(b"&"):
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        yield _decoded(unquote_to_bytes(name)), _decoded(unquote_to_bytes(value))


def _of_multipart(content_type: str, prefix: bytes) -> Iterator[tuple[str, str]]:
    named = _BOUNDARY.search(content_type)
    boundary = b"--" + named[1].encode("latin-1", "replace") if named else prefix.split(b"\r\n", 1)[0]
    # The first one has no line of its own before it.
    for part in (b"\r\n" + prefix).split(b"\r\n" + boundary):
        head, _, value = part.partition(b"\r\n\r\n")
        if name := _NAME.search(head):
            yield _decoded(name[1]), _decoded(value)


def _decoded(value: bytes) -> str:
    return value.decode("utf-8", "replace")
