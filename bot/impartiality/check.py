"""The wording of everything in content/ held against the rules of impartiality and plain words (C-160 to C-165)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from math import ceil
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

from bot.casework.date_talk import DateTalk
from bot.casework.reading import NO, YES
from bot.casework.referral.course import Referral, answered, begun_by_text, is_by_text, next_question, referral_of
from bot.casework.requests import course as requests
from bot.casework.requests.kinds import Kind
from bot.casework.timescales import TIMESCALES, TRANSFER, Given
from bot.impartiality import grammar
from bot.impartiality.wording import faults, is_duty_without_reference, long_sentences
from bot.library.compose import Asked, Library
from bot.library.guide import QUESTIONS, answers_to
from bot.library.helplines import to_ring_again
from bot.library.leaflet import OPTIONS, TEXT_MESSAGE, Leaflet, slug
from bot.library.letter_texts import LetterTexts
from bot.library.messages import CHANNELS, PAGED, Reply
from bot.library.notice import Notice
from bot.library.replies import CannedReply
from bot.messaging.lock_screen import tells_on_a_lock_screen
from bot.messaging.segments import count_segments, is_gsm7
from bot.messaging.unmarked import unmarked

MOST_SEGMENTS = 2
# The longest option may be this many times as long as the shortest (C-162).
MOST_RATIO = 1.5
FOR, AGAINST = "**It may help because:**", "**To weigh up:**"
# An emergency text says what to do: the rules on tone do not hold for it (C-160), that on short sentences does.
EXEMPT_KIND = "emergency"
# A text message has no room for the law; the leaflet it leads to has it.
WEB_ONLY_RULES = ("duty_without_law",)
WARN_DAYS = (60, 30, 7)


def check(library: Library, today: Optional[date] = None) -> List[str]:
    """Every fault of wording, one line each; none means the content may be served.

    With `today` (Europe/London) also every notice whose review is past: it is shown all the same.
    """
    leaflets = [*library.shelf.values(), *library.later]
    found = [fault for leaflet in leaflets for fault in check_leaflet(leaflet, _source(library.content, leaflet))]
    found += _check_reviews(leaflets)
    found += [
        f'{_place(one, _source(library.content, one), heading, link)}: there is no page "/leaflets/{link}"'
        for one in leaflets
        for heading, text in one.sections.items()
        for link in re.findall(r"(?<![\w.])/leaflets/([a-z0-9-]+)", text)
        if link not in library.shelf
    ]
    found += [fault for notice in library.notices.values() for fault in _check_notice(notice, today)]
    found += [fault for reply in library.replies.values() for fault in _check_reply(reply, today)]
    found += _check_letters(library.letters)
    found += _check_messages(library)
    return list(dict.fromkeys(found))


def warnings(library: Library, today: date) -> List[str]:
    """The leaflets whose review falls due soon: within 60, 30 and 7 days of `today` (Europe/London); numbers to ring again."""
    found = [
        f"helplines.toml: ring {name} again and write down the day" for name in to_ring_again(library.content, today)
    ]
    for leaflet in sorted(library.shelf_on(today).values(), key=lambda one: one.review_due):
        left = (leaflet.review_due - today).days
        if left < 0:
            found.append(f"{leaflet.id}: its review was due on {leaflet.review_due}; it is not shown")
        elif soon := [days for days in WARN_DAYS if left <= days]:
            found.append(
                f"{leaflet.id}: {leaflet.owner} must review it within {soon[-1]} days, by {leaflet.review_due}"
            )
    return found


def check_leaflet(leaflet: Leaflet, source: str = "") -> Iterator[str]:
    """Every fault of one leaflet: where it stands, the rule, and a better wording. `source` is its file's text."""
    used = set()
    for name, text in (("title", leaflet.title), ("summary", leaflet.summary), *leaflet.sections.items()):
        for fault in faults(text):
            yield f"{_place(leaflet, source, name, fault.rpartition(' in ')[2])}: {fault}"
        if name != TEXT_MESSAGE and is_duty_without_reference(text):
            yield f'{_place(leaflet, source, name, "must")}: says "must" and names no law'
        # A title names a thing to do and tells nobody to do it.
        for found in grammar.faults(text) if name != "title" else ():
            if name == TEXT_MESSAGE and found.rule in WEB_ONLY_RULES:
                continue
            waiver = next((one for one in leaflet.waived if one.rule == found.rule and one.words in found.words), None)
            if waiver:
                used.add(waiver)
            else:
                yield f"{_place(leaflet, source, name, found.words)}: {found}"
    for waiver in leaflet.waived:
        if waiver not in used:
            yield f'{_place(leaflet, source, "waived", waiver.words)}: nothing to waive at "{waiver.words}"'
    for word in tells_on_a_lock_screen(leaflet.sections[TEXT_MESSAGE]):
        yield f'{_place(leaflet, source, TEXT_MESSAGE, word)}: "{word}" would show on a lock screen'
    yield from (f"{_place(leaflet, source, OPTIONS, OPTIONS)}: {fault}" for fault in _check_options(leaflet))


def _source(content: Path, leaflet: Leaflet) -> str:
    since = f"@{leaflet.effective_from}" if leaflet.effective_from else ""
    path = content / "leaflets" / f"{leaflet.id}{since}.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _place(leaflet: Leaflet, source: str, name: str, words: str) -> str:
    """Where `words` stand: file and line if its `source` shows them, then the section."""
    since = f"@{leaflet.effective_from}" if leaflet.effective_from else ""
    file = f"leaflets/{leaflet.id}{since}.md"
    section = source.find(f"\n## {name}")
    wanted = " ".join(re.findall(r"\w+", words)[:3])
    for number, line in enumerate(source[max(0, section) :].splitlines(), source[: max(0, section)].count("\n") + 1):
        if wanted and wanted in " ".join(re.findall(r"\w+", line)):
            return f"{file}:{number}, {name}"
    return f"{file}, {name}"


def _check_reviews(leaflets: List[Leaflet]) -> Iterator[str]:
    """No more than a tenth of the leaflets fall due in one month: nobody reviews fifty at once."""
    months = Counter(leaflet.review_due.strftime("%B %Y") for leaflet in leaflets)
    most = max(1, ceil(len(leaflets) / 10))
    for month, count in months.items():
        if count > most:
            yield f"{count} leaflets fall due in {month}; at most {most} may: spread their review_due"


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


def _check_reply(reply: CannedReply, today: Optional[date]) -> Iterator[str]:
    """A reply that officers send is held to what everything we say is held to; one for text messages also to their size."""
    where = f"reply {reply.id}"
    yield from (f"{where}: {fault}" for fault in _of_ours(reply.words))
    if "text" in reply.places:
        if (segments := count_segments(reply.words)) > MOST_SEGMENTS:
            yield f"{where}: {segments} segments ({len(reply.words)} characters); a text message may have {MOST_SEGMENTS}"
        if not is_gsm7(reply.words):
            yield f"{where}: has a character that plain text messages (GSM-7) lack"
        for word in tells_on_a_lock_screen(reply.words):
            yield f'{where}: "{word}" would show on a lock screen'
    if today is not None and not reply.is_served(today):
        yield f"{where}: its review was due on {reply.review_due}; {reply.owner} must read it again"


def _check_letters(texts: LetterTexts) -> Iterator[str]:
    for subject in texts.subjects:
        yield from (
            f'letter, subject "{subject}": "{word}" tells what it is about' for word in tells_on_a_lock_screen(subject)
        )
    for name, frame in (("to_parent", texts.to_parent), ("to_others", texts.to_others)):
        yield from (f"letter, {name}: {fault}" for fault in _of_ours(f"{frame.facts}\n\n{frame.notes}\n\n{frame.end}"))


def _of_ours(text: str) -> Iterator[str]:
    yield from faults(text)
    yield from (str(fault) for fault in grammar.faults(text))
    if is_duty_without_reference(text):
        yield 'says "must" and names no law'


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
    names = [leaflet.title for leaflet in library.shelf.values()]
    names += [option.title for leaflet in library.shelf.values() for option in leaflet.options]
    names = sorted(
        {*names, *(heading for one in library.shelf.values() for heading in one.sections)}, key=len, reverse=True
    )
    texts = [text for leaflet in library.shelf.values() for text in leaflet.sections.values()]
    leaflet_lines = {line for text in texts for shown in (text, unmarked(text)) for line in shown.splitlines()}
    seen: Set[Tuple[str, str]] = set()
    for name, channel, reply in every_reply(library):
        where = f"{name}.{channel}"
        for label in (choice.label for choice in reply.choices):
            yield from (f"{where}, choice {label!r}: {fault}" for fault in faults(label))
        if (where, reply.text) in seen:
            continue
        seen.add((where, reply.text))
        ours = "\n".join(line for line in reply.text.splitlines() if not line or line not in leaflet_lines)
        ours = _without(names, ours)
        rules = long_sentences if reply.kind == EXEMPT_KIND else faults
        yield from (f"{where}: {fault}" for fault in rules(ours))
        if reply.kind != EXEMPT_KIND:
            found = (one for one in grammar.faults(ours) if one.rule not in WEB_ONLY_RULES or channel == "web")
            yield from (f"{where}: {fault}" for fault in found)
        if channel == "web" or name in PAGED:
            continue
        if (segments := count_segments(reply.text)) > MOST_SEGMENTS:
            yield f"{where}: {segments} segments ({len(reply.text)} characters): {reply.text[:40]}..."
        if not is_gsm7(reply.text):
            yield f"{where}: has a character that plain text messages (GSM-7) lack"


def _without(names: List[str], text: str) -> str:
    """`text` without the titles of leaflets and options it lists, and without addresses: those are checked elsewhere."""
    for name in names:
        text = text.replace(name, "this")
    return re.sub(r"https?://\S+", ".", text)


def every_reply(library: Library) -> Iterator[Tuple[str, str, Reply]]:
    """Each message in each channel, filled as it can come about: the template asked for, the channel, the reply."""
    for name, channel in product(sorted(library.messages.names), CHANNELS):
        for asked in every_asked(library, name):
            # These two have words of their own but come about by asking for an answer.
            wanted = "leaflet/answered" if name in ("leaflet/clarify", "leaflet/past_review") else name
            if asked.referral and not _comes_about(name, channel, is_by_text(referral_of(asked.referral))):
                continue
            yield name, channel, library.compose(wanted, replace(asked, channel=channel)).reply
    longest = max((leaflet.url for leaflet in library.shelf.values()), key=len, default="")
    for name in sorted(library.messages.texts_only):
        yield name, "sms", library.say(name, "sms", url=longest)


def _comes_about(name: str, channel: str, is_by_text: bool) -> bool:
    # By text a referral goes the short way, which asks one permission.
    return (channel == "sms" or not is_by_text) and (channel == "web" or is_by_text or name != "referral/permission")


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
    elif name.startswith("dates/"):
        yield from (Asked(today=served, dates=talk) for talk in every_talk(served))
    elif name in ("referral/question", "referral/permission", "referral/check"):
        yield from (Asked(today=served, referral=plain) for plain in every_referral(library, name))
    elif name in ("request/question", "request/check"):
        yield from (Asked(today=served, request=plain) for plain in every_request(library, name))
    elif name == "language/other":
        yield from (Asked(today=served, language=code) for code in ("", *library.languages))
    elif name == "directory/list":
        yield from (Asked(today=served, text=words) for words in ("", "a solicitor", "mediation", "a helpline"))
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


def every_talk(today: date) -> Iterator[DateTalk]:
    """A talk about each kind of event, on a day for which its dates are still to come, are close and are past."""
    for id_ in (*TIMESCALES, TRANSFER):
        for days in (5, 55, 400):
            day = today - timedelta(days=days)
            for given in Given:
                yield DateTalk(id_, day, given, (day, today))


# What may be wrong with an answer, by question; of every other question that none of its choices was picked.
_PROBLEMS = {
    "area": ("again", "nothing_before"),
    "name": ("name",),
    "child_name": ("name",),
    "phone": ("phone", "two_phones"),
    "email": ("email", "two_emails"),
    "postcode": ("postcode",),
    "age": ("age", "too_old"),
    "deadline": ("date", "tell_more"),
    "party_name": ("party",),
    "check": ("check",),
}


def every_referral(library: Library, name: str) -> Iterator[Dict[str, Any]]:
    """A referral at each question for which the template `name` is used, with each thing that may stand before it."""
    texts = library.referral_texts
    purposes = list(texts.of["party_purpose"].choices)
    ways = [(who, way, purposes[0]) for who in texts.of["who"].choices for way in (YES, NO)]
    for who, way, purpose in [*ways, *(("parent", YES, purpose) for purpose in purposes[1:])]:
        picked = {"who": who, "party_purpose": purpose, "party_more": NO, "no_way": "i_ring"}
        picked |= {"phone": "07700 900123", "email": "sam@example.org", "party_name": "Sam"}
        picked |= dict.fromkeys(("may_call", "may_text", "may_email"), way)
        yield from every_referral_by_text(library, name)
        referral = Referral()
        while (question := next_question(referral)) is not None:
            form = "permission" if question.permission else "check" if question.id == "check" else "question"
            choices = texts.of[question.id].choices
            if name == f"referral/{form}":
                yield referral.plain()
                wrong = (
                    ("yes_or_no",) if question.permission else _PROBLEMS.get(question.id, ("again",) if choices else ())
                )
                yield from ({**referral.plain(), "problem": code} for code in wrong)
                yield {**referral.plain(), "heard": referral.order[-1] if referral.order else ""}
                if referral.order[-1:] == ("age",):
                    yield from ({**referral.plain(), "note": note} for note in texts.notes)
            value = picked.get(question.id) or (
                next(iter(choices)) if choices else YES if question.permission else "Sam"
            )
            referral = answered(referral, question, value)


def every_referral_by_text(library: Library, name: str) -> Iterator[Dict[str, Any]]:
    """The short referral by text message at each of its questions."""
    referral = begun_by_text()
    while (question := next_question(referral)) is not None:
        if name == f"referral/{'permission' if question.permission else 'question'}":
            yield referral.plain()
            codes = ("which_way",) if question.permission else _PROBLEMS.get(question.id, ())
            yield from ({**referral.plain(), "problem": code} for code in codes)
        referral = answered(referral, question, "text" if question.permission else "Sam")


def every_request(library: Library, name: str) -> Iterator[Dict[str, Any]]:
    """A request of each kind at each question for which the template `name` is used, alone and with what may be wrong."""
    for kind in Kind:
        request = requests.begun("Please do this.", None)
        while (question := requests.next_question(request)) is not None:
            if name == f"request/{'check' if question.permission else 'question'}":
                yield request.plain()
                yield from ({**request.plain(), "problem": code} for code in library.request_texts.problems)
            value = kind.value if question.id == "which" else YES if question.permission else "Sam"
            request = requests.answered(request, question, value)
