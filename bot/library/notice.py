"""The notices, from content/notices/pages: what we say about ourselves, filled with the service's details.

A notice past its review is still shown, because a parent has a right to it; `check` names it to us instead.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Dict, Tuple

from jinja2 import Environment, StrictUndefined, TemplateError

from bot.library.content_error import ContentError
from bot.library.front_matter import split, typed
from bot.library.leaflet import slug
from bot.library.service import Service

PAGES = ("privacy", "cookies", "accessibility", "complaints", "safety")
# C-53: the short layer.
MOST_SHORT_WORDS = 120
# An officer reads the short text out on the phone: lists, tables, headings and addresses are for eyes.
_FOR_EYES = re.compile(r"^\s*(?:[-*+#|>]|\d+[.)] )|://|www\.|@|\*\*|[\[\]<>]", flags=re.MULTILINE)

# Plain text, not HTML: whoever shows it on a page escapes it there.
_environment = Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701


@dataclass(frozen=True)
class Notice:
    """One notice, its words as parents meet them: `short` to be read out, `body` in light Markdown."""

    name: str
    title: str
    version: int
    owner: str
    approved_by: str
    reviewed_on: date
    review_due: date
    short: str
    body: str

    @property
    def url(self) -> str:
        """Its page on our site, without the host."""
        return f"/{self.name}"

    @property
    def sha256(self) -> str:
        """What identifies these very words, in hexadecimal: the same words have the same one, any change another."""
        return hashlib.sha256("\n\n".join((self.title, self.short, self.body)).encode()).hexdigest()

    @property
    def headings(self) -> Tuple[Tuple[str, str], ...]:
        """The headings of the whole notice, each with its place on the page."""
        return tuple((title, slug(title)) for title in re.findall(r"^## +(.+?) *$", self.body, flags=re.MULTILINE))

    def is_past_review(self, today: date) -> bool:
        """Whether its owner should have read it again before `today` (Europe/London)."""
        return today > self.review_due


def read_notices(content: Path, service: Service) -> Dict[str, Notice]:
    """Every notice of `service` by its name, in the order of `PAGES`.

    Raises ContentError, one sentence, if one is missing, has no page, or cannot be filled from service.toml.
    """
    folder = content / "notices" / "pages"
    for path in sorted(folder.glob("*")):
        if path.suffix != ".md" or path.stem not in PAGES:
            raise ContentError(f"notice {path.name} has no page; the notices are {', '.join(PAGES)}, each a .md file")
    return {name: parse_notice(name, _read(folder / f"{name}.md"), service) for name in PAGES}


def parse_notice(name: str, text: str, service: Service) -> Notice:
    """The notice in the file called `name`.md with this `text`, filled with the details of `service`.

    Raises ContentError, one sentence, on the first fault.
    """
    where = f"notice {name}.md"
    fields, body = split(where, text)
    words = {key: typed(where, fields, key, str).strip() for key in ("title", "owner", "approved_by", "short")}
    notice = Notice(
        name=name,
        title=_fill(where, words["title"], service),
        version=typed(where, fields, "version", int),
        owner=words["owner"],
        approved_by=words["approved_by"],
        reviewed_on=typed(where, fields, "reviewed_on", date),
        review_due=typed(where, fields, "review_due", date),
        short=_fill(where, words["short"], service),
        body=_fill(where, body, service),
    )
    _check(where, words, notice)
    return notice


def _check(where: str, words: Dict[str, str], notice: Notice) -> None:
    count = len(notice.short.split())
    places = [place for _, place in notice.headings]
    faults = {f"its {key} is empty": not words[key] for key in words}
    faults.update(
        {
            "its version must be 1 or more": notice.version < 1,
            "its review_due must come after its reviewed_on": notice.review_due <= notice.reviewed_on,
            f"its short text has {count} words; at most {MOST_SHORT_WORDS} may be read out": count > MOST_SHORT_WORDS,
            "its short text is read out on the phone, so it may hold no list, link or mark": bool(
                _FOR_EYES.search(notice.short)
            ),
            "it needs headings, each a line that begins with ##": not places,
            "two of its headings are the same": len(set(places)) < len(places),
        }
    )
    for fault, is_found in faults.items():
        if is_found:
            raise ContentError(f"{where}: {fault}")


def _fill(where: str, text: str, service: Service) -> str:
    try:
        return _environment.from_string(text).render(service=service).strip()
    except TemplateError as problem:
        said = str(problem.message).replace("bot.library.service.", "").splitlines()
        raise ContentError(f"{where}: a placeholder cannot be filled from service.toml: {' '.join(said)}") from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(f"notice {path.name} is missing; it must stand in notices/pages") from None
    except (OSError, UnicodeDecodeError):
        raise ContentError(f"notice {path.name} cannot be read as UTF-8 text") from None
