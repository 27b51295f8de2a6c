"""Who does something, and what it is done with."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session, sessionmaker

from bot.casework.access import Ability, Role, may
from bot.library.service import Service


@dataclass(frozen=True)
class Acting:
    """The officer who acts: id and role, as they were when the request came."""

    id: UUID
    role: Role

    def may(self, ability: Ability) -> bool:
        """Whether their role may do it at all."""
        return may(self.role, ability)


@dataclass(frozen=True)
class Desk:
    """What every use case works with: sessions that can seal and note, and the service's own settings."""

    sessions: sessionmaker[Session]
    service: Service


class NotHere(LookupError):
    """There is none, or it is not this officer's to see: nobody can tell which (C-76)."""


class NotNow(ValueError):
    """It cannot be done; `why` names the words for it, `who` an officer's name where one is told."""

    def __init__(self, why: str, who: str = "") -> None:
        """`why` is a key of content's or the page's words, never text about a person."""
        super().__init__(why)
        self.why, self.who = why, who
