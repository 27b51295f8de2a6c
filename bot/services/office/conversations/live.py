"""What the use cases of live conversations work with, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from bot.casework.access import Ability
from bot.casework.handoff import Event
from bot.clock import LONDON
from bot.intake.keys import KeyProblem, opening_key
from bot.intake.relay.keys import Unreadable, by_office
from bot.intake.relay.relay import Relay, RelayAway, Row, Said
from bot.intake.relay.written import said_by_service
from bot.library.compose import Library
from bot.library.talking import who_is_there
from bot.records import audit
from bot.records.accounts import Officer
from bot.records.audit_words import AuditAction
from bot.records.vault import Opaque
from bot.services.office.working import Acting, NotHere, NotNow


@dataclass(frozen=True)
class Live:
    """The relay, the folder of the office's keys that open its conversations, what is said in them, and the records."""

    relay: Relay
    keys: Path
    library: Library
    sessions: sessionmaker[Session]

    def key_of(self, row: Row) -> bytes:
        """The conversation's key. Raises NotNow("unreadable") if no key of the office opens it."""
        try:
            return by_office(row.sealed_key, opening_key(self.keys, row.office_key))
        except (KeyProblem, Unreadable):
            raise NotNow("unreadable") from None

    def says(self, name: str, row: Row, now: datetime, **variables: object) -> Said:
        """The message called `name`, as the service says it in that conversation, and by text if that is how it is held."""
        there = who_is_there(self.library.service, now.astimezone(LONDON))
        return said_by_service(self.library.say(name, row.channel, **there, **variables), texted=True)


def found(live: Live, acting: Acting, handle: str) -> Row:
    """The conversation, for an officer who may see the queue. Raises NotHere for one that is none or is over."""
    try:
        row = live.relay.row(handle) if acting.may(Ability.SEE_QUEUE) else None
    except RelayAway:
        raise NotNow("away") from None
    if row is None:
        raise NotHere
    return row


def held(live: Live, acting: Acting, handle: str) -> Row:
    """The conversation if this officer has it. Raises NotHere for any other (C-76), NotNow("away")."""
    row = found(live, acting, handle)
    if row.held.owner != acting.id.hex:
        raise NotHere
    return row


def change(
    live: Live,
    acting: Acting | None,
    row: Row,
    event: Event,
    epoch: int,
    said: list[Said],
    now: datetime,
    *,
    action: AuditAction,
    owner: UUID | None = None,
    by: UUID | None = None,
    unanswered_since: datetime | None = None,
) -> Row:
    """The conversation after `event`, noted in the audit; both or neither, but for a power cut between two databases.

    `unanswered_since` is what a timer saw (Relay.change). Raises NotNow("taken", who) if another officer has it by now,
    or NotNow("changed").
    """
    with live.sessions.begin() as session:
        audit.note(session, action, acting.id if acting else audit.SYSTEM, Opaque(row.handle), now)
        try:
            after = live.relay.change(
                row.handle,
                event,
                epoch,
                said,
                live.key_of(row),
                now,
                owner=owner.hex if owner else None,
                by=by.hex if by else None,
                unanswered_since=unanswered_since,
            )
        except RelayAway:
            raise NotNow("away") from None
        if after is None:
            raise refused(session, live, row.handle, acting)
        return after


def refused(session: Session, live: Live, handle: str, acting: Acting | None) -> NotNow:
    """Why nothing happened: who has it now, if an officer has."""
    row = live.relay.row(handle)
    owner = row.held.owner if row else None
    if owner is None or (acting and owner == acting.id.hex):
        return NotNow("changed")
    return NotNow("taken", name_of(session, owner))


def name_of(session: Session, owner: str) -> str:
    """The display name of an officer by their id as the relay keeps it; "" if there is none."""
    officer = session.get(Officer, UUID(hex=owner))
    return officer.display_name if officer else ""


def first_name(display_name: str) -> str:
    """What a parent is told: the first of the officer's names."""
    return display_name.split()[0] if display_name.split() else "An officer"
