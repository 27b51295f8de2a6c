"""What of a file goes into a live conversation: nothing before it is proved, in that conversation, who writes (C-111)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from bot.back_office.cases.words import REFUSALS, labelled
from bot.back_office.office import office_of
from bot.back_office.queue.words import not_now
from bot.services.office.cases.show_case import show_case
from bot.services.office.cases.write import verify_person
from bot.services.office.conversations.own_file import own_file
from bot.services.office.working import Acting, NotHere, NotNow
from bot.services.office.writing.identity import Identity, identity_of
from bot.services.office.writing.send import Letters, Outcome, case_text

CALLED, PUT_IN = "called", "put-in"
NOT_PROVED = "That is not the safe word on file. Identity is not verified."


@dataclass(frozen=True)
class Sheet:
    """What the form sends of it: the `reference` that was told, or the `file` that is open beside; what is picked."""

    act: str = ""
    reference: str = ""
    file: str = ""
    said: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class FromFile:
    """The words as they are now, and the file beside them, if there is one: its answers only once the person is proved."""

    words: str
    problem: str = ""
    case: str = ""
    reference: str = ""
    identity: Identity | None = None
    answers: tuple[tuple[str, str, str], ...] = ()


def from_file(request: Request, acting: Acting, sheet: Sheet, began: datetime, words: str) -> FromFile:
    """What became of it, for the officer who has the conversation that `began` then (UTC), with `words` as they stood."""
    office = office_of(request)
    now, problem = office.now(), ""
    try:
        case = sheet.file or (own_file(office.desk, acting, sheet.reference) if sheet.reference.strip() else "")
        if not case:
            return FromFile(words)
        view = show_case(office.desk, acting, case, now)
        if view.closed_at:
            raise NotHere
        if sheet.said.strip() or sheet.act == CALLED:
            is_called = sheet.act == CALLED
            is_proved = verify_person(office.desk, acting, case, sheet.said, called_back=is_called, now=now)
            problem = "" if is_proved else NOT_PROVED
        if sheet.act == PUT_IN:
            told = case_text(
                office.desk,
                acting,
                case,
                sheet.fields,
                Letters.of(office.library),
                now,
                since=began,
                take_in_first=office.take_in,
            )
            if isinstance(told, Outcome):
                problem = REFUSALS[told.refusal] if told.refusal else ""
            else:
                words = "\n\n".join(filter(None, (words.strip(), told)))
        identity = identity_of(office.desk, acting, case, now, since=began)
    except NotHere:
        return FromFile(words, not_now("no_such_file", ""))
    except NotNow as trouble:
        return FromFile(words, not_now(trouble.why, trouble.who))
    answers = tuple(labelled(view.answers, office.library)) if identity.may_insert else ()
    return FromFile(words, problem, case, view.reference, identity, answers)
