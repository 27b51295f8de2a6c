"""The words of a talk about dates: from what is known to the variables of a template in content/messages/dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Dict, List, Optional, Sequence, Tuple

from bot.casework.calendar import SchoolCalendar, in_words
from bot.casework.date_talk import DateTalk
from bot.casework.timescales import (
    CLOSE_DAYS,
    TIMESCALES,
    TRANSFER,
    TRANSFER_REFERENCE,
    Deadline,
    Given,
    MayMove,
    transfer_dates,
    work_out,
)
from bot.library.timescales import StepWords, TimescaleTexts

# Those whose limits a person must not miss while waiting for an answer from us: an appeal, a certificate, a panel.
_APPEALS = ("decision-letter", "certificate")
_GIVEN_LABELS = (
    (Given.LETTER, "The date on the letter"),
    (Given.SENT, "The day it was sent"),
    (Given.RECEIVED, "The day I got it"),
)


@dataclass(frozen=True)
class Shown:
    """One date as it is shown: in full, short for a text message, its words and its law."""

    on: Optional[date]
    on_text: Optional[str]
    on_short: Optional[str]
    words: StepWords
    reference: str
    is_past: bool
    is_ours: bool


def in_full(day: date) -> str:
    """Tuesday 14 April 2026."""
    return f"{day:%A} {in_words(day)}"


def short(day: date) -> str:
    """14 Apr 2026."""
    return f"{day.day} {day:%b %Y}"


def variables(talk: DateTalk, today: date, texts: TimescaleTexts, school: SchoolCalendar) -> Dict[str, Any]:
    """What the templates of content/messages/dates need; `today` is in Europe/London."""
    words = texts.of.get(talk.timescale or "")
    timescale = TIMESCALES.get(talk.timescale or "")
    deadlines = _shown(talk, today, texts, school)
    left = [
        (one.on - today).days for one in deadlines if one.on and one.is_ours and talk.timescale in _APPEALS
    ]  # the last of them decides: an appeal outlasts the call to an adviser
    moves: List[MayMove] = []
    for step in timescale.steps if timescale else ():
        moves += [one for one in step.may_move if one not in moves]
    return {
        "timescale": talk.timescale,
        "words": words,
        "today": today,
        "day": talk.day,
        "day_text": in_full(talk.day) if talk.day else "",
        "day_short": short(talk.day) if talk.day else "",
        "given": talk.given.value if talk.given else "",
        "by_letter": bool(timescale and timescale.by_letter),
        "deadlines": deadlines,
        "is_close": bool(left) and max(left) <= CLOSE_DAYS,
        "is_past": bool(left) and max(left) < 0,
        "may_move": [texts.may_move[one] for one in moves],
        "readings": talk.readings,
        "calendar_url": _calendar_url(talk, deadlines, today),
        "timescale_choices": _events(talk, texts),
        "reading_choices": [(in_full(day), _payload(talk, day)) for day in talk.readings],
        "given_choices": [(label, _payload(talk, talk.day, given)) for given, label in _GIVEN_LABELS if talk.day],
        "year_choices": [
            (str(year), f"ask_dates:{TRANSFER}:{year}-01-01") for year in range(today.year, today.year + 3)
        ],
    }


def _shown(talk: DateTalk, today: date, texts: TimescaleTexts, school: SchoolCalendar) -> Sequence[Shown]:
    if talk.day is None or talk.timescale is None or talk.timescale not in texts.of:
        return ()
    steps = texts.of[talk.timescale].steps
    if talk.timescale == TRANSFER:
        return [
            Shown(on, in_full(on), short(on), steps[name], TRANSFER_REFERENCE, on < today, False)
            for name, on in transfer_dates(talk.day.year).items()
        ]
    worked_out: Sequence[Deadline] = work_out(TIMESCALES[talk.timescale], talk.day, school)
    return [
        Shown(
            one.on,
            in_full(one.on) if one.on else None,
            short(one.on) if one.on else None,
            steps[one.step.id],
            one.step.reference,
            bool(one.on and one.on < today),
            one.step.is_ours,
        )
        for one in worked_out
    ]


def _calendar_url(talk: DateTalk, deadlines: Sequence[Shown], today: date) -> str:
    """The address of the calendar file. It names the event by its number: an address stays in a browser's history."""
    if talk.day is None or not any(one.on and one.on >= today for one in deadlines):
        return ""
    return f"/chat/dates.ics?k={number_of(talk.timescale or '')}&d={talk.day:%Y%m%d}"


def days_of(number: int, day: date, school: SchoolCalendar) -> List[date]:
    """The days that follow from `day` under the timescale of this number. Raises IndexError if there is none."""
    id_ = timescale_of(number)
    if id_ == TRANSFER:
        return list(transfer_dates(day.year).values())
    return [one.on for one in work_out(TIMESCALES[id_], day, school) if one.on]


def number_of(timescale: str) -> int:
    """The number that stands for a timescale in an address, from 1."""
    return 1 + [*TIMESCALES, TRANSFER].index(timescale)


def timescale_of(number: int) -> str:
    """The timescale that `number_of` numbered. Raises IndexError if there is none."""
    if number < 1:
        raise IndexError(number)
    return [*TIMESCALES, TRANSFER][number - 1]


def _events(talk: DateTalk, texts: TimescaleTexts) -> List[Tuple[str, str]]:
    return [(words.happened, _payload(DateTalk(id_), talk.day)) for id_, words in texts.of.items()]


def _payload(talk: DateTalk, day: Optional[date], given: Optional[Given] = None) -> str:
    if talk.timescale is None:
        # Only a day is known so far; what happened is asked next.
        return f"ask_dates::{day.isoformat()}" if day else "ask_dates"
    parts = ["ask_dates", talk.timescale, day.isoformat() if day else "", given.value if given else ""]
    if talk.timescale == TRANSFER:
        parts = parts[:2]
    return ":".join(parts).rstrip(":")
