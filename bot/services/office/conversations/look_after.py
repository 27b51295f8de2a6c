"""What happens to live conversations by itself: an officer who fell silent, and what is erased after its end."""

from __future__ import annotations

from datetime import datetime

from bot.casework.handoff import Event, State, is_silent
from bot.records.audit_words import AuditAction
from bot.services.office.conversations.live import Live, change
from bot.services.office.working import NotNow


def look_after(live: Live, now: datetime) -> tuple[int, int]:
    """How many wait again because their officer fell silent, and how many were erased. Raises RelayAway.

    A timer carries the epoch it was set at, and since when it saw a parent wait: whoever acted or answered meanwhile was
    first, and nothing happens (handoff.md 1).
    """
    limit, silent = live.library.service.live_chat.silent, 0
    for row in live.relay.open_rows():
        if row.held.state is not State.OFFICER or not is_silent(row.unanswered_since, limit, now):
            continue
        told = live.says("live/waits_again", row, now)
        try:
            change(
                live,
                None,
                row,
                Event.FALL_SILENT,
                row.held.epoch,
                [told],
                now,
                action=AuditAction.CASE_RELEASED,
                unanswered_since=row.unanswered_since,
            )
            silent += 1
        except NotNow:
            continue
    return silent, live.relay.erase_due(now)
