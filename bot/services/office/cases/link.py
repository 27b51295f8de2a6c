"""Links two cases, such as of sisters or of one family twice: only an officer does, and says why (C-71)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from bot.casework.access import Ability
from bot.records import audit
from bot.records.around import CaseLink, links_of
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.case_keys import open_keys
from bot.records.cases import case_of, open_cases
from bot.services.office.cases.opening import own_case, seen_case, subject_of
from bot.services.office.queue.claim import is_hidden
from bot.services.office.working import Acting, Desk, NotNow


@dataclass(frozen=True)
class Link:
    """A linked case as this officer may know of it: its reference and why; `can_open` if it is theirs."""

    case: str
    reference: str
    why: str
    can_open: bool


def link(desk: Desk, acting: Acting, id_: str, reference: str, why: str, now: datetime) -> None:
    """Links one's own case with the open case of that `reference`; both show it, neither is changed otherwise.

    Raises NotHere, NotNow("empty") without a reason, NotNow("no_such_case") if there is none or it is kept from this officer.
    """
    if not why.strip() or not reference.strip():
        raise NotNow("empty")
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        every = open_cases(session)
        open_keys(session, [one.id for one in every])
        wanted = "-".join(reference.lower().replace("-", " ").split())
        # All are looked at, whichever it is: how long it takes tells nothing.
        fitting = [one for one in every if one.reference.lower() == wanted and one.id != case.id]
        other = next((one for one in fitting if not is_hidden(one, acting.id)), None)
        if other is None:
            raise NotNow("no_such_case")
        for one, another in ((case, other), (other, case)):
            if another.id not in {known.other_id for known in links_of(session, one.id)}:
                session.add(CaseLink(case_id=one.id, other_id=another.id, at=now, by=acting.id, why=why.strip()))
            audit.note(session, AuditAction.CASE_LINKED, acting.id, subject_of(session, one), now, AuditDetail.ADDED)


def unlink(desk: Desk, acting: Acting, id_: str, other: str, now: datetime) -> None:
    """Takes the link away on both sides. Raises NotHere."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        for one, another in ((case.id, other), (other, case.id)):
            session.execute(delete(CaseLink).where(CaseLink.case_id == one, CaseLink.other_id == another))
        audit.note(session, AuditAction.CASE_LINKED, acting.id, subject_of(session, case), now, AuditDetail.TAKEN_AWAY)


def links(desk: Desk, acting: Acting, id_: str) -> list[Link]:
    """What one's own case is linked with; what is kept from this officer is not among it. Raises NotHere."""
    with desk.sessions() as session:
        case = seen_case(session, acting, id_)
        found = []
        for one in links_of(session, case.id):
            other = case_of(session, one.other_id)
            if other is not None and not is_hidden(other, acting.id):
                can_open = other.owner == acting.id and acting.may(Ability.OPEN_CASE)
                found.append(Link(other.id, other.reference, one.why, can_open))
        return found
