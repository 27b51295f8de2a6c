"""Who may be given a live conversation."""

from __future__ import annotations

from uuid import UUID

from bot.casework.access import Ability, may
from bot.records.accounts import officers
from bot.services.office.conversations.live import Live


def officers_to_give_to(live: Live, but: UUID) -> list[tuple[UUID, str]]:
    """The id and name of every officer who can take one now, without `but`, by name."""
    with live.sessions() as session:
        found = [one for one in officers(session) if one.id != but and one.active]
        return sorted(
            ((one.id, one.display_name) for one in found if may(one.role, Ability.SEE_QUEUE)), key=lambda pair: pair[1]
        )
