"""How this deployment is set up: environment variables `EVENHAND_*`, read once at the edge."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

PROJECT = Path(__file__).resolve().parents[1]
# Exact origins only: these go into a Content-Security-Policy, where a stray character would open or close too much.
_ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")


class SettingsError(ValueError):
    """A setting cannot be used; the text is one sentence that says which and what it should be."""


@dataclass(frozen=True)
class Settings:
    """Where things are and how long they last. Holds the engine's secret: never print it whole.

    `host_sites` are the origins whose pages may show the chat in a frame. `published` is the link to the model that
    serves, whose content is shown and followed as others are published; None outside `evenhand serve`. `keys` is the
    folder of the office's keys, `intake` and `relay` SQLAlchemy's addresses of the databases where envelopes are posted and
    where live conversations are, `office_url` where officers reach their pages.
    """

    content: Path
    var: Path
    public_port: int
    office_port: int
    engine_port: int
    engine_secret: str
    public_url: str
    idle_minutes: int
    rate_limits: bool
    host_sites: tuple[str, ...]
    published: Path | None
    keys: Path
    intake: str
    office_url: str
    relay: str

    @property
    def engine_url(self) -> str:
        """Where the front desk reaches the engine: loopback, always."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def is_https(self) -> bool:
        """Whether parents reach us by https, so that cookies can be Secure and carry the __Host- prefix."""
        return self.public_url.startswith("https://")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `environment`. Raises SettingsError naming the first that cannot be used."""
    public_port = _number(environment, "EVENHAND_PUBLIC_PORT", 8000, 1, 65535)
    var = Path(environment.get("EVENHAND_VAR", PROJECT / "var"))
    office_port = _number(environment, "EVENHAND_OFFICE_PORT", 8001, 1, 65535)
    return Settings(
        content=Path(environment.get("EVENHAND_CONTENT", PROJECT / "content")),
        var=var,
        public_port=public_port,
        office_port=office_port,
        engine_port=_number(environment, "EVENHAND_ENGINE_PORT", 5005, 1, 65535),
        engine_secret=environment.get("EVENHAND_ENGINE_SECRET", ""),
        public_url=environment.get("EVENHAND_PUBLIC_URL", f"http://127.0.0.1:{public_port}").rstrip("/"),
        # C-61: at most 30 minutes before permission.
        idle_minutes=_number(environment, "EVENHAND_IDLE_MINUTES", 30, 1, 30),
        rate_limits=_switch(environment, "EVENHAND_RATE_LIMITS"),
        host_sites=_origins(environment, "EVENHAND_HOST_SITES"),
        published=Path(environment["EVENHAND_PUBLISHED"]) if environment.get("EVENHAND_PUBLISHED") else None,
        keys=Path(environment.get("EVENHAND_KEYS", var / "keys")),
        intake=environment.get("EVENHAND_INTAKE", f"sqlite:///{(var / 'intake.db').absolute()}"),
        relay=environment.get("EVENHAND_RELAY", f"sqlite:///{(var / 'relay.db').absolute()}"),
        office_url=environment.get("EVENHAND_OFFICE_URL", f"http://127.0.0.1:{office_port}").rstrip("/"),
    )


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environment.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SettingsError(f"{name} must be a whole number from {least} to {most}")
    return int(text)


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "on")
    if text not in ("on", "off"):
        raise SettingsError(f"{name} must be on or off")
    return text == "on"


def _origins(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    origins = tuple(environment.get(name, "").split())
    if not all(_ORIGIN.fullmatch(origin) for origin in origins):
        raise SettingsError(f"{name} must be addresses such as https://www.council.example, with spaces between them")
    return origins
