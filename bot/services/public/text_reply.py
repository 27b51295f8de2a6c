"""Several messages of one turn as one text message, with numbered choices; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.intake.conversation import Message
from bot.library.compose import Library
from bot.library.messages import Choice, Reply
from bot.messaging.lock_screen import covered
from bot.messaging.pages import MORE, cut, fits, numbered, paged
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


def pages_of(replies: Sequence[Message], shown: Sequence[Choice], library: Library, notice: str = "") -> list[str]:
    """The texts that say `replies`, one to be sent now and the others on MORE.

    `notice`, what becomes of texts, stands before the answer to somebody's first text, but not before emergency words.
    """
    emergency = [one for one in replies if one.kind == "emergency"]
    others = [one for one in replies if one.kind != "emergency"]
    if emergency:
        # Nothing is put around words that may save somebody; what else was said comes on MORE, if the word fits.
        words = plain(emergency[0].text)
        rest = pages_of(others, shown, library)
        return [words + MORE, *rest] if rest and fits(words + MORE) else [words]
    if not others:
        return []
    last, options, url = others[-1], _options(others[-1], shown), _link(others[-1], library)
    earlier = [one.text for one in others[:-1]]
    before = _before(notice, earlier)
    if not fits(covered(plain(f"{before}\n{last.text}"))):
        # Words that only lead to the question are not worth a text of their own.
        before = _before(notice, [text for text in earlier if text != library.say("referral/begin", "sms").text])
    whole = f"{before}\n{last.text}".strip()
    if len(pages := paged(whole, "\n".join(filter(None, (url, options))), needed=True)) == 1:
        return pages
    is_asking = last.kind in ASKING or _HAS_NUMBERS.search(last.text) is not None
    # Where the question has its numbers, what else may be said is left out if it would cost a second text.
    asked = paged(last.text, options, needed=is_asking and not _HAS_NUMBERS.search(last.text))
    if is_asking and len(asked) == 1 and len(paged(whole)) == 1 and asked == paged(last.text):
        return paged(whole)
    if is_asking:
        # A question is asked whole, with its numbers.
        return chained(before, asked)
    if last.kind == "leaflet" and (url or options):
        return chained(whole, paged("\n".join(filter(None, (url, options)))), may_leave_out=True)
    return paged(whole, options)


def chained(text: str, more: Sequence[str], *, may_leave_out: bool = False) -> list[str]:
    """`text` in texts, with `more` texts after it on MORE.

    `may_leave_out`: where a single text has no room for the word, it goes alone.
    """
    if not text:
        return list(more)
    alone = paged(text)
    if may_leave_out and len(alone) == 1 and not fits(alone[0] + MORE):
        return alone
    return [covered(piece.strip()) + MORE for piece in cut(plain(text).strip())] + list(more)


def _before(notice: str, earlier: Sequence[str]) -> str:
    return "\n".join(filter(None, (notice, *map(_without_numbers, earlier))))


def _without_numbers(text: str) -> str:
    # Only what is asked last is answered with a number.
    return re.sub(r"^\d+ ", "- ", text, flags=re.MULTILINE).replace(" Reply with a number.", "")


def _options(last: Message | Reply, shown: Sequence[Choice]) -> str:
    ordinary = [one.label for one in shown if one.label not in WAYS]
    lines = [] if _HAS_NUMBERS.search(last.text) or not ordinary else [numbered(ordinary)]
    if any(one.label == "Skip" for one in shown):
        lines.append("or reply SKIP")
    if any(one.label in LEAVING for one in shown):
        lines.append(_LEAVE_LINE)
    return "\n".join(lines)


def _link(last: Message, library: Library) -> str:
    """Where the whole leaflet stands, for whoever asks for more; "" if the text has the address already."""
    if not last.leaflet or last.kind != "leaflet":
        return ""
    address = f"{library.service.website}{last.leaflet['url']}"
    return "" if address in last.text else library.say("sms/link", "sms", url=last.leaflet["url"]).text


def options_of(reply: Message | Reply) -> str:
    """The numbered lines of a message that is shown with all its choices."""
    return _options(reply, reply.choices)
