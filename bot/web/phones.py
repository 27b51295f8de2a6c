"""Telephone numbers in our own texts become links, so that one tap rings them (C-91)."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Emergency and short numbers by name, and what is written as a British number: 0, then nine or ten digits; 0800 1111.
_NUMBER = re.compile(r"(?<![\d/.,-])(?:999|111|101|116 ?\d{3}|0800 1111|0(?: ?\d){9,10})(?![\d/-]|\.\d)")


def link_phones(parser: MarkdownIt) -> None:
    """Teaches `parser` to link the numbers it meets in running text."""
    parser.core.ruler.push("phones", _link)


def _link(state: StateCore) -> None:
    for block in state.tokens:
        if block.children:
            block.children = [token for child in block.children for token in _split(child)]


def _split(token: Token) -> list[Token]:
    if token.type != "text":
        return [token]
    found, at = list[Token](), 0
    for match in _NUMBER.finditer(token.content):
        found.append(_text(token.content[at : match.start()]))
        link = {"href": "tel:" + match[0].replace(" ", ""), "class": "phone"}
        found += [Token("link_open", "a", 1, attrs=dict(link)), _text(match[0]), Token("link_close", "a", -1)]
        at = match.end()
    return [*found, _text(token.content[at:])] if found else [token]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
