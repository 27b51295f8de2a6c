"""Reads a page as a browser without JavaScript does: its forms, its words, its links."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class FormOnPage:
    """One form: where it goes, its fields with their values, its buttons by the words on them."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """A page that was read."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.forms, self.links, self.tags = html, [], [], []  # type: ignore[var-annotated]
        self._words: list[str] = []
        self._textarea = self._button = ""
        self._in_head = False
        self.title = ""
        self.feed(html)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self._words).split())

    def form(self, action: str, with_field: str) -> FormOnPage:
        found = [one for one in self.forms if one.action == action and with_field in one.fields]
        assert found, f"no form for {action} with {with_field}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("src", "").startswith("/scripts/"):
            # Our own; any other script on a page has been smuggled in.
            return
        self.tags.append((tag, given))
        self._last = tag
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append(FormOnPage(given.get("action", ""), given.get("method", "get")))
        elif tag == "input":
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self._textarea = given["name"]
            self.forms[-1].fields[self._textarea] = ""
        elif tag == "button":
            self._button = given.get("name", "") + "\0" + given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._last = ""
        if tag == "textarea":
            self._textarea = ""
        elif tag == "button":
            self._button = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # The first new line of a textarea is no part of it.
            self.forms[-1].fields[self._textarea] += data.removeprefix("\n")
        elif self._button:
            name, _, value = self._button.partition("\0")
            self.forms[-1].buttons[data.strip()] = (name, value)
            self._words.append(data)
        elif getattr(self, "_last", "") == "title":
            self.title += data
        else:
            self._words.append(data)
