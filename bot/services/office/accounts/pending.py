"""What is carried between the password and the code: sealed, of one length, and silent about whether it was right."""

from __future__ import annotations

import base64
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from bot.records.audit_words import AuditDetail

# Time enough to find the telephone.
LASTS = timedelta(minutes=5)
_LAYOUT = struct.Struct(">B??16s64sd")
# What was wrong, as one byte; the order is kept while a service runs.
_WRONG = (None, AuditDetail.WRONG_PASSWORD, AuditDetail.TOO_OFTEN, AuditDetail.DISABLED_ACCOUNT)


@dataclass(frozen=True)
class Pending:
    """Half a sign-in: the officer who was named, if there is one; the name as typed; what was wrong, if anything.

    `by_provider` if another identity provider stood in for the password.
    """

    officer_id: UUID | None
    user_name: str
    wrong: AuditDetail | None
    at: datetime
    by_provider: bool = False


def seal(key: bytes, pending: Pending) -> str:
    """`pending` as text for a cookie, of the same length whatever is in it."""
    id_ = pending.officer_id or UUID(bytes=secrets.token_bytes(16))
    # A name too long to be anybody's is cut; it fits nobody either way.
    name = pending.user_name.encode("utf-8", "replace")[:64]
    plain = _LAYOUT.pack(
        _WRONG.index(pending.wrong),
        pending.by_provider,
        pending.officer_id is not None,
        id_.bytes,
        name,
        pending.at.timestamp(),
    )
    return base64.urlsafe_b64encode(SecretBox(key).encrypt(plain)).decode().rstrip("=")


def unseal(key: bytes, text: str, now: datetime) -> Pending | None:
    """What was sealed, unless it was changed or is over."""
    try:
        plain = SecretBox(key).decrypt(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        wrong, by_provider, is_named, id_, name, at = _LAYOUT.unpack(plain)
    except (CryptoError, ValueError, struct.error, TypeError):
        return None
    made = datetime.fromtimestamp(at, UTC)
    if not timedelta(0) <= now - made < LASTS:
        return None
    user_name = name.rstrip(b"\x00").decode("utf-8", "ignore")
    return Pending(UUID(bytes=id_) if is_named else None, user_name, _WRONG[wrong], made, by_provider)
