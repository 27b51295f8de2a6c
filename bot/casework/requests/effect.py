"""What a request may bring about before and after an officer has made sure who sent it (C-46, C-111, C-112).

Stopping is free: whoever asks that something is no longer shared is believed at once, for the harm of a false request is
that somebody is asked again. All that gives, changes or erases needs the person.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import FrozenSet, Mapping

from bot.casework.calendar import add_months, working_day_from
from bot.casework.requests.kinds import Kind


class Act(str, Enum):
    """What the office does to a file because of a request."""

    SUSPEND = "suspend"
    RESUME = "resume"
    ERASE = "erase"
    CORRECT = "correct"
    DISCLOSE = "disclose"


WITHOUT_IDENTITY: FrozenSet[Act] = frozenset({Act.SUSPEND})
# What answers each request in the end.
ANSWERS: Mapping[Kind, Act] = {
    Kind.WITHDRAW: Act.SUSPEND,
    Kind.NOTES: Act.DISCLOSE,
    Kind.SHARING: Act.DISCLOSE,
    Kind.STATUS: Act.DISCLOSE,
    Kind.CORRECTION: Act.CORRECT,
    Kind.DELETION: Act.ERASE,
}


def may(act: Act, *, is_verified: bool) -> bool:
    """Whether `act` may be done now; `is_verified` only after an officer proved the person on a channel on file."""
    return is_verified or act in WITHOUT_IDENTITY


def answer_due_on(received_on: date) -> date:
    """The last day to answer (Europe/London): the same day of the next month, or that month's last; then a working day.

    UK GDPR, Article 12(3), counted as the Information Commissioner counts it. From the day a request came, or the day
    the person was proved if that was asked for at once (C-110).
    """
    return working_day_from(add_months(received_on, 1))
