"""What an officer does with leaflets: begin one, see what parents will see differently, take one out at once."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.casework.calendar import add_months
from bot.library.compose import Library
from bot.library.content_error import ContentError
from bot.library.leaflet import MINIMUM_QUESTIONS, REQUIRED_SECTIONS, Leaflet
from bot.library.withdrawn import FILE, read_withdrawn

# C-167: the next review is at most 12 months away.
REVIEW_MONTHS = 12
_BEGINNINGS: Mapping[str, str] = {
    "Answer": "(50 to 130 words that stand alone: the rule, who decides, how long, what can be done)",
    "Text message": "Here is what you asked about. (at most 300 plain characters)",
    "How long it takes": "- (each time limit, with its law)",
    "Your options": "\n\n".join(
        f"### {option}\n\n(One sentence.)\n\n**It may help because:** (one sentence)\n\n**To weigh up:** (one sentence)"
        for option in ("(an option)", "Wait for now")
    ),
    "What you can do next": "- (a step)",
}


class CannotEdit(RuntimeError):
    """It could not be done; the text is one sentence that says why and what to do."""


def new_leaflet(content: Path, id_: str, today: date, since: date | None = None) -> Path:
    """Writes a leaflet to be filled in and returns its path; with `since`, one that takes over on that day.

    Raises CannotEdit if there is one already.
    """
    name = f"{id_}@{since.isoformat()}" if since else id_
    path = content / "leaflets" / f"{name}.md"
    if path.exists():
        raise CannotEdit(f"{path.name} is there already")
    fields = [
        f"id: {id_}",
        "title: (in words a parent would use)",
        "summary: (one sentence)",
        "nation: england",
        "version: 1",
        f"reviewed_on: {today.isoformat()}",
        f"review_due: {add_months(today, REVIEW_MONTHS).isoformat()}",
        *([f"effective_from: {since.isoformat()}"] if since else []),
        "owner: (who keeps it right)",
        "approved_by: (somebody else)",
        "sources:",
        "  - title: (the Act, the Regulations or the Code)",
        "    reference: (section, regulation or paragraph)",
        "    url: https://www.legislation.gov.uk/",
        "related: []",
        f"# At least {MINIMUM_QUESTIONS}, in parents' own words: short, misspelt, long and worried.",
        'questions:\n  - "(a question)"',
    ]
    sections = "\n\n".join(f"## {heading}\n\n{_BEGINNINGS[heading]}" for heading in REQUIRED_SECTIONS)
    path.write_text("---\n" + "\n".join(fields) + f"\n---\n\n{sections}\n", encoding="utf-8")
    return path


def differences(before: Library, now: Library, today: date) -> Iterator[str]:
    """What parents will see differently once `now` serves instead of `before`: lines taken away (-) and added (+)."""
    old, new = before.shelf_on(today), now.shelf_on(today)
    for id_ in sorted({*old, *new}):
        lines = list(_leaflet_differences(old.get(id_), new.get(id_)))
        if lines:
            yield f"{id_}:"
            yield from (f"  {line}" for line in lines)
    for name in sorted(before.messages.names ^ now.messages.names):
        yield f"message {name}: {'new' if name in now.messages.names else 'gone'}"


def _leaflet_differences(old: Leaflet | None, new: Leaflet | None) -> Iterator[str]:
    if old is None or new is None:
        yield "a new leaflet" if old is None else "no longer there"
        return
    for name in ("title", "summary", "version", "review_due"):
        if getattr(old, name) != getattr(new, name):
            yield f"{name}: {getattr(old, name)} -> {getattr(new, name)}"
    for heading in dict.fromkeys([*old.sections, *new.sections]):
        was, is_ = (one.sections.get(heading, "").splitlines() for one in (old, new))
        changed = [line for line in difflib.ndiff(was, is_) if line[:2] in ("- ", "+ ")]
        if changed:
            yield f"{heading}:"
            yield from (f"  {line}" for line in changed if line[2:].strip())


def withdraw(content: Path, id_: str, why: str, today: date) -> None:
    """Takes a leaflet out of every answer: a running service notices within seconds. Raises CannotEdit if it is unknown."""
    if id_ not in Library(content).shelf:
        raise CannotEdit(f"there is no leaflet {id_!r}")
    if id_ in read_withdrawn(content / FILE):
        raise CannotEdit(f"{id_} is withdrawn already")
    path = content / FILE
    before = (
        path.read_text(encoding="utf-8") if path.exists() else "# Written by evenhand content withdraw and restore.\n"
    )
    _write(
        path,
        f"{before}\n[[leaflet]]\nid = {json.dumps(id_)}\non = {today.isoformat()}\nwhy = {json.dumps(why, ensure_ascii=False)}\n",
    )


def restore(content: Path, id_: str) -> None:
    """Puts a withdrawn leaflet back. Raises CannotEdit if it is not withdrawn."""
    path = content / FILE
    if id_ not in read_withdrawn(path):
        raise CannotEdit(f"{id_} is not withdrawn")
    head, *parts = path.read_text(encoding="utf-8").split("\n[[leaflet]]\n")
    kept = [part for part in parts if not part.startswith(f"id = {json.dumps(id_)}\n")]
    if kept:
        _write(path, "\n[[leaflet]]\n".join([head, *kept]))
    else:
        path.unlink()


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def content_or_stop(content: Path) -> Library:
    """The library in `content`. Raises CannotEdit instead of ContentError."""
    try:
        return Library(content)
    except ContentError as problem:
        raise CannotEdit(str(problem)) from None
