"""Dates as parents write them: read where there is one reading, asked back where there are two or none.

dateparser and dateutil were looked at: both pick one reading of "3/4", "last Friday" or "last week" and do not say
that there was another, and a wrong date here costs a parent an appeal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Iterator, List, Optional, Sequence, Tuple

_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS = (  # noqa: SIM905
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth "
    "twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_NUMBERS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# A year people write of: nobody counts from one long past or far ahead.
EARLIEST, MOST_AHEAD = 2014, 2


@dataclass(frozen=True)
class Said:
    """What was written of a day: its words, and every day it may mean, earliest first. None: too vague, or no such day."""

    words: str
    days: Tuple[date, ...] = ()

    @property
    def day(self) -> Optional[date]:
        """The one day it means, if it is one."""
        return self.days[0] if len(self.days) == 1 else None


_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|ober)?\b\.?"
_WEEKDAY = r"(?P<weekday>mon|tues?|wed|thurs?|thu|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?\b"
_YEAR = r"(?:,? *(?P<year>(?:20)?\d\d))?(?![\d:/])"
_ORDINAL = "|".join(sorted(map(re.escape, _ORDINALS), key=len, reverse=True)).replace("\\-", "[- ]")
_NOT_INSIDE = r"(?<![\w£/.:-])"
_FORMS: Tuple[Tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(_NOT_INSIDE + pattern, re.IGNORECASE))
    for name, pattern in (
        ("iso", r"(?P<year>20\d\d)-(?P<month>\d\d?)-(?P<day>\d\d?)(?![\d-])"),
        ("numbers", r"(?P<day>\d\d?) ?/ ?(?P<month>\d\d?)(?: ?/ ?(?P<year>(?:20)?\d\d))?(?![\d/])"),
        ("numbers", r"(?P<day>\d\d?)(?P<mark>[.-])(?P<month>\d\d?)(?P=mark)(?P<year>(?:20)?\d\d)(?![\d.-]\d)"),
        (
            "named",
            rf"(?:{_WEEKDAY},? *(?:the +)?)?(?P<day>\d\d?)(?: ?(?:st|nd|rd|th))? *(?:of +)?{_MONTH}{_YEAR}",
        ),
        ("named", rf"(?:{_WEEKDAY},? *)?(?:the +)?(?P<ordinal>{_ORDINAL}) +(?:of +)?{_MONTH}{_YEAR}"),
        (
            "named",
            rf"(?:{_WEEKDAY},? *)?{_MONTH} +(?:the +)?(?P<day>\d\d?)(?:st|nd|rd|th)?(?![\d:])(?:,? +(?P<year>20\d\d))?",
        ),
        ("ago_today", rf"(?P<number>\d\d?|{'|'.join(_NUMBERS)}) weeks? ago today\b"),
        (
            "near",
            r"(?P<near>day before yesterday|yesterday|today|this (?:morning|afternoon|evening)"
            r"|tonight|last night|tomorrow)\b",
        ),
        ("ago", rf"(?P<number>\d\d?|{'|'.join(_NUMBERS)}) days? ago\b"),
        ("weekday", rf"(?P<which>last|this|next|on|this past|past)? *{_WEEKDAY}"),
        (
            "vague",
            r"(?:(?:last|this|next) (?:week|month|year|term|summer|autumn|winter|spring|easter|christmas)"
            rf"|(?:(?:{'|'.join(_NUMBERS)}|\d\d?|a few|a couple of|several) )?(?:weeks?|months?) ago"
            r"|(?:the )?other (?:day|week)|recently|a while ago|ages ago|before (?:half term|christmas|easter|the summer)"
            rf"|(?:in|since|early|late|mid|end of|beginning of|start of)[ -]+{_MONTH}(?: +20\d\d)?)\b",
        ),
    )
)
_NOT_A_DATE = re.compile(
    r"(?:24 ?/ ?7|50 ?/ ?50)(?! ?/ ?\d)|1 ?/ ?2 (?:day|term|hour)|\d\d? ?/ ?\d\d? (?:marks|hours)", re.IGNORECASE
)


def read_dates(text: str, today: date, *, ahead: bool = False) -> List[Said]:
    """Every day `text` speaks of, in its order. `today` is the day it was written (Europe/London).

    Without a year the latest such day up to `today` is meant, or with `ahead` the nearest to it on either side that
    the words allow. Numbers with two readings, and a weekday that fits two days, have both.
    """
    found, taken = [], []  # type: ignore[var-annotated]
    for name, pattern in _FORMS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if name == "weekday" and not _is_weekday(match, text):
                continue
            if _NOT_A_DATE.match(match[0].strip()):
                continue
            taken.append(match.span())
            found.append((match.start(), Said(match[0].strip(), tuple(_days(name, match, today, ahead)))))
    return [said for _, said in sorted(found, key=lambda one: one[0])]


def is_only_a_date(text: str, today: date) -> bool:
    """Whether `text` says a day and hardly anything else: "it was last Friday", "the 3rd of March I think"."""
    if not read_dates(text, today):
        return False
    rest = text
    for said in read_dates(text, today):
        rest = rest.replace(said.words, " ")
    return len([word for word in re.findall(r"[a-z']+", rest.lower()) if word not in _LITTLE]) == 0


_LITTLE = frozenset(
    "it was on the of um er i think about around maybe sorry yes is dated date its it's that that's in this said "  # noqa: SIM905
    "letter received got sent they we and so my for us thanks please from ok about".split()
)


def _is_weekday(match: re.Match[str], text: str) -> bool:
    # "sat", "sun", "wed" and "mon" alone are other words too.
    word = match["weekday"].lower()
    whole = match[0].split()[-1].lower()
    return whole.endswith("day") or (bool(match["which"]) and word not in ("sat", "sun", "mon"))


def _days(name: str, match: re.Match[str], today: date, ahead: bool) -> Iterator[date]:
    parts = match.groupdict()
    if name == "iso":
        yield from _valid(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    elif name == "numbers":
        first, second = int(parts["day"]), int(parts["month"])
        readings = [(first, second)] + ([(second, first)] if first != second else [])
        yield from sorted({day for d, m in readings for day in _in_year(parts["year"], m, d, today, ahead)})
    elif name == "named":
        number = (
            _ORDINALS.index(re.sub(r" ", "-", parts["ordinal"].lower())) + 1
            if parts.get("ordinal")
            else int(parts["day"])
        )
        month = next(place for place, one in enumerate(_MONTHS, 1) if one.startswith(parts["month"].lower()[:3]))
        for day in _in_year(parts["year"], month, number, today, ahead):
            # A weekday that does not fit is a slip of the pen or of the year: ask.
            if not parts.get("weekday") or _DAYS[day.weekday()].startswith(parts["weekday"].lower()[:3]):
                yield day
    elif name == "near":
        yield today + timedelta(days=_near(parts["near"].lower()))
    elif name == "ago":
        yield today - timedelta(days=_number(parts["number"]))
    elif name == "ago_today":
        yield today - timedelta(weeks=_number(parts["number"]))
    elif name == "weekday":
        yield from _weekdays(parts["which"], parts["weekday"], today, ahead)


def _near(words: str) -> int:
    return {"day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1}.get(words, 0)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else max(1, _NUMBERS.index(words.lower()))


def _weekdays(which: Optional[str], name: str, today: date, ahead: bool) -> Sequence[date]:
    wanted = next(place for place, one in enumerate(_DAYS) if one.startswith(name.lower()[:3]))
    back = (today.weekday() - wanted) % 7
    latest, next_one = today - timedelta(days=back or 7), today + timedelta(days=(-back) % 7 or 7)
    said = (which or "").lower()
    if said == "next":
        return sorted({next_one, today + timedelta(days=7 - today.weekday() + wanted)})
    if said == "this":
        return [today + timedelta(days=wanted - today.weekday())]
    if said == "last":
        # Said on a Thursday, "last Tuesday" is two days ago to some and nine to others.
        return sorted({latest, today - timedelta(days=today.weekday() + 7 - wanted)})
    if not back:
        return sorted({today, latest})
    return [latest, next_one] if ahead else [latest]


def _in_year(year: Optional[str], month: int, day: int, today: date, ahead: bool) -> Sequence[date]:
    if year:
        return list(_valid(int(year) % 100 + 2000, month, day))
    # The latest one so far; 29 February may be years ago.
    past = [one for back in range(9) for one in _valid(today.year - back, month, day) if one <= today][:1]
    if not ahead:
        return past
    coming = [one for on in range(2) for one in _valid(today.year + on, month, day) if one > today][:1]
    return sorted(past + coming, key=lambda one: abs((one - today).days))[:1]


def _valid(year: int, month: int, day: int) -> Iterator[date]:
    try:
        found = date(year, month, day)
    except ValueError:
        return
    if EARLIEST <= year <= 2100:
        yield found
