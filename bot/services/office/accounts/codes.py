"""The second thing an officer has: a code from an app (TOTP, RFC 6238), or a recovery code."""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pyotp
import segno

STEP_SECONDS = 30
RECOVERY_CODES = 10
# No letters or digits that are taken for one another; sixteen of them are 80 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_LETTERS = 16
_SIX_DIGITS = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """A secret for a code app: 160 random bits in base 32."""
    return pyotp.random_base32()


def step_at(now: datetime) -> int:
    """Which thirty seconds since 1970 `now` is in."""
    return int(now.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is: the present one, the one before or the one after (clocks differ); else None.

    Whether it was used before is asked of the records.
    """
    totp, here, found = pyotp.TOTP(secret), step_at(now), None
    # All three are always worked out; the newest that fits wins.
    for step in (here - 1, here, here + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode("utf-8", "replace")):
            found = step
    return found


def clean(typed: str) -> str:
    """A code without the spaces and hyphens that people and telephones put in."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", typed).lower()[:40]


def is_from_app(code: str) -> bool:
    """Whether a cleaned code is one of the app, and not a recovery code."""
    return _SIX_DIGITS.fullmatch(code) is not None


def new_recovery_codes() -> list[str]:
    """Ten codes as they are shown, once: xxxx-xxxx-xxxx-xxxx."""
    raw = ("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(RECOVERY_CODES))
    return ["-".join(one[start : start + 4] for start in range(0, _LETTERS, 4)) for one in raw]


def recovery_hash(officer_id: UUID, code: str) -> str:
    """What is kept of a recovery code. It is long and random: it needs no slow hash."""
    return hashlib.sha256(f"{officer_id}:{clean(code)}".encode("utf-8", "replace")).hexdigest()


def recovery_hashes(officer_id: UUID, codes: Sequence[str]) -> list[str]:
    """What is kept of a set."""
    return [recovery_hash(officer_id, code) for code in codes]


def address_for_app(secret: str, user_name: str, service: str) -> str:
    """The otpauth: address that a code app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=user_name, issuer_name=service)


def picture(address: str) -> str:
    """The address as a QR code, an SVG element to stand in a page; dark on light in every colour scheme."""
    return segno.make(address, error="m").svg_inline(
        scale=5, border=4, light="#fff", svgclass="qr", lineclass=None, omitsize=False
    )


def picture_for_terminal(address: str) -> str:
    """The address as a QR code of block characters."""
    out = io.StringIO()
    segno.make(address, error="l").terminal(out, border=2, compact=True)
    return out.getvalue()


def where_kept(officer_id: UUID) -> str:
    """The place the officer's secret is sealed for."""
    return f"officers/{officer_id}/totp"
