"""The wordings that ask for permission, from content/notices/permissions: immutable versions, each known by its hash.

`may_call/1.any.md` is version 1 of the wording `may_call` for any channel. A permission refers for ever to the very words
it was given to, so a wording is never edited in place or deleted: a new one is a new file (C-43, C-44).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Tuple

import tomli
from jinja2 import Environment, StrictUndefined, TemplateError

from bot.library.as_said import as_said
from bot.library.content_error import ContentError
from bot.library.service import Service

FOLDER, PUBLISHED = "notices/permissions", "published.toml"
_NAME = re.compile(r"(\d{1,3})\.(web|sms|any)\.md")
# Plain text, not HTML: whoever shows it on a page escapes it there.
_environment = Environment(undefined=StrictUndefined)  # noqa: S701
# C-45: what a request for permission holds at least; the first must name us, the limit to confidence and how long too.
_TAKE_BACK = re.compile(r"take (?:this|your permission) back|take back your permission", re.IGNORECASE)
_OF_THE_FIRST = {
    "who we are": re.compile(r"\{\{ service\.name \}\}"),
    "the child protection limit": re.compile(r"child is at risk of harm"),
    "how long it is kept": re.compile(r"\b5\b.+\b10\b", re.DOTALL),
    "whom it is told to": re.compile(r"(?:tell|told) (?:no one|nobody)"),
}
FIRST = "open_case"
# By text message the first permission and the way to be reached are asked at once.
FIRSTS = (FIRST, "by_text")


@dataclass(frozen=True)
class Wording:
    """One version of one wording. `hash` is the SHA-256 of its file in hexadecimal; `template` are its words unfilled."""

    id: str
    version: int
    channel: str
    hash: str
    template: str

    def words(self, service: Service, recipient: str = "") -> str:
        """The words as a parent reads them; `recipient` is whom they named. Raises ContentError if they cannot be filled."""
        try:
            return _environment.from_string(self.template).render(service=service, recipient=as_said(recipient)).strip()
        except TemplateError as problem:
            raise ContentError(f"wording {self.id} cannot be filled: {problem}") from None


class Wordings:
    """Every version there ever was."""

    def __init__(self, found: Tuple[Wording, ...]) -> None:
        """`found` in any order."""
        self._by_hash = {one.hash: one for one in found}
        self._newest: Dict[Tuple[str, str], Wording] = {}
        for one in sorted(found, key=lambda one: one.version):
            self._newest[one.id, one.channel] = one

    def current(self, id_: str, channel: str) -> Wording:
        """The newest version of a wording for `channel`. Raises ContentError if there is none."""
        found = self._newest.get((id_, channel)) or self._newest.get((id_, "any"))
        if found is None:
            raise ContentError(f"there is no wording {id_} for {channel} in content/{FOLDER}")
        return found

    def of(self, hash_: str) -> Wording | None:
        """The version with this hash, however old; None if there never was one."""
        return self._by_hash.get(hash_)

    @property
    def ids(self) -> frozenset[str]:
        """What there are wordings for."""
        return frozenset(id_ for id_, _ in self._newest)


def read_wordings(content: Path) -> Wordings:
    """Raises ContentError, one sentence, if a wording was edited or deleted, is not published, or lacks what it must say."""
    folder = content / FOLDER
    listed = tomli.loads((folder / PUBLISHED).read_text(encoding="utf-8")) if (folder / PUBLISHED).exists() else {}
    found = []
    for path in sorted(folder.glob("*/*.md")):
        name, match = f"{path.parent.name}/{path.name}", _NAME.fullmatch(path.name)
        if not match:
            raise ContentError(f"wording {name} should be called like {path.parent.name}/1.any.md")
        data = path.read_bytes()
        hash_ = hashlib.sha256(data).hexdigest()
        if name not in listed:
            raise ContentError(
                f'wording {name} is not published: add "{name}" = "{hash_}" to content/{FOLDER}/{PUBLISHED}'
            )
        if listed.pop(name) != hash_:
            raise ContentError(f"wording {name} was changed after it was published: undo that, and write a new version")
        found.append(Wording(path.parent.name, int(match[1]), match[2], hash_, data.decode()))
    for name in listed:
        raise ContentError(f"wording {name} was deleted, but permissions may refer to it: bring it back")
    for one in found:
        missing = missing_in(one)
        if missing:
            raise ContentError(f"wording {one.id}/{one.version}.{one.channel}.md must say {missing} (C-45)")
    return Wordings(tuple(found))


def missing_in(wording: Wording) -> str:
    """The first thing that a request for permission must say and this one does not (C-45); "" if it says all."""
    if not _TAKE_BACK.search(wording.template):
        return "that permission can be taken back"
    if wording.id.startswith("party_") and "{{ recipient }}" not in wording.template:
        return "whom it is about"
    if wording.id in FIRSTS:
        return next((what for what, pattern in _OF_THE_FIRST.items() if not pattern.search(wording.template)), "")
    return ""
