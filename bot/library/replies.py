"""What officers say again and again, approved once: content/replies, one Markdown file each (docs/editing.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Dict, Tuple

from jinja2 import Environment, StrictUndefined, TemplateError

from bot.casework.calendar import add_months
from bot.library.content_error import ContentError
from bot.library.front_matter import split, typed
from bot.library.service import Service

FOLDER = "replies"
# Where a reply may be offered; what goes by text message must fit two of them.
PLACES = ("letter", "email", "text", "chat")
REVIEW_MONTHS = 12
_FIELDS = frozenset({"title", "for", "version", "reviewed_on", "review_due", "owner", "approved_by"})
# Plain text, not HTML: whoever shows it on a page escapes it there.
_environment = Environment(undefined=StrictUndefined)  # noqa: S701


@dataclass(frozen=True)
class CannedReply:
    """One reply; `id` is its file's name, `places` where it may be offered, `words` plain text with our details filled in."""

    id: str
    title: str
    places: Tuple[str, ...]
    version: int
    reviewed_on: date
    review_due: date
    owner: str
    approved_by: str
    words: str

    def is_served(self, today: date) -> bool:
        """Whether officers are offered it on `today` (Europe/London): not once its review is past, as a leaflet (C-22)."""
        return today <= self.review_due


def read_replies(content: Path, service: Service) -> Dict[str, CannedReply]:
    """Every reply by its id. Raises ContentError, one sentence, on the first fault."""
    return {path.stem: _read(path, service) for path in sorted((content / FOLDER).glob("*.md"))}


def _read(path: Path, service: Service) -> CannedReply:
    where = f"reply {path.name}"
    fields, body = split(where, path.read_text(encoding="utf-8"))
    try:
        words = _environment.from_string(body).render(service=service).strip()
    except TemplateError as problem:
        raise ContentError(f"{where} cannot be filled: {problem}") from None
    reply = CannedReply(
        id=path.stem,
        places=_places(where, fields),
        version=typed(where, fields, "version", int),
        reviewed_on=typed(where, fields, "reviewed_on", date),
        review_due=typed(where, fields, "review_due", date),
        words=words,
        **{key: typed(where, fields, key, str).strip() for key in ("title", "owner", "approved_by")},
    )
    _check(where, fields, reply)
    return reply


def _check(where: str, fields: Dict[str, Any], reply: CannedReply) -> None:
    faults = {
        "has no words": not reply.words,
        f"has a field that is none: {', '.join(sorted(set(fields) - _FIELDS))}": bool(set(fields) - _FIELDS),
        "was approved by its own owner; it must be somebody else": reply.owner.casefold()
        == reply.approved_by.casefold(),
        "falls due for review more than 12 months after it was reviewed, or before": not (
            reply.reviewed_on <= reply.review_due <= add_months(reply.reviewed_on, REVIEW_MONTHS)
        ),
    }
    for fault, is_there in faults.items():
        if is_there:
            raise ContentError(f"{where} {fault}")


def _places(where: str, fields: Dict[str, Any]) -> Tuple[str, ...]:
    value = fields.get("for")
    if not isinstance(value, list) or not value or not set(value) <= set(PLACES):
        raise ContentError(f"{where}: for must be a list of {', '.join(PLACES)}")
    return tuple(one for one in PLACES if one in value)
