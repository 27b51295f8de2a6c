"""The service's own details, from content/service.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import tomli

from bot.library.content_error import ContentError


@dataclass(frozen=True)
class Emergency:
    """Whom to ring when a child is at risk (C-91); `checked_on` is the day someone last rang the numbers."""

    children_day: str
    children_night: str
    checked_on: date


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
    reply_text: str
    funded_by: str
    emergency: Emergency

    @property
    def phone_link(self) -> str:
        """The telephone number as a tel: link wants it, digits only."""
        return "tel:" + re.sub(r"[^0-9+]", "", self.phone)


def read_service(content: Path) -> Service:
    """The service described by `content`/service.toml. Raises ContentError naming the field that is missing or empty."""
    path = content / "service.toml"
    try:
        fields = tomli.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ContentError(f"{path.name} cannot be read; it must stand in {content.name}/") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ContentError(f"{path.name} is not valid TOML: {problem}") from None
    emergency = _section(fields, "emergency")
    checked_on = emergency.get("checked_on")
    if not isinstance(checked_on, date):
        raise ContentError("service.toml: emergency.checked_on must be a date, such as 2026-11-16")
    service = _section(fields, "service")
    numbers = {name: _text(emergency, "emergency", name) for name in ("children_day", "children_night")}
    names = [name for name in Service.__dataclass_fields__ if name != "emergency"]
    return Service(
        **{name: _text(service, "service", name) for name in names},
        emergency=Emergency(checked_on=checked_on, **numbers),
    )


def _section(fields: dict[str, Any], name: str) -> dict[str, Any]:
    section = fields.get(name)
    if not isinstance(section, dict):
        raise ContentError(f"service.toml: the section [{name}] is missing")
    return section


def _text(section: dict[str, Any], at: str, name: str) -> str:
    value = section.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ContentError(f"service.toml: {at}.{name} is missing or empty")
    return value.strip()
