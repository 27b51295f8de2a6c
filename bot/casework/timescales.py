"""What the law gives how long: from the day something happened to each date that follows from it.

Every figure stands beside the law that sets it. Nothing here says whether anybody kept to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Dict, List, Optional, Tuple

from bot.casework.calendar import Period, SchoolCalendar, end_of

# From here on a limit is close: whoever has it is told not to wait for us.
CLOSE_DAYS = 14


class Given(str, Enum):
    """Which date of a decision letter somebody has told us."""

    LETTER = "letter"
    SENT = "sent"
    RECEIVED = "received"


class MayMove(str, Enum):
    """Why the council may need longer (SEND Regulations 2014, regs 5(4), 10(4), 13(3))."""

    CLOSED = "closed"
    EXCEPTIONAL = "exceptional"
    AWAY = "away"
    MISSED = "missed"


@dataclass(frozen=True)
class Step:
    """One date the law sets: which words of content/timescales.toml say what happens, how long, and the law.

    `is_ours` marks what a parent has to do in time. `may_move` is what can move it.
    """

    id: str
    period: Period
    reference: str
    is_ours: bool = False
    may_move: Tuple[MayMove, ...] = ()


@dataclass(frozen=True)
class Timescale:
    """What follows from one kind of event. `leaflet` tells more; `is_ahead` events are often still to come."""

    id: str
    steps: Tuple[Step, ...]
    leaflet: str
    is_ahead: bool = False
    # Of these the date on the letter decides, whenever it came.
    by_letter: bool = False


@dataclass(frozen=True)
class Deadline:
    """A step worked out: its last day, or None where it counts school days we have no table for."""

    step: Step
    on: Optional[date]

    def days_left(self, today: date) -> Optional[int]:
        """Days from `today` to the last day; negative once it is past."""
        return (self.on - today).days if self.on else None


def _weeks(number: int) -> Period:
    return Period(number, "weeks")


def _months(number: int) -> Period:
    return Period(number, "months")


_LATE = (MayMove.CLOSED, MayMove.EXCEPTIONAL, MayMove.AWAY)
_SCHOOL_15 = Period(15, "school days")
_SIXTH = Period(6, "school days", from_the_day=True)
# "15 days, beginning with the day on which the draft plan was served".
_COMMENT = Period(15, "days", from_the_day=True)
# "6 months starting with the date when the conduct occurred".
_CLAIM = Step(
    "claim", Period(6, "months", from_the_day=True), "Equality Act 2010, Schedule 17, paragraph 4", is_ours=True
)

TIMESCALES: Dict[str, Timescale] = {
    one.id: one
    for one in (
        Timescale(
            "assessment-requested",
            (
                Step("decision", _weeks(6), "SEND Regulations 2014, reg. 5(1)", may_move=(*_LATE, MayMove.MISSED)),
                Step("no-plan", _weeks(16), "SEND Regulations 2014, reg. 10(1)", may_move=_LATE),
                Step("final-plan", _weeks(20), "SEND Regulations 2014, reg. 13(2)", may_move=_LATE),
            ),
            "ehc-20-week-timeline",
        ),
        Timescale(
            "draft-plan",
            (Step("comment", _COMMENT, "SEND Regulations 2014, reg. 13(1)", is_ours=True),),
            "draft-plan-and-naming-school",
        ),
        Timescale(
            "changes-proposed",
            (
                Step("comment", _COMMENT, "SEND Regulations 2014, reg. 22(2)", is_ours=True),
                Step("amended-plan", _weeks(8), "SEND Regulations 2014, reg. 22(3) and (4)"),
            ),
            "annual-review",
        ),
        Timescale(
            "decision-letter",
            (
                # In the order of the steps: an adviser first, then the appeal.
                Step("adviser", _months(2), "SEND Regulations 2014, regs 32 and 33", is_ours=True),
                Step("appeal", _months(2), "Tribunal Rules, SI 2008/2699, rule 20(1)(c)", is_ours=True),
            ),
            "tribunal-appeal",
            by_letter=True,
        ),
        Timescale(
            "certificate",
            (Step("appeal", _months(1), "Tribunal Rules, SI 2008/2699, rule 20(1)(c)", is_ours=True),),
            "mediation",
        ),
        Timescale(
            "review-meeting",
            (
                Step("report", _weeks(2), "SEND Regulations 2014, regs 20 and 21"),
                Step("decision", _weeks(4), "SEND Regulations 2014, reg. 20(10)"),
                Step("amended-plan", _weeks(12), "SEND Regulations 2014, regs 20(10) and 22(3)"),
            ),
            "annual-review",
            is_ahead=True,
        ),
        Timescale(
            "reassessment-agreed",
            (Step("final-plan", _weeks(14), "SEND Regulations 2014, reg. 27", may_move=_LATE),),
            "early-review-and-reassessment",
        ),
        Timescale(
            "permanent-exclusion",
            (
                Step("sixth-day", _SIXTH, "Education Act 1996, section 19"),
                Step("governors", _SCHOOL_15, "SI 2012/1033, regs 6, 15 and 24"),
                _CLAIM,
            ),
            "exclusion-suspension",
        ),
        Timescale(
            "suspension",
            (
                Step("sixth-day", _SIXTH, "Education and Inspections Act 2006, section 100"),
                Step("governors-long", _SCHOOL_15, "SI 2012/1033, regs 6, 15 and 24"),
                _CLAIM,
            ),
            "exclusion-suspension",
        ),
        Timescale(
            "governors-decision",
            (Step("panel", _SCHOOL_15, "SI 2012/1033, Schedule 1, paragraph 2", is_ours=True),),
            "exclusion-suspension",
        ),
        Timescale(
            "moved",
            (
                Step("told", _weeks(6), "SEND Regulations 2014, reg. 15"),
                Step("review", _months(3), "SEND Regulations 2014, reg. 15"),
            ),
            "moving-area",
            is_ahead=True,
        ),
        Timescale(
            "records-requested",
            (Step("answer", _months(1), "UK GDPR, Article 12(3)"),),
            "case-notes-subject-access",
        ),
    )
}

# Phase transfers have dates of their own, whenever somebody asks (SEND Regulations 2014, reg. 18(1)).
TRANSFER = "phase-transfer"
TRANSFER_REFERENCE = "SEND Regulations 2014, reg. 18(1)"


def work_out(timescale: Timescale, start: date, school: SchoolCalendar) -> List[Deadline]:
    """Each date that follows from `start`, in the order of the steps."""
    return [Deadline(step, end_of(step.period, start, school)) for step in timescale.steps]


def transfer_dates(year: int) -> Dict[str, date]:
    """The days before which a plan names the next school or college for a move in `year` (reg. 18(1)(b) and (a))."""
    return {"school": date(year, 2, 15), "college": date(year, 3, 31)}


def appeal_by(letter: date, certificate: Optional[date] = None) -> date:
    """The last day for an appeal to arrive: 2 months from the letter, or 1 month from the certificate if later.

    Tribunal Rules, SI 2008/2699, rule 20(1)(c).
    """
    two = end_of(_months(2), letter, _NO_SCHOOL)
    one = end_of(_months(1), certificate, _NO_SCHOOL) if certificate else None
    assert two is not None
    return max(two, one) if one else two


_NO_SCHOOL = SchoolCalendar(date.min, date.max)
