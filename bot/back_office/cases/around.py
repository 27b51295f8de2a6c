"""What a case's page shows around the case: papers, links, whom it is kept from, who could take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bot.back_office.office import Office
from bot.casework.access import Ability
from bot.services.office.cases.documents import Paper, list_documents
from bot.services.office.cases.hand_over import who_can_take
from bot.services.office.cases.hide import hidden_from
from bot.services.office.cases.link import Link, links
from bot.services.office.cases.statutory import events
from bot.services.office.working import Acting


@dataclass(frozen=True)
class Around:
    """As the template needs it; `everybody` are officers by id and name, `may_show` whether one may be let in again."""

    papers: list[Paper]
    links: list[Link]
    hidden: list[tuple[UUID, str]]
    others: list[tuple[UUID, str]]
    me: UUID
    may_show: bool
    events: list[tuple[str, str]]
    today: date


def around(office: Office, acting: Acting, case: str, now: datetime) -> Around:
    """What stands around the case, for an officer who may see it. Raises NotHere."""
    desk = office.desk
    return Around(
        list_documents(desk, acting, case),
        links(desk, acting, case),
        hidden_from(desk, case),
        who_can_take(desk, acting.id),
        acting.id,
        acting.may(Ability.REASSIGN),
        events(office.library),
        now.date(),
    )
