"""All leaflets together: read from content/leaflets, checked against one another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Container, Dict, Sequence, Tuple

from bot.library.content_error import ContentError
from bot.library.leaflet import Leaflet, parse_leaflet

Shelf = Dict[str, Leaflet]


def read_shelf(content: Path) -> Shelf:
    """Every leaflet in `content`/leaflets by its id, in order of title.

    Raises ContentError, one sentence, if there is none, if one cannot be read, if `related` names
    one that does not exist, or if two leaflets claim the same question.
    """
    leaflets = [_read(path) for path in sorted((content / "leaflets").glob("*.md")) if "@" not in path.stem]
    if not leaflets:
        raise ContentError(f"there is no leaflet in {content.name}/leaflets")
    shelf = {leaflet.id: leaflet for leaflet in sorted(leaflets, key=lambda leaflet: leaflet.title.lower())}
    asked: dict[str, str] = {}
    for leaflet in shelf.values():
        for other in leaflet.related:
            if other not in shelf:
                raise ContentError(f"leaflet {leaflet.id}.md: related names {other!r}, which does not exist")
        for question in leaflet.questions:
            first = asked.setdefault(question.lower(), leaflet.id)
            if first != leaflet.id:
                raise ContentError(f"leaflets {first}.md and {leaflet.id}.md both list the question {question!r}")
    return shelf


def read_later(content: Path) -> Tuple[Leaflet, ...]:
    """The leaflets written for a change in the law (`ID@2027-09-01.md`), the earliest change first."""
    return tuple(
        sorted(
            (_read(path) for path in (content / "leaflets").glob("*@*.md")),
            key=lambda leaflet: (leaflet.effective_from or date.min, leaflet.id),
        )
    )


def in_force(shelf: Shelf, later: Sequence[Leaflet], withdrawn: Container[str], today: date) -> Shelf:
    """`shelf` as it stands on `today`: changes that have come into force made, what is withdrawn marked so."""
    found = dict(shelf)
    for leaflet in later:
        if leaflet.effective_from and leaflet.effective_from <= today:
            found[leaflet.id] = leaflet
    return {id_: replace(one, is_withdrawn=True) if id_ in withdrawn else one for id_, one in found.items()}


def _read(path: Path) -> Leaflet:
    try:
        return parse_leaflet(path.stem, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ContentError(f"leaflet {path.name} cannot be read as UTF-8 text") from None
