"""How text messages are set up: environment variables `EVENHAND_TWILIO_*` and `EVENHAND_SMS_*`, read once at the edge."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.settings import SettingsError

_ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
_E164 = re.compile(r"\+44\d{9,10}")
_REGION = re.compile(r"[a-z0-9-]{2,20}")
LEAST_KEY = 32
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OFF = "off: set EVENHAND_TWILIO_ACCOUNT_SID, EVENHAND_TWILIO_AUTH_TOKEN, EVENHAND_SMS_NUMBER and EVENHAND_SMS_KEY (docs/sms.md)"
_NEEDED = ("EVENHAND_TWILIO_ACCOUNT_SID", "EVENHAND_TWILIO_AUTH_TOKEN", "EVENHAND_SMS_NUMBER", "EVENHAND_SMS_KEY")


@dataclass(frozen=True)
class SmsSettings:
    """The account, our number (E.164), and where webhooks reach us. Holds two secrets: they never show in its text.

    `key` turns the numbers of people who sent STOP into hashes; the same key for ever, or they are texted again. `api`
    stands in for Twilio's own address, for trying out. `keep_copies`: Twilio keeps the texts. `day_cap` is how many
    segments officers' texts may cost a day.
    """

    account: str
    number: str
    public_url: str
    token: str = field(repr=False)
    key: bytes = field(repr=False)
    fiction: bool = False
    api: str = ""
    region: str = ""
    edge: str = ""
    keep_copies: bool = False
    day_cap: int = 500


def read_sms_settings(public_url: str, environment: Mapping[str, str] = os.environ) -> SmsSettings | None:
    """None if nothing is set: there are no text messages then. Raises SettingsError if only part of it is set, or wrongly.

    Without the token nobody could tell Twilio from somebody else, so there is no way to run without it (C-80, channels.md A2).
    """
    given = {name: environment.get(name, "") for name in _NEEDED}
    if not any(given.values()):
        return None
    for name, value in given.items():
        if not value:
            raise SettingsError(f"text messages cannot be answered without {name}: set it, or none of the four")
    account, token, number, key = given.values()
    if not _ACCOUNT.fullmatch(account):
        raise SettingsError("EVENHAND_TWILIO_ACCOUNT_SID must be AC and 32 small hexadecimal digits")
    if not _E164.fullmatch(number):
        raise SettingsError("EVENHAND_SMS_NUMBER must be a British number such as +447700900123")
    if len(key) < LEAST_KEY:
        raise SettingsError(f"EVENHAND_SMS_KEY must have at least {LEAST_KEY} random characters")
    is_loopback = urlsplit(public_url).hostname in LOOPBACK
    fiction = environment.get("EVENHAND_FICTION", "off")
    if fiction not in ("on", "off"):
        raise SettingsError("EVENHAND_FICTION must be on or off")
    if fiction == "on" and not is_loopback:
        raise SettingsError("EVENHAND_FICTION may be on only where EVENHAND_PUBLIC_URL is this machine")
    if not public_url.startswith("https://") and fiction == "off":
        raise SettingsError("text messages need EVENHAND_PUBLIC_URL to be the https address that Twilio calls")
    api = environment.get("EVENHAND_TWILIO_API", "").rstrip("/")
    if api and (fiction == "off" or urlsplit(api).hostname not in LOOPBACK):
        raise SettingsError("EVENHAND_TWILIO_API is for trying out on this machine, with EVENHAND_FICTION=on")
    region, edge = environment.get("EVENHAND_TWILIO_REGION", ""), environment.get("EVENHAND_TWILIO_EDGE", "")
    if any(one and not _REGION.fullmatch(one) for one in (region, edge)) or (api and (region or edge)):
        raise SettingsError("EVENHAND_TWILIO_REGION and EVENHAND_TWILIO_EDGE must be names such as ie1 and dublin")
    keep = environment.get("EVENHAND_SMS_KEEP_COPIES", "off")
    cap = environment.get("EVENHAND_SMS_DAY_CAP", "500")
    if keep not in ("on", "off") or not (cap.isascii() and cap.isdigit() and 0 < int(cap) <= 100_000):
        raise SettingsError(
            "EVENHAND_SMS_KEEP_COPIES must be on or off, EVENHAND_SMS_DAY_CAP a number from 1 to 100000"
        )
    return SmsSettings(
        account, number, public_url, token, key.encode(), fiction == "on", api, region, edge, keep == "on", int(cap)
    )
