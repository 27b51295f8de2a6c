"""Puts what officers write in a live conversation by text into the outbox: each message once, whatever falls in between."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from bot.intake.relay.keys import Unreadable, unseal
from bot.intake.relay.relay import OFFICER, RelayAway, Row, Written
from bot.messaging.lock_screen import covered
from bot.messaging.pages import cut
from bot.messaging.plain import plain
from bot.records.texts import has_part
from bot.services.office.conversations.live import Live
from bot.services.office.sms.enqueue import CannotText, drop_waiting, enqueue
from bot.services.office.working import NotNow

SMS, EVIDENCE = "sms", 0

log = logging.getLogger("evenhand.back_office")


@dataclass
class LiveTexts:
    """`seen` is the last change of the relay that was looked at; after a start everything is looked at once."""

    live: Live
    fiction: bool = False
    seen: int = 0

    def pass_on(self, now: datetime) -> int:
        """Puts in what is new, and takes back what waits of conversations that parents ended; how many were put in."""
        try:
            version = self.live.relay.version()
            if version == self.seen:
                return 0
            rows = [self.live.relay.row(handle) for handle in self.live.relay.changed(self.seen)]
            put = sum(self._of(row, now) for row in rows if row is not None and row.channel == SMS)
        except RelayAway as problem:
            log.error("officers' texts cannot be read from the relay: %s", problem)
            return 0
        self.seen = version
        return put

    def _of(self, row: Row, now: datetime) -> int:
        about = f"conversation:{row.handle}"
        if not row.evidence:
            with self.live.sessions.begin() as session:
                drop_waiting(session, about, now)
            return 0
        try:
            key = self.live.key_of(row)
            number = str(unseal(row.evidence, key, row.handle, EVIDENCE).get("number") or "")
            if not number:
                return 0
            return sum(self._put(row, one, key, number, about, now) for one in self.live.relay.messages(row.handle))
        except (NotNow, Unreadable):
            log.error("a conversation by text cannot be opened")
            return 0

    def _put(self, row: Row, one: Written, key: bytes, number: str, about: str, now: datetime) -> int:
        content = unseal(one.sealed, key, row.handle, one.seq)
        # What the service says in answer to a text went back with that text. What an officer's deed makes it say (here now,
        # ended) is marked, a question of theirs has a notice.
        if one.sender != OFFICER and not (content.get("notice") or content.get("texted")):
            return 0
        put = 0
        with self.live.sessions.begin() as session:
            for number_of_piece, piece in enumerate(cut(plain(str(content["text"])).strip())):
                part = f"{row.handle}:{one.seq}:{number_of_piece}"
                if has_part(session, part):
                    continue
                try:
                    enqueue(
                        session,
                        number,
                        covered(piece.strip()),
                        about,
                        by=None,
                        now=now,
                        is_reply=True,
                        part=part,
                        fiction=self.fiction,
                    )
                except CannotText as problem:
                    log.error("an officer's text cannot go: %s", problem)
                    continue
                put += 1
        return put
