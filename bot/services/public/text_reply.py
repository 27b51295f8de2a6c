"""Several messages of one turn as one text message, with numbered choices; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.intake.conversation import Message
from bot.library.compose import Library
from bot.library.messages import Choice
from bot.messaging.pages import MORE, MOST_CHARACTERS, fits, numbered, paged
from bot.messaging.plain import plain

# Ways out of a form. They have no number of their own: "0" is the same everywhere, and STOP means no more texts at all.
LEAVING = ("Stop", "Stop these questions")
WAYS = ("Skip", "Go back", *LEAVING)
# channels.md C: more is too much to read on a small screen; the last one is a person where there is one.
MOST_CHOICES = 4
# Where something is asked, its choices are shown in any case; elsewhere only if there is room.
ASKING = ("question", "notice", "clarify", "summary")
_HAS_NUMBERS = re.compile(r"^1 |\b[Rr]eply 1\b", re.MULTILINE)
_LEAVE_LINE = "0 to leave"


def shown_choices(replies: Sequence[Message]) -> tuple[Choice, ...]:
    """The choices of the last message that a text can show: all of a question, else four with a person last."""
    if not replies:
        return ()
    last = replies[-1]
    if last.kind in ASKING or len(last.choices) <= MOST_CHOICES:
        return last.choices
    people = [one for one in last.choices if one.payload == "ask_for_officer"]
    others = [one for one in last.choices if one.payload != "ask_for_officer"]
    return tuple(others[: MOST_CHOICES - len(people)] + people)


def pages_of(replies: Sequence[Message], shown: Sequence[Choice], library: Library) -> list[str]:
    """The texts that say `replies`, one to be sent now and the others on MORE."""
    if not replies:
        return []
    emergency = [one for one in replies if one.kind == "emergency"]
    others = [one for one in replies if one.kind != "emergency"]
    if emergency:
        # Nothing is put around words that may save somebody; what else was said comes on MORE, if the word fits.
        words = plain(emergency[0].text)
        rest = pages_of(others, shown, library)
        return [words + MORE, *rest] if rest and fits(words + MORE) else [words]
    text, options = "\n".join(one.text for one in others), _options(others[-1], shown)
    url = _link(others[-1], library, text)
    # Where the text has its numbers, what else may be said is left out if it would cost a second text.
    is_needed = others[-1].kind in ASKING and not _HAS_NUMBERS.search(text)
    pages = paged(text, options, needed=is_needed)
    is_whole = not options or options in (pages[-1] if pages else "")
    if url and is_whole and len(pages) == 1 and fits(f"{pages[0]}\n{url}"):
        return [f"{pages[0]}\n{url}"]
    if url or (others[-1].kind == "leaflet" and not is_whole):
        more = paged("\n".join(filter(None, (url, options if not is_whole or len(pages) > 1 else ""))))
        return paged_again(text, more)
    return pages


def paged_again(text: str, more: Sequence[str]) -> list[str]:
    """`text` in texts, with `more` texts after it on MORE."""
    first = paged(text)
    if first and more and fits(first[-1] + MORE):
        return [*first[:-1], first[-1] + MORE, *more]
    # No room for the word: then the answer itself matters more.
    return first


def first_pages(notice: str, replies: Sequence[Message], shown: Sequence[Choice], library: Library) -> list[str]:
    """The same for somebody's first text: what becomes of texts is said before the answer, but not before an emergency."""
    if any(one.kind == "emergency" for one in replies):
        return pages_of(replies, shown, library)
    text = "\n".join([notice, *(one.text for one in replies)])
    options = _options(replies[-1], shown)
    if fits(plain(f"{text}\n{options}")):
        return paged(text, options)
    rest = pages_of(replies, shown, library)
    body = plain("\n".join(one.text for one in replies))
    if replies[-1].kind in ASKING or _HAS_NUMBERS.search(body):
        # A question is asked whole, and with its choices.
        return [plain(notice) + MORE, *rest]
    pages = paged(text)
    is_more = len(rest) > 1 and rest[-1] not in body
    return paged_again(text, rest[-1:]) if is_more else pages


def _options(last: Message, shown: Sequence[Choice]) -> str:
    ordinary = [one.label for one in shown if one.label not in WAYS]
    lines = [] if _HAS_NUMBERS.search(last.text) or not ordinary else [numbered(ordinary)]
    if any(one.label == "Skip" for one in shown):
        lines.append("or reply SKIP")
    if any(one.label in LEAVING for one in shown):
        lines.append(_LEAVE_LINE)
    return "\n".join(lines)


def _link(last: Message, library: Library, text: str) -> str:
    """Where the whole leaflet stands, for whoever asks for more; "" if the text has the address already."""
    if not last.leaflet or last.kind != "leaflet":
        return ""
    address = f"{library.service.website}{last.leaflet['url']}"
    return "" if address in text else library.say("sms/link", "sms", url=last.leaflet["url"]).text


assert len(MORE) < MOST_CHARACTERS
