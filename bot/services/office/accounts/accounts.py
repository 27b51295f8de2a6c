"""What the use cases of officers' accounts work with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from bot.records import audit
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.vault import Opaque
from bot.services.office.accounts.brake import Brake
from bot.services.office.accounts.codes import new_secret
from bot.services.office.accounts.hashing import Hasher

NOBODY = "officers/nobody/totp"


class AccountProblem(ValueError):
    """It cannot be done; the text is one sentence for whoever asked."""


class Sealing(Protocol):
    """Encrypts a field under the office's key, bound to the place it stands in."""

    def seal(self, plain: bytes, where: str) -> bytes:
        """`plain`, so that only `open` with the same `where` gives it back."""
        ...

    def open(self, sealed: bytes, where: str) -> bytes:
        """What was sealed for `where`. Raises VaultClosed if it was changed or moved."""
        ...


class Note(Protocol):
    """Writes to the audit, in the transaction of what it notes; `bot.records.audit.note` is one."""

    def __call__(
        self,
        session: Session,
        action: AuditAction,
        actor: UUID | Opaque,
        subject: UUID | Opaque | None,
        at: datetime,
        detail: AuditDetail | None = None,
    ) -> object:
        """Notes that `actor` did `action` to `subject`."""
        ...


@dataclass(frozen=True)
class Accounts:
    """The records of accounts and what keeps them. One object for the life of the process: the brake counts in it.

    `signing_key` is 32 secret bytes that stay the same over restarts (it signs what known browsers keep). `note` writes
    to the audit, in the transaction of what it notes. `pending_key` need not outlive the process.
    """

    sessions: sessionmaker[Session]
    vault: Sealing
    signing_key: bytes
    hasher: Hasher = field(default_factory=Hasher)
    brake: Brake = field(default_factory=Brake)
    note: Note = audit.note
    pending_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    # What is opened where there is no officer, so that it costs the same.
    sealed_of_nobody: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Seals a secret that is nobody's."""
        object.__setattr__(self, "sealed_of_nobody", self.vault.seal(new_secret().encode(), NOBODY))


def clean_user_name(typed: str) -> str:
    """A user name as it is kept: small letters, no spaces around it, at most 64 characters."""
    return typed.encode("utf-8", "replace").decode().strip().lower()[:64]
