"""The rules of officers' texts: states, what Twilio's words for them mean, when one may go, and what officers are told.

Numbers of errors and what to do about them: channels.md A8, and A3 for what may be sent again.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import Enum
from typing import Mapping
from zoneinfo import ZoneInfo

from bot.casework.calendar import is_bank_holiday

LONDON = ZoneInfo("Europe/London")
SUNDAY = 6
# What we begin goes between these, Monday to Saturday, never on a bank holiday (channels.md C).
EARLIEST, LATEST = time(9), time(18)
# After so long without a word a number may be somebody else's (channels.md C): first make sure who has it.
STALE_AFTER = timedelta(days=90)


class State(str, Enum):
    """Where a text of ours stands. UNKNOWN is never sent again: nobody can say whether it went."""

    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Next(str, Enum):
    """What to do after Twilio refused a text."""

    LATER = "later"  # it certainly did not go: try again after a pause
    NEVER = "never"
    STOPPED = "stopped"  # the number asked for no more texts
    UNKNOWN = "unknown"


# Receipts come in any order and more than once: the highest there ever was holds.
_RANK = {State.PENDING: 0, State.SENDING: 1, State.UNKNOWN: 2, State.ACCEPTED: 3, State.FAILED: 4, State.DELIVERED: 5}
_MEANS = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), State.ACCEPTED),
    **dict.fromkeys(("failed", "undelivered", "canceled"), State.FAILED),
    **dict.fromkeys(("delivered", "read"), State.DELIVERED),
}
OPTED_OUT = 21610
# Twilio's numbers begin far above these, which are our own.
NOT_AGREED, TAKEN_BACK, TOO_LATE = 1, 2, 3
_NOT_A_NUMBER = (21211, 21217, 21401, 21614)
_TELLS: Mapping[int, str] = {
    NOT_AGREED: "It was not sent: there is no permission to text.",
    TAKEN_BACK: "It was taken back before it was sent.",
    TOO_LATE: "It was not sent: it could not go within the hour, and by then it answers nothing.",
    **dict.fromkeys(_NOT_A_NUMBER, "It was not sent: this number cannot get texts."),
    OPTED_OUT: "It was not sent: they asked us not to text.",
    21408: "It was not sent: this number is in a country we do not text.",
    30003: "It did not arrive: the phone is off or out of reach.",
    30004: "It did not arrive: this phone blocks our texts. The number may belong to somebody else now.",
    30005: "It did not arrive: this number is unknown. It may belong to somebody else now.",
    30006: "It did not arrive: this is a landline, or cannot be reached.",
    30007: "It did not arrive: the phone company filtered it. Leave out links, and say it in other words.",
}
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=15)
PUMPING_PAUSE = timedelta(minutes=30)
_WAIT_CODES = (20429, 21611, 30001, 30450)


def after_receipt(state: State, status: str) -> State:
    """The state after Twilio said `status`; the same if that is unknown or older news."""
    told = _MEANS.get(status)
    return told if told is not None and _RANK[told] > _RANK[state] else state


def is_over(state: State) -> bool:
    """Whether nothing more will come of it."""
    return state in (State.DELIVERED, State.FAILED)


def after_refusal(status: int, code: int) -> Next:
    """What to do after an HTTP status and Twilio's own code: 429 certainly did not go, of a 5xx nobody can tell."""
    if code == OPTED_OUT:
        return Next.STOPPED
    if status == 429 or code in _WAIT_CODES:
        return Next.LATER
    if status in (401, 403) or code == 20003:
        # Our own credentials are wrong: nothing went, and somebody has to put them right first.
        return Next.LATER
    return Next.UNKNOWN if status >= 500 else Next.NEVER


def pause_after(attempts: int, jitter: float, code: int = 0) -> timedelta:
    """How long to wait before attempt number `attempts` + 1; `jitter` from 0 to 1 spreads it."""
    if code == 30450:
        return PUMPING_PAUSE
    longest = min(_FIRST_PAUSE * 2.0 ** min(attempts, 12), _LONGEST_PAUSE)
    return longest * (0.5 + jitter / 2)


def may_begin_at(now: datetime) -> datetime:
    """The moment, from `now` (UTC) on, at which we may begin to text somebody who did not write just now."""
    local = now.astimezone(LONDON)
    while not _is_day_to_begin(local) or local.time() >= LATEST:
        local = datetime.combine(local.date() + timedelta(days=1), EARLIEST, LONDON)
    if local.time() < EARLIEST:
        local = datetime.combine(local.date(), EARLIEST, LONDON)
    return local.astimezone(now.tzinfo)


def told_to_officer(state: State, code: int = 0) -> str:
    """What stands beside a text in an officer's page: no number, no name."""
    if state is State.FAILED:
        return _TELLS.get(code, "It did not arrive.")
    return {
        State.PENDING: "Waiting to be sent.",
        State.SENDING: "Being sent.",
        State.ACCEPTED: "Sent. Not every phone company says whether it arrived.",
        State.DELIVERED: "It reached the phone. Nobody can tell whether it was read.",
        State.UNKNOWN: "Nobody can tell whether this was sent. It is not sent again by itself: ring, or write another.",
    }[state]


def _is_day_to_begin(local: datetime) -> bool:
    return local.weekday() != SUNDAY and not is_bank_holiday(local.date())
