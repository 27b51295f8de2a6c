"""Sends what waits in the outbox, one text at a time, and follows each until nothing more comes of it.

What is being sent is written down before Twilio is asked. A process that falls between leaves a text "sending", which at
the next start is unknown: never sent again by itself (channels.md A3).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.office.texting import (
    LONDON,
    NOT_AGREED,
    OPTED_OUT,
    TOO_LATE,
    Next,
    State,
    after_receipt,
    after_refusal,
    is_over,
    may_begin_at,
    pause_after,
)
from bot.intake.post_box import NotPosted
from bot.intake.receipts import erase_receipt, receipts
from bot.intake.stops import Stops
from bot.records.case_keys import office_vault
from bot.records.texts import OutgoingText, by_sid, in_state, next_due, segments_since
from bot.services.office.sms.carrier import Carrier, Copy, Lost, NotReached, Refused
from bot.services.office.sms.of_case import may_go

# A receipt may come before the answer that tells us the id it is about.
KEEP_RECEIPT = timedelta(hours=1)
# Where a text may have gone, this long before and after the attempt.
NEAR = timedelta(minutes=5)
# Until then Twilio may still be looking at a text, and a webhook be tried again.
COPY_STAYS = timedelta(minutes=10)
# Not every phone company sends receipts: after a day "sent" is the last that will be heard.
NO_RECEIPT_AFTER = timedelta(days=1)

log = logging.getLogger("evenhand.back_office")


@dataclass
class Outbox:
    """The outbox and what it works with. `jitter` gives numbers from 0 to 1."""

    sessions: sessionmaker[Session]
    carrier: Carrier
    stops: Stops
    intake: Engine
    day_cap: int
    keep_copies: bool = False
    jitter: Callable[[], float] = random.random

    def begin(self) -> int:
        """Called once at the start: texts that were being sent when a process fell are unknown now. Returns how many."""
        with self.sessions.begin() as session:
            found = in_state(session, State.SENDING)
            for text in found:
                text.state = State.UNKNOWN
        return len(found)

    def send_one(self, now: datetime) -> bool:
        """Sends the oldest text that is due at `now` (UTC), if any; whether one was tried."""
        taken = self._take(now)
        if taken is None:
            return False
        id_, to, words = taken
        try:
            sid, status = self.carrier.send(to, words)
        except Refused as refused:
            self._refused(id_, to, refused, now)
        except NotReached:
            self._later(id_, 0, now)
        except Lost:
            self._set(id_, State.UNKNOWN, now)
        else:
            self._set(id_, after_receipt(State.SENDING, status), now, sid=sid)
        return True

    def take_receipts(self, now: datetime) -> int:
        """Takes in what Twilio told the front desk, in whatever order it came; returns how many texts changed."""
        changed = 0
        for id_, receipt, put_at in receipts(self.intake):
            with self.sessions.begin() as session:
                text = by_sid(session, receipt.sid)
                if text is not None:
                    state = after_receipt(text.state, receipt.status)
                    changed += state is not text.state
                    _move(text, state, receipt.code)
            if text is not None or now - put_at > KEEP_RECEIPT:
                erase_receipt(self.intake, id_)
        return changed

    def look_for_unknown(self, now: datetime) -> int:
        """Asks Twilio for texts of which nobody knows whether they went; returns how many were found there."""
        with self.sessions.begin() as session:
            wanted = [
                (one.id, one.message["to"], one.message["text"], one.tried_at)
                for one in in_state(session, State.UNKNOWN)
                if one.message and one.tried_at
            ]
        found = 0
        for id_, to, words, tried_at in wanted:
            for copy in self._copies(to, tried_at - NEAR):
                is_near = copy.made_at is None or abs(copy.made_at - tried_at) <= NEAR
                if is_near and copy.to == to and copy.body == words and not self._is_known(copy.sid):
                    self._set(id_, after_receipt(State.SENDING, copy.status), now, sid=copy.sid, code=copy.code)
                    found += 1
                    break
        return found

    def delete_copies(self, now: datetime) -> int:
        """Deletes what Twilio keeps of texts that are over, ours and parents', also of bot turns; returns how many.

        Twilio's own list is the only list of them: nothing is stored here, and what could not be deleted is there the
        next time. Nothing is deleted while a text is unknown, since it is looked for there.
        """
        if self.keep_copies:
            return 0
        with self.sessions.begin() as session:
            if any(one.tried_at and now - one.tried_at < NO_RECEIPT_AFTER for one in in_state(session, State.UNKNOWN)):
                return 0
        deleted = 0
        for copy in self._copies():
            age = now - copy.made_at if copy.made_at else COPY_STAYS
            if age < COPY_STAYS or not (copy.is_final or age > NO_RECEIPT_AFTER):
                continue
            self._hear_of(copy)
            try:
                self.carrier.delete(copy.sid)
            except (Refused, NotReached, Lost) as problem:
                # It is still there the next time.
                log.error("a copy at Twilio could not be deleted: %s", type(problem).__name__)
                continue
            deleted += 1
        return deleted

    def empty_old(self, now: datetime) -> None:
        """Empties texts of which nothing more will be heard: sent without a receipt, or still unknown, for a day."""
        with self.sessions.begin() as session:
            office_vault(session, now)
            for text in (*in_state(session, State.ACCEPTED), *in_state(session, State.UNKNOWN)):
                if text.tried_at and now - text.tried_at > NO_RECEIPT_AFTER:
                    text.message = {}

    def _take(self, now: datetime) -> tuple[str, str, str] | None:
        with self.sessions.begin() as session:
            office_vault(session, now)
            while (text := next_due(session, now)) is not None:
                refused = TOO_LATE if text.expires_at and now > text.expires_at else 0
                if not refused and not may_go(session, text.about, now):
                    refused = NOT_AGREED
                if refused:
                    _move(text, State.FAILED, refused)
                    session.flush()
                    continue
                if not text.is_reply and (at := may_begin_at(now)) > now:
                    text.next_at = at
                    session.flush()
                    continue
                to, words = text.message["to"], text.message["text"]
                try:
                    is_stopped = self.stops.holds(to)
                except NotPosted:
                    log.error("no text is sent while nobody can tell who sent STOP")
                    return None
                if is_stopped:
                    _move(text, State.FAILED, OPTED_OUT)
                    session.flush()
                    continue
                midnight = now.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
                if segments_since(session, midnight) + text.segments > self.day_cap:
                    log.error("the day's cap of texts is reached: EVENHAND_SMS_DAY_CAP")
                    return None
                text.state, text.tried_at, text.attempts = State.SENDING, now, text.attempts + 1
                return text.id, to, words
        return None

    def _refused(self, id_: str, to: str, refused: Refused, now: datetime) -> None:
        what = after_refusal(refused.status, refused.code)
        if what is Next.LATER:
            log.error("a text is tried again later: %d, %d", refused.status, refused.code)
            self._later(id_, refused.code, now)
        elif what is Next.UNKNOWN:
            self._set(id_, State.UNKNOWN, now, code=refused.code)
        else:
            if what is Next.STOPPED:
                try:
                    self.stops.add(to)
                except NotPosted:
                    log.error("a STOP that Twilio knows of could not be kept")
            self._set(id_, State.FAILED, now, code=refused.code)

    def _later(self, id_: str, code: int, now: datetime) -> None:
        with self.sessions.begin() as session:
            text = session.get_one(OutgoingText, id_)
            text.state, text.code = State.PENDING, code
            text.next_at = now + pause_after(text.attempts, self.jitter(), code)
            # It certainly did not go, so it cost nothing.
            text.tried_at = None

    def _set(self, id_: str, state: State, now: datetime, *, sid: str | None = None, code: int = 0) -> None:
        with self.sessions.begin() as session:
            text = session.get_one(OutgoingText, id_)
            text.sid = sid or text.sid
            _move(text, state, code)

    def _copies(self, to: str = "", since: datetime | None = None) -> list[Copy]:
        try:
            return list(self.carrier.copies(to, since))
        except (Refused, NotReached, Lost) as problem:
            log.error("Twilio's copies cannot be listed: %s", type(problem).__name__)
            return []

    def _is_known(self, sid: str) -> bool:
        with self.sessions.begin() as session:
            return by_sid(session, sid) is not None

    def _hear_of(self, copy: Copy) -> None:
        # A receipt may be lost on the way: before the copy goes, what it says is taken over.
        with self.sessions.begin() as session:
            text = by_sid(session, copy.sid)
            if text is not None:
                _move(text, after_receipt(text.state, copy.status), copy.code)


def _move(text: OutgoingText, state: State, code: int) -> None:
    text.state, text.code = state, code or text.code
    if is_over(state):
        # The case or the conversation has the words; here nobody needs them any more.
        text.message = {}
