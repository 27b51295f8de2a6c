"""Who holds a conversation and how that changes: the whole table of handoff.md 1, apart from any database.

Every change of who holds it adds one to the epoch. Whoever acts says which epoch they saw; if another is true by now,
nothing happens and they are told who was first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Dict, FrozenSet, Optional, Tuple


class State(str, Enum):
    """Who holds it. `WAITING` outside office hours is the same state, said in other words."""

    BOT = "bot"
    WAITING = "waiting"
    OFFICER = "officer"
    CLOSED = "closed"


class Event(str, Enum):
    """What may happen to it."""

    ASK = "ask"  # the parent agreed to be put through
    CLAIM = "claim"
    TAKE_OVER = "take_over"
    TRANSFER = "transfer"
    RELEASE = "release"  # the officer gives it back to all
    FALL_SILENT = "fall_silent"  # the officer was silent too long
    HAND_BACK = "hand_back"  # the officer gives it back to the assistant
    LEAVE = "leave"  # the parent would rather do something else than wait
    CLOSE = "close"  # the officer ends it
    END = "end"  # the parent ends it


_OPEN = frozenset({State.WAITING, State.OFFICER})
_MOVES: Dict[Event, Tuple[FrozenSet[State], State]] = {
    Event.ASK: (frozenset({State.BOT}), State.WAITING),
    Event.CLAIM: (frozenset({State.WAITING}), State.OFFICER),
    Event.TAKE_OVER: (frozenset({State.OFFICER}), State.OFFICER),
    Event.TRANSFER: (frozenset({State.OFFICER}), State.OFFICER),
    Event.RELEASE: (frozenset({State.OFFICER}), State.WAITING),
    Event.FALL_SILENT: (frozenset({State.OFFICER}), State.WAITING),
    Event.HAND_BACK: (frozenset({State.OFFICER}), State.BOT),
    Event.LEAVE: (frozenset({State.WAITING}), State.BOT),
    Event.CLOSE: (frozenset({State.OFFICER}), State.CLOSED),
    Event.END: (frozenset({State.BOT, State.WAITING, State.OFFICER}), State.CLOSED),
}
# What only the officer who has it may do; the others need no owner or are the parent's.
OF_THE_OWNER = frozenset({Event.RELEASE, Event.TRANSFER, Event.HAND_BACK, Event.CLOSE})


@dataclass(frozen=True)
class Held:
    """Who holds it now: `owner` is the officer's id while one does. `epoch` counts the changes so far."""

    state: State
    epoch: int
    owner: Optional[str] = None


def after(
    held: Held, event: Event, epoch: int, owner: Optional[str] = None, by: Optional[str] = None
) -> Optional[Held]:
    """Who holds it after `event`, seen at `epoch`; None if it may not happen, or somebody was first.

    `owner` is who gets it (CLAIM, TAKE_OVER, TRANSFER), `by` the officer who acts: None for a parent, for time itself,
    and for somebody who may hand out what others have (C-79).
    """
    allowed, state = _MOVES[event]
    if epoch != held.epoch or held.state not in allowed:
        return None
    if event in OF_THE_OWNER and by is not None and by != held.owner:
        return None
    gets = owner if state is State.OFFICER else None
    if state is State.OFFICER and (gets is None or (event is not Event.CLAIM and gets == held.owner)):
        return None
    return replace(held, state=state, epoch=held.epoch + 1, owner=gets)


def is_open(state: State) -> bool:
    """Whether what a parent writes goes to officers and never to the assistant."""
    return state in _OPEN


def is_silent(unanswered_since: Optional[datetime], limit: timedelta, now: datetime) -> bool:
    """Whether a parent has waited for the officer's next word for `limit` or longer (UTC); None: nothing is unanswered."""
    return unanswered_since is not None and now - unanswered_since >= limit
