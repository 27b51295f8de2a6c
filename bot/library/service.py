"""The service's own details, from content/service.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, Callable, Dict, Type, TypeVar
from urllib.parse import urlsplit

import tomli

from bot.casework.alerts import Rules
from bot.casework.calendar import SchoolCalendar
from bot.casework.opening import Hours
from bot.library.content_error import ContentError

T = TypeVar("T")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")


@dataclass(frozen=True)
class Emergency:
    """Whom to ring when a child is at risk (C-91); `checked_on` is the day someone last rang the numbers."""

    children_day: str
    children_night: str
    checked_on: date


@dataclass(frozen=True)
class Exit:
    """Where a parent who leaves in a hurry is taken."""

    url: str


@dataclass(frozen=True)
class Privacy:
    """What a privacy notice says of one service (C-53): who answers, who else handles information, and where.

    `special_condition` is the part of Schedule 1 to the Data Protection Act 2018 that the service's officer chose.
    """

    controller: str
    controller_post: str
    dpo_name: str
    dpo_email: str
    special_condition: str
    sms_provider: str
    sms_transfer: str
    hosting: str
    hosting_place: str


@dataclass(frozen=True)
class Complaints:
    """Where a complaint about the service goes, within how many working days it is answered, and who looks next."""

    contact: str
    email: str
    phone: str
    post: str
    acknowledge_days: int
    answer_days: int
    commissioner: str
    commissioner_email: str


@dataclass(frozen=True)
class LiveChat:
    """Whether parents can write with officers in the chat, and how long one may keep them waiting for the next word."""

    on: bool
    silent_minutes: int

    @property
    def silent(self) -> timedelta:
        """After so long without a word from the officer the chat waits for all again."""
        return timedelta(minutes=self.silent_minutes)


@dataclass(frozen=True)
class Service:
    """One SEND information, advice and support service, as parents are told of it."""

    name: str
    short_name: str
    area: str
    council: str
    phone: str
    text_number: str
    email: str
    website: str
    hours_text: str
    hours_short: str
    reply_text: str
    reply_working_days: int
    funded_by: str
    emergency: Emergency
    exit: Exit
    privacy: Privacy
    complaints: Complaints
    school: SchoolCalendar
    hours: Hours
    live_chat: LiveChat
    safeguarding: Rules

    @property
    def phone_link(self) -> str:
        """The telephone number as a tel: link wants it, digits only."""
        return "tel:" + re.sub(r"[^0-9+]", "", self.phone)

    @property
    def exit_url(self) -> str:
        """The ordinary page, on somebody else's site, that "Exit this page" opens."""
        return self.exit.url


def read_service(content: Path) -> Service:
    """The service described by `content`/service.toml. Raises ContentError naming the field that cannot be used."""
    path = content / "service.toml"
    try:
        found = tomli.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ContentError(f"{path.name} cannot be read; it must stand in {content.name}/") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ContentError(f"{path.name} is not valid TOML: {problem}") from None
    return _read(
        Service,
        found,
        "service",
        emergency=_read(Emergency, found, "emergency"),
        exit=_read(Exit, found, "exit"),
        privacy=_read(Privacy, found, "privacy"),
        complaints=_read(Complaints, found, "complaints"),
        school=_read_school(found),
        hours=_read_hours(found),
        live_chat=_read(LiveChat, found, "live_chat"),
        safeguarding=_read(Rules, found, "safeguarding"),
    )


def _read_hours(found: Dict[str, Any]) -> Hours:
    section = dict(found.get("hours") or {})
    if not section:
        raise ContentError("service.toml: the section [hours] is missing")
    closed, of = section.pop("closed", []), {}
    if not isinstance(closed, list) or not all(type(day) is date for day in closed):
        raise ContentError("service.toml: hours.closed must be a list of dates, such as [2026-12-29]")
    for name, times in section.items():
        try:
            first, last = (time.fromisoformat(text) for text in times)
            of[_WEEKDAYS.index(name)] = first, last
        except (ValueError, TypeError):
            raise ContentError(
                f'service.toml: hours.{name} must be a weekday with two times, such as ["09:00", "17:00"]'
            ) from None
        if first >= last:
            raise ContentError(f"service.toml: hours.{name} ends before it begins")
    return Hours(of, frozenset(closed))


def _read_school(found: Dict[str, Any]) -> SchoolCalendar:
    section = found.get("school_days")
    if not isinstance(section, dict):
        raise ContentError("service.toml: the section [school_days] is missing")
    begins, ends = _day(section, "school_days", "from"), _day(section, "school_days", "to")
    shut = []
    for row in section.get("shut", ()):
        first, last = _day(row, "school_days.shut", "from"), _day(row, "school_days.shut", "to")
        if not begins <= first <= last <= ends:
            raise ContentError(f"service.toml: the school holiday from {first} to {last} is not within [school_days]")
        shut.append((first, last))
    return SchoolCalendar(begins, ends, tuple(shut))


def _read(kind: Type[T], found: Dict[str, Any], name: str, **parts: Any) -> T:
    """A `kind` out of the section `name`; `parts` are its fields that stand elsewhere."""
    section = found.get(name)
    if not isinstance(section, dict):
        raise ContentError(f"service.toml: the section [{name}] is missing")
    wanted = {field.name: str(field.type) for field in fields(kind) if field.name not in parts}  # type: ignore[arg-type]
    values = {field: _READERS[type_](section, name, field) for field, type_ in wanted.items()}
    return kind(**values, **parts)


def _text(section: Dict[str, Any], at: str, name: str) -> str:
    value = section.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ContentError(f"service.toml: {at}.{name} is missing or empty")
    value = value.strip()
    if name.endswith("email") and not _EMAIL.fullmatch(value):
        raise ContentError(f"service.toml: {at}.{name} must be an email address, such as hello@service.example")
    if name == "url" and not _is_https(value):
        raise ContentError(f"service.toml: {at}.{name} must be an address that begins with https://")
    return value


def _is_https(value: str) -> bool:
    try:
        address = urlsplit(value)
    except ValueError:
        return False
    return address.scheme == "https" and bool(address.hostname) and not re.search(r"[\s\"'<>\\]", value)


def _switch(section: Dict[str, Any], at: str, name: str) -> bool:
    value = section.get(name)
    if not isinstance(value, bool):
        raise ContentError(f"service.toml: {at}.{name} must be true or false")
    return value


def _days(section: Dict[str, Any], at: str, name: str) -> int:
    value = section.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ContentError(f"service.toml: {at}.{name} must be a whole number of days or minutes, 1 or more")
    return value


def _day(section: Dict[str, Any], at: str, name: str) -> date:
    value = section.get(name)
    if not isinstance(value, date):
        raise ContentError(f"service.toml: {at}.{name} must be a date, such as 2026-11-16")
    return value


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_READERS: Dict[str, Callable[[Dict[str, Any], str, str], Any]] = {
    "str": _text,
    "int": _days,
    "date": _day,
    "bool": _switch,
}
