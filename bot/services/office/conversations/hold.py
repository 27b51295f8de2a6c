"""Takes a live conversation, gives it on or back, ends it; the parent is told in the same step (handoff.md 1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bot.casework.access import Ability
from bot.casework.handoff import Event
from bot.intake.relay.keys import unseal
from bot.intake.relay.relay import RelayAway, Row
from bot.records import audit
from bot.records.accounts import Officer
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.vault import Opaque
from bot.services.office.conversations.live import Live, change, first_name, found, held, refused
from bot.services.office.working import Acting, NotHere, NotNow

# Where the permissions of a conversation are sealed: as if they were its message 0.
EVIDENCE = 0


def claim(live: Live, acting: Acting, handle: str, epoch: int, now: datetime) -> Row:
    """Takes one that waits. Raises NotHere, NotNow("taken", who) if another was first, NotNow("changed")."""
    row = found(live, acting, handle)
    told = live.says("live/joined", row, now, officer=_own_name(live, acting), hidden=not is_shown(live, row))
    action = AuditAction.CASE_CLAIMED
    return change(live, acting, row, Event.CLAIM, epoch, [told], now, action=action, owner=acting.id, by=acting.id)


def take_over(live: Live, acting: Acting, handle: str, epoch: int, now: datetime) -> Row:
    """Takes one from the officer who has it, openly: the parent and both officers see it. Raises as `claim`."""
    row = found(live, acting, handle)
    told = live.says("live/moved", row, now, officer=_own_name(live, acting))
    action = AuditAction.CASE_TRANSFERRED
    return change(live, acting, row, Event.TAKE_OVER, epoch, [told], now, action=action, owner=acting.id)


def transfer(live: Live, acting: Acting, handle: str, epoch: int, to: UUID, now: datetime) -> Row:
    """Gives it to the officer `to`: one's own, or anybody's for who may reassign.

    Raises NotHere for another's, NotNow("nobody_there") if `to` cannot have one, or as `claim`.
    """
    row = found(live, acting, handle) if acting.may(Ability.REASSIGN) else held(live, acting, handle)
    with live.sessions() as session:
        officer = session.get(Officer, to)
        if officer is None or not officer.active or not Acting(to, officer.role).may(Ability.SEE_QUEUE):
            raise NotNow("nobody_there")
        name = first_name(officer.display_name)
    told = live.says("live/moved", row, now, officer=name)
    by = None if acting.may(Ability.REASSIGN) else acting.id
    action = AuditAction.CASE_TRANSFERRED
    return change(live, acting, row, Event.TRANSFER, epoch, [told], now, action=action, owner=to, by=by)


def release(live: Live, acting: Acting, handle: str, epoch: int, now: datetime) -> Row:
    """Gives it back to all; it waits again and the parent is told. Raises NotHere, or as `claim`."""
    row = held(live, acting, handle)
    told = live.says("live/waits_again", row, now)
    return change(live, acting, row, Event.RELEASE, epoch, [told], now, action=AuditAction.CASE_RELEASED, by=acting.id)


def hand_back(live: Live, acting: Acting, handle: str, epoch: int, now: datetime) -> Row:
    """Gives it back to the assistant, which begins afresh. Raises NotHere, or as `claim`."""
    row = held(live, acting, handle)
    told = live.says("live/handed_back", row, now, kept=row.in_case)
    return change(
        live, acting, row, Event.HAND_BACK, epoch, [told], now, action=AuditAction.CASE_RELEASED, by=acting.id
    )


def close(live: Live, acting: Acting, handle: str, epoch: int, now: datetime) -> Row:
    """Ends it; what the parent writes afterwards begins anew. Raises NotHere, or as `claim`."""
    row = held(live, acting, handle)
    told = live.says("live/closed", row, now, kept=row.in_case)
    return change(live, acting, row, Event.CLOSE, epoch, [told], now, action=AuditAction.CASE_CLOSED, by=acting.id)


def mark_unsafe(live: Live, acting: Acting, handle: str, unsafe: bool, now: datetime) -> None:
    """Marks one's own: somebody who is feared may read along, so the assistant will not say there what was passed on (C-95).

    Raises NotHere for another's, NotNow("away").
    """
    row = held(live, acting, handle)
    detail = AuditDetail.UNSAFE if unsafe else AuditDetail.SAFE_AGAIN
    with live.sessions.begin() as session:
        audit.note(session, AuditAction.CONVERSATION_MARKED, acting.id, Opaque(row.handle), now, detail)
        try:
            if not live.relay.mark_unsafe(row.handle, acting.id.hex, unsafe):
                raise refused(session, live, row.handle, acting)
        except RelayAway:
            raise NotNow("away") from None


def is_shown(live: Live, row: Row) -> bool:
    """Whether the parent agreed that what was said before may be read."""
    return any(one["purpose"] == "show_chat" and one["given"] for one in permissions(live, row))


def permissions(live: Live, row: Row) -> list[dict[str, object]]:
    """The evidence of what the parent agreed to before they were put through; empty once they cleared it."""
    if not row.evidence:
        return []
    return list(unseal(row.evidence, live.key_of(row), row.handle, EVIDENCE)["permissions"])


def _own_name(live: Live, acting: Acting) -> str:
    with live.sessions() as session:
        officer = session.get(Officer, acting.id)
        if officer is None:
            raise NotHere
        return first_name(officer.display_name)
