"""The letter that an officer is writing in a case: kept sealed with every pause, so that no word is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.casework.office.gate import TO_PARENT
from bot.casework.office.letters import OWN, Medium, fitting, way_to_parent
from bot.intake.envelope import new_id
from bot.records.cases import Case
from bot.records.letters import LetterDraft, letter_draft_of
from bot.services.office.cases.opening import own_case
from bot.services.office.working import Acting, Desk


@dataclass(frozen=True)
class Writing:
    """What is being written. `id` is that of the letter it becomes, so that sending it twice is one letter.

    `fields` are ids of answers, or "note:" and a note's id; `is_by_post` matters for a letter to the parent only;
    `not_before` for a text message to them: "2026-03-02T17:30" in Europe/London, "" for as soon as may be.
    """

    id: str
    medium: Medium = Medium.LETTER
    recipient: str = TO_PARENT
    purpose: str = OWN
    is_by_post: bool = False
    subject: str = ""
    address: str = ""
    fields: tuple[str, ...] = ()
    text: str = ""
    reason: str = ""
    not_before: str = ""

    @property
    def is_to_parent(self) -> bool:
        """Whether it is for the parent themself."""
        return self.recipient == TO_PARENT

    @property
    def way(self) -> str:
        """The permission by which the parent is reached; "" for anybody else, whose permission names them."""
        return way_to_parent(self.medium, by_post=self.is_by_post) if self.is_to_parent else ""

    @property
    def leaving(self) -> tuple[str, ...]:
        """What would leave: the words, and of what was picked whatever this kind of message may hold."""
        return fitting(self.medium, self.recipient, self.fields)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it worth keeping."""
        return not (self.text.strip() or self.fields or self.address.strip() or self.reason.strip())


def new_writing() -> Writing:
    """An empty one."""
    return Writing(new_id())


def keep_writing(desk: Desk, acting: Acting, case_id: str, writing: Writing, now: datetime) -> None:
    """Keeps it as this officer's draft in the case; an empty one is forgotten. Raises NotHere."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, case_id, now)
        found = letter_draft_of(session, case.id, acting.id)
        if writing.is_empty:
            if found:
                session.delete(found)
        elif found:
            found.content, found.at = _plain(writing), now
        else:
            session.add(LetterDraft(case_id=case.id, by=acting.id, at=now, content=_plain(writing)))


def kept_in(session: Session, case: Case, acting: Acting) -> Writing:
    """What this officer was writing in the case, or an empty one."""
    found = letter_draft_of(session, case.id, acting.id)
    return _read(found.content) if found else new_writing()


def forget_in(session: Session, case: Case, acting: Acting) -> None:
    """Takes the draft away: it has become a letter."""
    found = letter_draft_of(session, case.id, acting.id)
    if found:
        session.delete(found)


def _plain(writing: Writing) -> dict[str, Any]:
    return {**asdict(writing), "medium": writing.medium.value, "fields": list(writing.fields)}


def _read(kept: Mapping[str, Any]) -> Writing:
    return Writing(**{**kept, "medium": Medium(kept["medium"]), "fields": tuple(kept["fields"])})
