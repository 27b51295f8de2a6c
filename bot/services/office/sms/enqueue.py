"""Puts a text into the outbox, in the transaction of whatever it belongs to."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from bot.casework.office.texting import TAKEN_BACK, State, may_begin_at
from bot.messaging.mobiles import Sender, sender
from bot.messaging.pages import fits
from bot.messaging.plain import plain
from bot.messaging.segments import count_segments
from bot.records.case_keys import office_vault
from bot.records.texts import OutgoingText, next_number, texts_about

# An answer that lands the next morning answers somebody else's question (channels.md A8).
REPLY_IS_GOOD_FOR = timedelta(minutes=60)


class CannotText(ValueError):
    """This text cannot go; `why` is a code: "number", "empty" or "long"."""

    def __init__(self, why: str) -> None:
        """`why` names the words for it."""
        super().__init__(why)
        self.why = why


def enqueue(
    session: Session,
    to: str,
    text: str,
    about: str,
    *,
    by: UUID | None,
    now: datetime,
    is_reply: bool,
    not_before: datetime | None = None,
    part: str | None = None,
    fiction: bool = False,
) -> OutgoingText:
    """One text to `to` (E.164) about "case:ID" or "conversation:ID", by an officer; it goes with the session's commit.

    `is_reply` where the person texted just now: it goes at any hour and is dropped if it could not go within the hour.
    Whatever we begin waits for the day. `part` names the message of a live conversation it is: there is one of each.
    Raises CannotText: not a British mobile phone, no words, or more than two segments.
    """
    words = plain(text).strip()
    if sender(to, fiction=fiction) is not Sender.MOBILE:
        raise CannotText("number")
    if not words:
        raise CannotText("empty")
    if not fits(words):
        raise CannotText("long")
    first = max(now, not_before or now)
    office_vault(session, now)
    made = OutgoingText(
        part=part,
        number=next_number(session),
        about=about,
        by=by,
        is_reply=is_reply,
        made_at=now,
        next_at=first if is_reply else may_begin_at(first),
        expires_at=first + REPLY_IS_GOOD_FOR if is_reply else None,
        state=State.PENDING,
        segments=count_segments(words),
        message={"to": to, "text": words},
    )
    session.add(made)
    return made


def drop_waiting(session: Session, about: str, now: datetime) -> int:
    """Takes back every text about this that was not sent yet, and returns how many: the case closed, or they said STOP."""
    waiting = [one for one in texts_about(session, about) if one.state is State.PENDING]
    for one in waiting:
        withdraw(one, now)
    return len(waiting)


def withdraw(text: OutgoingText, now: datetime) -> None:
    """Takes back a text that was not sent yet. Whoever did so knows of it, so that nobody is told."""
    text.state, text.code, text.message, text.noticed_at = State.FAILED, TAKEN_BACK, {}, now
