"""All leaflets together: read from content/leaflets, checked against one another."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

from bot.library.content_error import ContentError
from bot.library.leaflet import Leaflet, parse_leaflet

Shelf = Dict[str, Leaflet]


def read_shelf(content: Path) -> Shelf:
    """Every leaflet in `content`/leaflets by its id, in order of title.

    Raises ContentError, one sentence, if there is none, if one cannot be read, if `related` names
    one that does not exist, or if two leaflets claim the same question.
    """
    leaflets = [_read(path) for path in sorted((content / "leaflets").glob("*.md"))]
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


def _read(path: Path) -> Leaflet:
    try:
        return parse_leaflet(path.stem, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise ContentError(f"leaflet {path.name} cannot be read as UTF-8 text") from None
