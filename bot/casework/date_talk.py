"""What a talk about dates still has to ask before it can answer: which event, which day, which date of a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any, Dict, Mapping, Optional, Tuple

from bot.casework.date_questions import what_happened
from bot.casework.dates import read_dates
from bot.casework.timescales import TIMESCALES, TRANSFER, Given


class Wanted(str, Enum):
    """What comes next. The value is the name of its template in content/messages/dates."""

    EVENT = "event"
    DAY = "day"
    UNCLEAR = "unclear"
    STILL_TO_COME = "still_to_come"
    GIVEN = "given"
    WORKED_OUT = "worked_out"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class DateTalk:
    """What is known so far. `readings` are the days that something said may mean, when it may mean several."""

    timescale: Optional[str] = None
    day: Optional[date] = None
    given: Optional[Given] = None
    readings: Tuple[date, ...] = ()


MOST_READINGS = 4
_GIVEN = (
    (
        Given.LETTER,
        re.compile(r"\bdated\b|\bdate on\b|\b(?:letter|cert\w*)(?: is| was|'s)? (?:from|of) ", re.IGNORECASE),
    ),
    (Given.RECEIVED, re.compile(r"\b(?:got|received|came|arrived|landed|opened|reached|turned up)\b", re.IGNORECASE)),
    (Given.SENT, re.compile(r"\b(?:sent|posted|emailed|postmark\w*)\b", re.IGNORECASE)),
)
_YEAR = re.compile(r"\b(20[2-4]\d)\b")


def hear(before: DateTalk, text: str, today: date) -> Tuple[DateTalk, Wanted]:
    """What is known after `text`, and what to say. `today` is the day it was written (Europe/London)."""
    event = what_happened(text)
    if event and event != before.timescale:
        before = DateTalk(event, before.day if before.timescale is None else None)
    talk = replace(before, readings=(), given=_given(text) or before.given)
    if talk.timescale == TRANSFER:
        year = _YEAR.search(text)
        return (replace(talk, day=date(int(year[1]), 1, 1)), Wanted.TRANSFER) if year else (talk, Wanted.TRANSFER)
    is_ahead = bool(talk.timescale and TIMESCALES[talk.timescale].is_ahead)
    said = read_dates(text, today, ahead=is_ahead)
    days = sorted({day for one in said for day in one.days})
    if said and len(days) != 1:
        return replace(talk, day=None, readings=tuple(days[-MOST_READINGS:])), Wanted.UNCLEAR
    if days:
        talk = replace(talk, day=days[0])
    return talk, next_wanted(talk, today)


def next_wanted(talk: DateTalk, today: date) -> Wanted:
    """What to say when `talk` is all that is known."""
    if talk.timescale == TRANSFER:
        return Wanted.TRANSFER
    if talk.timescale not in TIMESCALES:
        return Wanted.EVENT
    if talk.day is None:
        return Wanted.DAY
    timescale = TIMESCALES[talk.timescale]
    if talk.day > today and not timescale.is_ahead:
        return Wanted.STILL_TO_COME
    if timescale.by_letter and talk.given is None:
        return Wanted.GIVEN
    return Wanted.WORKED_OUT


def _given(text: str) -> Optional[Given]:
    return next((given for given, pattern in _GIVEN if pattern.search(text)), None)


def plain(talk: DateTalk) -> Dict[str, Any]:
    """`talk` as texts, to be kept in slots."""
    return {
        "timescale": talk.timescale,
        "day": talk.day and talk.day.isoformat(),
        "given": talk.given and talk.given.value,
        "readings": [day.isoformat() for day in talk.readings],
    }


def talk_of(kept: Mapping[str, Any]) -> DateTalk:
    """What `plain` gave. Raises ValueError if a text is no day or no Given."""
    return DateTalk(
        kept.get("timescale"),
        date.fromisoformat(kept["day"]) if kept.get("day") else None,
        Given(kept["given"]) if kept.get("given") else None,
        tuple(date.fromisoformat(day) for day in kept.get("readings") or ()),
    )
