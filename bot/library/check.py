"""The wording of everything in content/ held against the rules of impartiality and plain words (C-160 to C-165)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Iterator, List, Optional, Set, Tuple

from bot.library.compose import Asked, Library
from bot.library.guide import QUESTIONS, answers_to
from bot.library.leaflet import OPTIONS, TEXT_MESSAGE, Leaflet, slug
from bot.library.messages import CHANNELS, Reply
from bot.library.notice import Notice
from bot.library.wording import faults, is_duty_without_reference, long_sentences, tells_on_a_lock_screen
from bot.messaging.segments import count_segments, is_gsm7

MOST_SEGMENTS = 2
# The longest option may be this many times as long as the shortest (C-162).
MOST_RATIO = 1.5
FOR, AGAINST = "**It may help because:**", "**To weigh up:**"
# An emergency text says what to do: the rules on tone do not hold for it (C-160), that on short sentences does.
EXEMPT_KIND = "emergency"


def check(library: Library, today: Optional[date] = None) -> List[str]:
    """Every fault of wording, one line each; none means the content may be served.

    With `today` (Europe/London) also every notice whose review is past: it is shown all the same.
    """
    found = [fault for leaflet in library.shelf.values() for fault in _check_leaflet(leaflet)]
    found += [fault for notice in library.notices.values() for fault in _check_notice(notice, today)]
    found += _check_messages(library)
    return list(dict.fromkeys(found))


def _check_leaflet(leaflet: Leaflet) -> Iterator[str]:
    for name, text in (("title", leaflet.title), ("summary", leaflet.summary), *leaflet.sections.items()):
        where = f"{leaflet.id}, {name}"
        yield from (f"{where}: {fault}" for fault in faults(text))
        if name != TEXT_MESSAGE and is_duty_without_reference(text):
            yield f'{where}: says "must" and names no law'
    for word in tells_on_a_lock_screen(leaflet.sections[TEXT_MESSAGE]):
        yield f'{leaflet.id}, {TEXT_MESSAGE}: "{word}" would show on a lock screen'
    yield from (f"{leaflet.id}, {OPTIONS}: {fault}" for fault in _check_options(leaflet))


def _check_notice(notice: Notice, today: Optional[date]) -> Iterator[str]:
    parts = [("title", notice.title), ("short", notice.short)]
    for part in re.split(r"^## +", f"\n{notice.body}", flags=re.MULTILINE):
        heading, _, text = part.partition("\n")
        # A heading is a sentence of its own.
        parts.append((heading or "beginning", f"{heading}\n\n{text}"))
    for name, text in parts:
        where = f"notice {notice.name}, {name}"
        yield from (f"{where}: {fault}" for fault in faults(text))
        if is_duty_without_reference(text):
            yield f'{where}: says "must" and names no law'
    if today is not None and notice.is_past_review(today):
        yield f"notice {notice.name}: its review was due on {notice.review_due}; {notice.owner} must read it again"


def _check_options(leaflet: Leaflet) -> Iterator[str]:
    lengths = {}
    for block in re.split(r"^### +", leaflet.sections[OPTIONS], flags=re.MULTILINE)[1:]:
        title, _, text = block.partition("\n")
        lengths[title.strip()] = len(text.replace(FOR, "").replace(AGAINST, "").split())
        for label in (FOR, AGAINST):
            if not re.search(rf"^{re.escape(label)} *\w", text, flags=re.MULTILINE):
                yield f'"{title.strip()}" lacks "{label.strip("*")}"'
    longest, shortest = max(lengths, key=lengths.__getitem__), min(lengths, key=lengths.__getitem__)
    if lengths[longest] > MOST_RATIO * lengths[shortest]:
        words = f"{lengths[longest]} words to {lengths[shortest]}"
        yield f'"{longest}" is over {MOST_RATIO} times as long as "{shortest}": {words}'


def _check_messages(library: Library) -> Iterator[str]:
    texts = [text for leaflet in library.shelf.values() for text in leaflet.sections.values()]
    leaflet_lines = {line for text in texts for line in text.splitlines()}
    seen: Set[Tuple[str, str]] = set()
    for name, channel, reply in every_reply(library):
        where = f"{name}.{channel}"
        for label in (choice.label for choice in reply.choices):
            yield from (f"{where}, choice {label!r}: {fault}" for fault in faults(label))
        if (where, reply.text) in seen:
            continue
        seen.add((where, reply.text))
        ours = "\n".join(line for line in reply.text.splitlines() if not line or line not in leaflet_lines)
        rules = long_sentences if reply.kind == EXEMPT_KIND else faults
        yield from (f"{where}: {fault}" for fault in rules(ours))
        if channel == "sms" and (segments := count_segments(reply.text)) > MOST_SEGMENTS:
            yield f"{where}: {segments} segments ({len(reply.text)} characters): {reply.text[:40]}..."
        if channel == "sms" and not is_gsm7(reply.text):
            yield f"{where}: has a character that plain text messages (GSM-7) lack"


def every_reply(library: Library) -> Iterator[Tuple[str, str, Reply]]:
    """Each message in each channel, filled as it can come about: the template asked for, the channel, the reply."""
    for name, channel in product(sorted(library.messages.names), CHANNELS):
        for asked in every_asked(library, name):
            # These two have words of their own but come about by asking for an answer.
            wanted = "leaflet/answered" if name in ("leaflet/clarify", "leaflet/past_review") else name
            yield name, channel, library.compose(wanted, replace(asked, channel=channel)).reply


def every_asked(library: Library, name: str) -> Iterator[Asked]:
    """What may be asked when the template `name` is wanted: every leaflet, every answer to the guide."""
    leaflets = list(library.shelf.values())
    served = min(leaflet.review_due for leaflet in leaflets)
    longest = sorted(leaflets, key=lambda leaflet: -len(leaflet.title))
    if name == "leaflet/clarify":
        yield Asked(today=served, ranking=[(leaflet.id, 0.3) for leaflet in longest[:3]])
    elif name == "guide/found":
        for answers in product(*(answers_to(question) for question in QUESTIONS)):
            yield Asked(today=served, answers=dict(zip(QUESTIONS, answers)))
    elif name.startswith(("leaflet/", "decline/", "follow_up/")):
        yield Asked(today=served)
        for leaflet in leaflets if name != "leaflet/past_review" else ():
            other = longest[0] if leaflet is not longest[0] else longest[1]
            yield Asked(today=served, ranking=[(leaflet.id, 0.9)], leaflet=leaflet.id)
            yield Asked(today=served, ranking=[(leaflet.id, 0.6), (other.id, 0.3)], also=other.id, leaflet=leaflet.id)
            for heading in leaflet.sections:
                yield Asked(today=served, leaflet=leaflet.id, section=slug(heading))
        for leaflet in leaflets if name == "leaflet/past_review" else ():
            past = leaflet.review_due + timedelta(days=1)
            yield Asked(today=past, ranking=[(leaflet.id, 0.9)], leaflet=leaflet.id)
    else:
        yield Asked(today=served)
