"""Accounts on a real SQLite file, with a vault made by hand, a cheap hash and a clock in the test's hand."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyotp
from sqlalchemy import event
from sqlalchemy.orm import Session

from bot.casework.access import Role
from bot.records.accounts import Officer, RecoveryCode, SignIn
from bot.records.base import Base, open_records
from bot.records.sealing import VaultClosed
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.add_officer import Keys, add_officer
from bot.services.office.accounts.hashing import Hasher
from bot.services.office.accounts.sign_in import NewSignIn, begin, finish

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "teapot lighthouse gravel"
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"
TABLES = [Officer.__table__, RecoveryCode.__table__, SignIn.__table__]


class FakeVault:
    """Hides nothing, but opens only what was sealed for that place; counts what it is asked."""

    def __init__(self) -> None:
        self.opened = 0

    def seal(self, plain: bytes, where: str) -> bytes:
        return hashlib.sha256(where.encode()).digest() + plain[::-1]

    def open(self, sealed: bytes, where: str) -> bytes:
        self.opened += 1
        if sealed[:32] != hashlib.sha256(where.encode()).digest():
            raise VaultClosed
        return sealed[32:][::-1]


class CountingHasher(Hasher):
    """Cheap, and counts the argon2id checks that are really made."""

    def __init__(self) -> None:
        super().__init__(memory_kib=64, passes=1)
        self.checks, self._real = 0, self._argon2
        self._argon2 = SimpleNamespace(hash=self._real.hash, verify=self._counted)

    def _counted(self, kept: str, password: bytes) -> bool:
        self.checks += 1
        return self._real.verify(kept, password)


class Lab:
    """A set of accounts, and people who sign in."""

    def __init__(self, folder: Path) -> None:
        sessions = open_records(f"sqlite:///{folder / 'records.db'}")
        self.engine = sessions.kw["bind"]
        Base.metadata.create_all(self.engine, tables=TABLES)
        self.vault, self.hasher, self.now = FakeVault(), CountingHasher(), NOON
        self.noted: list[tuple[object, ...]] = []
        self.accounts = Accounts(sessions, self.vault, b"k" * 32, hasher=self.hasher, note=self._note)
        self.statements: list[str] = []
        event.listen(self.engine, "before_cursor_execute", self._said)

    def _note(
        self, session: Session, action: object, actor: object, subject: object, at: datetime, detail: object = None
    ) -> None:
        assert session.in_transaction()
        assert at == self.now
        self.noted.append((action, actor, subject, detail))

    def _said(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements.append(statement)

    def add(self, user_name: str = "ada", role: Role = Role.OFFICER, password: str = PASSWORD) -> Keys:
        return add_officer(
            self.accounts, user_name, f"{user_name.title()} Okafor", role, password, service_names=(), now=self.now
        )

    def pass_time(self, **of: float) -> None:
        self.now += timedelta(**of)

    def code(self, keys: Keys, steps: int = 0) -> str:
        return pyotp.TOTP(keys.secret).at(self.now.timestamp() + 30 * steps)

    def sign_in(
        self,
        user_name: str,
        password: str,
        code: str,
        *,
        address: str = HOME,
        devices: str = "",
    ) -> NewSignIn | None:
        place = {"address": address, "devices": devices, "now": self.now}
        return finish(self.accounts, begin(self.accounts, user_name, password, **place), code, **place)

    def officer(self, keys: Keys) -> Officer:
        with self.accounts.sessions() as session:
            return session.get_one(Officer, keys.officer_id)
