"""One leaflet: its front matter and its sections, parsed from Markdown and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Mapping, Optional, Tuple

from bot.library.content_error import ContentError
from bot.library.front_matter import split, typed
from bot.messaging.segments import is_gsm7

ANSWER = "Answer"
TEXT_MESSAGE = "Text message"
HOW_LONG = "How long it takes"
OPTIONS = "Your options"
NEXT_STEPS = "What you can do next"
REQUIRED_SECTIONS = (ANSWER, TEXT_MESSAGE, HOW_LONG, OPTIONS, NEXT_STEPS)

# The design: at most 300 GSM-7 characters, so that an answer and its link fit two segments.
TEXT_MESSAGE_LIMIT = 300
# Fewer phrasings than this do not teach the classifier a topic (understanding.md: 24 a topic gave .89).
MINIMUM_QUESTIONS = 20
NATION = "england"
# A reason shorter than this gives none.
LEAST_REASON = 20


@dataclass(frozen=True)
class Source:
    """Where a leaflet's facts come from: a law, regulation or paragraph of the Code."""

    title: str
    reference: str
    url: str


@dataclass(frozen=True)
class Waiver:
    """A false alarm of the rules on wording, waived by whoever approved the leaflet: which rule, which words, and why."""

    rule: str
    words: str
    reason: str


@dataclass(frozen=True)
class Option:
    """One of the choices a parent has, as headed in the leaflet; `slug` is its place on the page."""

    title: str
    slug: str


@dataclass(frozen=True)
class Leaflet:
    """A leaflet officers approved. `sections` maps each heading to its Markdown, in the order of the file.

    One with `effective_from` takes the place of the one before it on that day: the law changes then.
    """

    id: str
    title: str
    summary: str
    nation: str
    version: int
    reviewed_on: date
    review_due: date
    owner: str
    approved_by: str
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    questions: tuple[str, ...]
    sections: Mapping[str, str]
    waived: Tuple[Waiver, ...] = ()
    effective_from: Optional[date] = None
    is_withdrawn: bool = False

    def is_served(self, today: date) -> bool:
        """Whether it may be shown on `today` (Europe/London): not withdrawn, nor once its review is past (C-22)."""
        return today <= self.review_due and not self.is_withdrawn

    @property
    def url(self) -> str:
        """Its page on our site, without the host."""
        return f"/leaflets/{self.id}"

    @property
    def options(self) -> tuple[Option, ...]:
        """The options it sets out, in its own order."""
        titles = re.findall(r"^### +(.+?) *$", self.sections[OPTIONS], flags=re.MULTILINE)
        return tuple(Option(title, slug(title)) for title in titles)

    @property
    def body(self) -> str:
        """The Markdown of the whole leaflet as printed: everything but the text message."""
        kept = [(heading, text) for heading, text in self.sections.items() if heading != TEXT_MESSAGE]
        return "\n\n".join(f"## {'In short' if heading == ANSWER else heading}\n\n{text}" for heading, text in kept)


def slug(heading: str) -> str:
    """A heading as the fragment of an address: lower-case letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def parse_leaflet(name: str, text: str) -> Leaflet:
    """The leaflet in the file called `name`.md with this `text`. Raises ContentError, one sentence, on the first fault."""
    where = f"leaflet {name}.md"
    fields, body = split(where, text)
    sections = _sections(where, body)
    since = fields.get("effective_from")
    leaflet = Leaflet(
        sections=sections,
        effective_from=since if isinstance(since, date) else None,
        version=typed(where, fields, "version", int),
        reviewed_on=typed(where, fields, "reviewed_on", date),
        review_due=typed(where, fields, "review_due", date),
        sources=_sources(where, fields),
        related=_strings(where, fields, "related"),
        waived=_waivers(where, fields),
        questions=_strings(where, fields, "questions"),
        **{
            key: typed(where, fields, key, str).strip()
            for key in ("id", "title", "summary", "nation", "owner", "approved_by")
        },
    )
    _check(where, name, leaflet)
    return leaflet


def _check(where: str, name: str, leaflet: Leaflet) -> None:
    text_message = leaflet.sections[TEXT_MESSAGE]
    id_, _, since = name.partition("@")
    faults = {
        f"its id is {leaflet.id!r}, which must be its file's name": leaflet.id != id_,
        "its id may hold small letters, digits and hyphens only": not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_),
        "its effective_from must be the date after the @ in its file's name": since
        != (leaflet.effective_from.isoformat() if leaflet.effective_from else ""),
        f"its nation must be {NATION!r}": leaflet.nation != NATION,
        "its review_due must come after its reviewed_on": leaflet.review_due <= leaflet.reviewed_on,
        f"it has {len(leaflet.questions)} questions; {MINIMUM_QUESTIONS} are needed": len(set(leaflet.questions))
        < MINIMUM_QUESTIONS,
        "it names no source": not leaflet.sources,
        f"its text message is longer than {TEXT_MESSAGE_LIMIT} characters": len(text_message) > TEXT_MESSAGE_LIMIT,
        "its text message has a character that plain text messages (GSM-7) lack": not is_gsm7(text_message),
        f"it needs two options or more under '## {OPTIONS}'": len(leaflet.options) < 2,
    }
    for fault, found in faults.items():
        if found:
            raise ContentError(f"{where}: {fault}")


def _sections(where: str, body: str) -> dict[str, str]:
    parts = re.split(r"^## +(.+?) *$", body, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], (part.strip() for part in parts[2::2])))
    for heading in REQUIRED_SECTIONS:
        if not sections.get(heading):
            raise ContentError(f"{where}: the section '## {heading}' is missing or empty")
    return sections


def _strings(where: str, fields: dict[str, Any], key: str) -> tuple[str, ...]:
    value = fields.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ContentError(f"{where}: {key} must be a list of texts")
    return tuple(item.strip() for item in value)


def _waivers(where: str, fields: dict[str, Any]) -> tuple[Waiver, ...]:
    value = fields.get("waived", [])
    keys = set(Waiver.__dataclass_fields__)
    if not isinstance(value, list) or not all(isinstance(item, dict) and set(item) == keys for item in value):
        raise ContentError(f"{where}: every waiver needs a rule, the words and a reason, and nothing else")
    waivers = tuple(Waiver(**{key: str(text).strip() for key, text in item.items()}) for item in value)
    if not all(len(waiver.reason) >= LEAST_REASON for waiver in waivers):
        raise ContentError(f"{where}: the reason of a waiver must say why the words are fair")
    return waivers


def _sources(where: str, fields: dict[str, Any]) -> tuple[Source, ...]:
    value = fields.get("sources")
    keys = set(Source.__dataclass_fields__)
    if not isinstance(value, list) or not all(isinstance(item, dict) and set(item) == keys for item in value):
        raise ContentError(f"{where}: every source needs a title, a reference and a url, and nothing else")
    sources = tuple(Source(**{key: str(text).strip() for key, text in item.items()}) for item in value)
    if not all(source.url.startswith("https://") for source in sources):
        raise ContentError(f"{where}: the url of a source must begin with https://")
    return sources
