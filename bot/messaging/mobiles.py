"""Whose number a text came from: only British mobile phones are texted (channels.md A7)."""

from __future__ import annotations

import re
from enum import Enum

import phonenumbers

# Ofcom's numbers for drama, which belong to nobody.
_DRAMA = re.compile(r"\+447700900\d{3}")
_E164 = re.compile(r"\+[1-9]\d{6,14}")


class Sender(str, Enum):
    """What kind of number it is."""

    MOBILE = "mobile"
    OTHER = (
        "other"  # a landline, where a machine reads texts aloud, or another country: nothing is said but whom to ring
    )
    MACHINE = "machine"  # a short code or a name: answering it may begin an endless exchange


def sender(number: str, *, fiction: bool = False) -> Sender:
    """What kind of number `number` (E.164) is; those for drama are mobiles only where `fiction` is allowed."""
    if not _E164.fullmatch(number):
        return Sender.MACHINE
    if _DRAMA.fullmatch(number):
        return Sender.MOBILE if fiction else Sender.OTHER
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return Sender.MACHINE
    is_mobile = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    # 44 stands for the Channel Islands and Man too: people move and keep their number.
    return Sender.MOBILE if is_mobile and parsed.country_code == 44 else Sender.OTHER


def as_written(number: str) -> str:
    """A British number in E.164 as people write it: "07700 900123"."""
    parsed = phonenumbers.parse(number, "GB")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))


def e164(text: str) -> str:
    """The British number at the start of `text` in E.164: "+447700900123". Raises ValueError if there is none."""
    found = re.match(r"\s*(\+?[\d ()-]{7,20})", text)
    try:
        parsed = phonenumbers.parse(found[1] if found else "", "GB")
    except phonenumbers.NumberParseException:
        raise ValueError("not a telephone number") from None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
