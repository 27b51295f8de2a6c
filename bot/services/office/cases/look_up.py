"""Finds the file of somebody who rings: with a reason that is noted, and the same work whatever is found (C-76, C-79)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.casework.access import Ability
from bot.records import audit
from bot.records.accounts import officers
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.case_keys import open_keys
from bot.records.cases import Case, open_cases
from bot.services.office.cases.opening import subject_of
from bot.services.office.queue.claim import is_hidden
from bot.services.office.working import Acting, Desk, NotHere, NotNow

REASONS = ("They rang us", "They wrote to us", "They came in", "A colleague asks about their own case")
MOST_FOUND = 5
# Fewer digits or letters fit too many.
LEAST_DIGITS, LEAST_LETTERS = 6, 3


@dataclass(frozen=True)
class Found:
    """A file that fits: its reference and the officer it is with, "" for nobody; `can_open` if that is who asks."""

    case: str
    reference: str
    owner: str
    can_open: bool


def look_up(desk: Desk, acting: Acting, said: str, reason: str, now: datetime) -> list[Found]:
    """At most five open files that `said` fits: a reference, a number, an email address, or a whole name.

    It tells an officer whom to put the caller through to; it proves nobody. Raises NotHere for whose role opens no case,
    NotNow("empty") without one of REASONS, NotNow("too_little") if it would fit too many.
    """
    if not acting.may(Ability.OPEN_CASE):
        raise NotHere
    if reason not in REASONS:
        raise NotNow("empty")
    if len(re.sub(r"\D", "", said)) < LEAST_DIGITS and len(re.sub(r"[^a-z]", "", said.lower())) < LEAST_LETTERS:
        raise NotNow("too_little")
    with desk.sessions.begin() as session:
        names = {officer.id: officer.display_name for officer in officers(session)}
        every = open_cases(session)
        open_keys(session, [case.id for case in every])
        # Each is opened and compared before it is asked whether this officer may know of it.
        fitting = [case for case in every if fits(case, said)]
        seen = [case for case in fitting if not is_hidden(case, acting.id)][:MOST_FOUND]
        detail = AuditDetail.FOUND if seen else AuditDetail.NOT_FOUND
        audit.note(session, AuditAction.LOOKUP, acting.id, None, now, detail)
        for case in seen:
            audit.note(session, AuditAction.LOOKUP, acting.id, subject_of(session, case), now, AuditDetail.FOUND)
        return [
            Found(case.id, case.reference, names.get(case.owner, "") if case.owner else "", case.owner == acting.id)
            for case in seen
        ]


def fits(case: Case, said: str) -> bool:
    """Whether `said` is the case's reference, its number or address, or holds every word of a name in it."""
    text, digits = said.casefold(), re.sub(r"\D", "", said)
    if case.reference and case.reference.lower() == "-".join(re.findall(r"[a-z]+", text)):
        return True
    phone = re.sub(r"\D", "", str(case.answers.get("phone") or "").split("(")[0])
    if len(digits) >= LEAST_DIGITS and phone.endswith(digits[-10:]):
        return True
    email = str(case.answers.get("email") or "").split(" ")[0].casefold()
    if email and email == text.strip():
        return True
    words = set(re.findall(r"[^\W\d_]+", text))
    names = (
        set(re.findall(r"[^\W\d_]+", str(case.answers.get(name) or "").casefold())) for name in ("name", "child_name")
    )
    return bool(words) and any(words <= name for name in names)
