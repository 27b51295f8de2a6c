"""Notices in other languages, from content/languages.toml; one is served once somebody who speaks it has confirmed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Dict, Mapping, Optional, Tuple

import tomli

from bot.library.content_error import ContentError


@dataclass(frozen=True)
class Language:
    """One language: its ISO 639-1 code, its English name, which way it is written, the notice, who confirmed it."""

    code: str
    english: str
    dir: str
    text: str
    confirmed_by: str = ""
    confirmed_on: Optional[date] = None

    @property
    def is_confirmed(self) -> bool:
        """Whether a person who speaks it has read the words."""
        return bool(self.confirmed_by and self.confirmed_on)

    def notice(self, phone: str) -> str:
        """The words, with the service's telephone number; empty until they are confirmed."""
        return self.text.replace("{phone}", phone) if self.is_confirmed else ""


def read_languages(content: Path) -> Dict[str, Language]:
    """Every language in `content`/languages.toml by its code. Raises ContentError, one sentence, if one is broken."""
    try:
        found = tomli.loads((content / "languages.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError):
        raise ContentError("languages.toml cannot be read as TOML") from None
    try:
        languages = {code: Language(code, **fields) for code, fields in found.items()}
    except TypeError:
        raise ContentError("languages.toml: each language needs english, dir, text and confirmed_by") from None
    for one in languages.values():
        if one.dir not in ("ltr", "rtl") or "{phone}" not in one.text or "999" not in one.text:
            raise ContentError(f"languages.toml: [{one.code}] needs dir ltr or rtl, and {{phone}} and 999 in its text")
    return languages


def marks(languages: Mapping[str, Language], phone: str) -> Dict[str, Tuple[str, str]]:
    """The notices that are served, each with its `lang` and `dir`: a page marks the paragraph that is one of them."""
    return {one.notice(phone): (one.code, one.dir) for one in languages.values() if one.is_confirmed}
