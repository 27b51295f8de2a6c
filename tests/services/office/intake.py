"""An office for tests: post box, keys, records on disk, officers; and envelopes as parents send them. All invented."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.casework.access import Role
from bot.casework.office.ledger import grants
from bot.casework.office.queue import Waiting
from bot.intake import keys
from bot.intake.envelope import new_id, seal
from bot.intake.post_box import PostBox
from bot.intake.tray import Tray
from bot.library.service import read_service
from bot.records.accounts import Officer
from bot.records.base import Base, open_records
from bot.records.cases import open_cases, permissions_of
from bot.records.queue import QueueItem, waiting
from bot.records.unlocked import rings_in, unlocked
from bot.services.office.take_in import Taken, take_in
from bot.services.office.working import Acting, Desk
from bot.settings import PROJECT

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SCHOOL = "Mrs Bell, Hillside Primary"


class Office:
    def __init__(self, folder: Path) -> None:
        self.folder, self.keys = folder, folder / "keys"
        keys.make(self.keys, NOON)
        rings = rings_in(self.keys)
        rings.records.make(NOON)
        rings.audit.make(NOON)
        url = f"sqlite:///{folder / 'intake.db'}"
        self.tray, self.box = Tray(url), PostBox(url)
        self.locked = open_records(f"sqlite:///{folder / 'records.db'}")
        Base.metadata.create_all(self.locked.kw["bind"])
        self.sessions = unlocked(self.locked, rings)

        self.desk = Desk(self.sessions, read_service(PROJECT / "content"))

    def officer(self, name: str, role: Role = Role.OFFICER) -> Acting:
        """Somebody who works here; they cannot sign in."""
        with self.sessions.begin() as session:
            officer = Officer(
                user_name=name.lower(),
                display_name=name,
                role=role,
                password="",
                totp_sealed=b"",
                totp_step=0,
                active=True,
                added_at=NOON,
                password_at=NOON,
            )
            session.add(officer)
            session.flush()
            return Acting(officer.id, role)

    def only_item(self) -> QueueItem:
        """The one thing that waits about a case."""
        with self.sessions() as session:
            return session.scalars(select(QueueItem).where(QueueItem.case_id.is_not(None))).one()

    def only_case(self) -> str:
        """The id of the one open case."""
        with self.sessions() as session:
            (case,) = open_cases(session)
            return case.id

    def post(self, kind: str, content: dict[str, Any]) -> str:
        key = keys.sealing_key(self.keys)
        envelope = seal(kind, content, key.key, key.id, new_id(), NOON)
        self.box.put(envelope)
        return envelope.id

    def take(self) -> Taken:
        return take_in(self.tray, self.keys, self.sessions, 2, NOON)

    def refer(self, reference: str = "oak-kettle-river", kind: str = "referral", **answers: str) -> str:
        permissions = [
            given("open_case"),
            given("may_call"),
            given("may_email", False),
            given("party_talk_to", True, SCHOOL),
        ]
        told = {"name": "Marian Ashgrove", "phone": "07700 900145", "email": "marian@example.org", **answers}
        content = {"reference": reference, "path": kind, "safety": {"safe_word": "teapot"}, "answers": told}
        return self.post(kind, {**content, "permissions": permissions, "equality": "Quaker"})

    def ask(
        self,
        kind: str = "withdraw",
        find: str = "oak-kettle-river",
        words: str = "stop sharing",
        stop: tuple[str, ...] = ("share",),
    ) -> str:
        content = {
            "kind": kind,
            "reference": "elm-ash-fir",
            "answers": {"words": words, "find": find},
            "stop": list(stop),
        }
        return self.post(kind, {**content, "permissions": [given("request")]})

    def live(self) -> list[set[tuple[str, str]]]:
        with self.sessions() as session:
            return [
                {
                    (one.purpose, one.recipient)
                    for one in grants(
                        (row.event for row in permissions_of(session, case.id)), NOON.date(), is_open=True
                    )
                }
                for case in open_cases(session)
            ]

    def kinds(self) -> list[Waiting]:
        with self.sessions() as session:
            return sorted((one.kind for one in waiting(session)), key=lambda kind: kind.value)


def given(purpose: str, yes: bool = True, recipient: str = "") -> dict[str, Any]:
    how = {"how": "web", "at": NOON.isoformat(), "wording": "0" * 64, "words": "May we?", "reply": "yes"}
    return {"purpose": purpose, "recipient": recipient, "given": yes, **how}
