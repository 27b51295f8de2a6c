"""Texts of a case: to the parent alone, and only while they agree to be texted (C-41, C-75)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from bot.casework.office.ledger import Change, grant_for
from bot.casework.office.texting import STALE_AFTER, State
from bot.messaging.lock_screen import covered
from bot.messaging.mobiles import e164
from bot.messaging.plain import plain
from bot.records.case_keys import office_vault
from bot.records.cases import Case, case_of, contacts_of, permissions_of
from bot.records.texts import texts_about
from bot.services.office.cases.opening import live_grants, own_case
from bot.services.office.cases.write import OUTGOING
from bot.services.office.sms.enqueue import CannotText, enqueue, withdraw
from bot.services.office.sms.told import about_case, case_in, part_of_letter
from bot.services.office.working import Acting, Desk, NotHere, NotNow

MAY_TEXT = "may_text"


@dataclass(frozen=True)
class Texting:
    """How texts go out here. `fiction` lets numbers for drama be texted, on a developer's machine."""

    fiction: bool = False


def words_of(text: str) -> str:
    """What goes out of an officer's words: plain punctuation, and nothing telling among the first forty characters."""
    return covered(plain(text).strip())


def text_parent(
    session: Session,
    case: Case,
    letter: str,
    words: str,
    *,
    by: UUID,
    now: datetime,
    not_before: datetime | None,
    how: Texting,
) -> None:
    """Puts the letter `letter` of a case into the outbox, to the number on file, with the transaction that allowed it.

    It waits until texts may be begun (9 to 6, Monday to Saturday), and for `not_before` (UTC). Raises NotNow("no_mobile")
    where no British mobile is on file, NotNow("long_text") for more than two segments, NotNow("number_stale") if nothing was
    heard from them for 90 days.
    """
    if now - _last_heard(session, case) > STALE_AFTER:
        raise NotNow("number_stale")
    try:
        number = e164(str(case.answers.get("phone") or ""))
        enqueue(
            session,
            number,
            words,
            about_case(case.id),
            by=by,
            now=now,
            is_reply=False,
            not_before=not_before,
            part=part_of_letter(letter),
            fiction=how.fiction,
        )
    except CannotText as problem:
        raise NotNow("long_text" if problem.why == "long" else "no_mobile") from None
    except ValueError:
        raise NotNow("no_mobile") from None


def may_go(session: Session, about: str, now: datetime) -> bool:
    """Whether a text about this may leave at `now` (UTC): of a case only while it is open and the parent agrees to texts.

    What was agreed when it was written may have been taken back since; it is looked at again as it leaves (C-4).
    """
    id_ = case_in(about)
    if id_ is None:
        return True
    case = case_of(session, id_)
    return case is not None and grant_for(live_grants(session, case, now), MAY_TEXT, "") is not None


def _last_heard(session: Session, case: Case) -> datetime:
    """When the parent was last known to be at the other end: they asked, agreed, wrote or rang, or were proved."""
    agreed = [row.at for row in permissions_of(session, case.id) if row.change is Change.GIVEN]
    came = [one.at for one in contacts_of(session, case.id) if OUTGOING not in one.way]
    return max(case.opened_at, case.verified_at or case.opened_at, *agreed, *came)


def take_back(desk: Desk, acting: Acting, case_id: str, letter: str, now: datetime) -> None:
    """Takes back a text that has not gone yet. Raises NotHere; NotNow("text_gone") if it went or is going."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, case_id, now)
        office_vault(session, now)
        found = [one for one in texts_about(session, about_case(case.id)) if one.part == part_of_letter(letter)]
        if not found:
            raise NotHere
        if found[0].state is not State.PENDING:
            raise NotNow("text_gone")
        withdraw(found[0], now)
