"""Tasks from the dates the law sets: an officer gives a date the law counts from, each step becomes something to do."""

from __future__ import annotations

from datetime import date, datetime

from bot.casework.calendar import SchoolCalendar
from bot.casework.timescales import TIMESCALES, TRANSFER, TRANSFER_REFERENCE, transfer_dates, work_out
from bot.library.compose import Library
from bot.records.cases import CaseTask, tasks_of
from bot.services.office.cases.opening import own_case
from bot.services.office.working import Acting, Desk, NotNow


def events(library: Library) -> list[tuple[str, str]]:
    """Every kind of event the law counts from, with its words."""
    return [(id_, words.happened) for id_, words in library.timescales.of.items()]


def steps(library: Library, event: str, day: date, school: SchoolCalendar) -> list[tuple[date, str]]:
    """The last day of each step that follows from `event` on `day`, with what is to happen, the rule and the law.

    Raises NotNow("empty") for an event that is none. A step that counts school days outside the table is left out.
    """
    if event not in library.timescales.of:
        raise NotNow("empty")
    words = library.timescales.of[event].steps
    if event == TRANSFER:
        found = [(on, name, TRANSFER_REFERENCE) for name, on in transfer_dates(day.year).items()]
    else:
        worked_out = work_out(TIMESCALES[event], day, school)
        found = [(one.on, one.step.id, one.step.reference) for one in worked_out if one.on]
    return [(on, f"{words[name].what}. {words[name].rule} ({reference})") for on, name, reference in found]


def add_steps(desk: Desk, acting: Acting, id_: str, library: Library, event: str, day: date, now: datetime) -> int:
    """Adds a task for each step that is not there yet; how many. Raises NotHere, NotNow("empty")."""
    proposed = steps(library, event, day, library.service.school)
    with desk.sessions.begin() as session:
        case = own_case(session, acting, id_, now)
        known = {(task.due_on, task.text) for task in tasks_of(session, case.id)}
        new = [one for one in proposed if one not in known]
        session.add_all(CaseTask(case_id=case.id, due_on=on, text=text, done_at=None) for on, text in new)
        return len(new)
