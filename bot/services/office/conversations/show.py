"""A live conversation as the officer who has it sees it, and all of them as the queue does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.intake.conversation import Message
from bot.intake.relay.relay import Row, Signs
from bot.intake.relay.written import as_message
from bot.records import audit
from bot.records.audit_words import AuditAction
from bot.records.vault import Opaque
from bot.services.office.conversations.hold import permissions
from bot.services.office.conversations.keep import is_agreed
from bot.services.office.conversations.live import Live, held
from bot.services.office.sms.told import note_seen, texts_of_conversation
from bot.services.office.working import Acting


@dataclass(frozen=True)
class Conversation:
    """What was said, what the parent agreed to, what is known of their page. `may_keep`: a file may be opened with it.

    `texts` says what became of a message that went by text, by its number, and whether it is trouble.
    """

    row: Row
    messages: tuple[Message, ...]
    permissions: list[dict[str, object]]
    signs: Signs
    may_keep: bool
    texts: Mapping[int, tuple[str, bool]]

    @property
    def begins(self) -> int:
        """The number of the first message that is not from before they were put through."""
        said = (one.seq for one in self.messages if one.sender == "service" and one.kind == "handoff")
        return next(said, 0)


def show(live: Live, acting: Acting, handle: str, now: datetime, *, noted: bool = True) -> Conversation:
    """The conversation, if this officer has it; looking is `noted` in the audit. Raises NotHere, NotNow("unreadable")."""
    row = held(live, acting, handle)
    key = live.key_of(row)
    with live.sessions.begin() as session:
        if noted:
            audit.note(session, AuditAction.CASE_VIEWED, acting.id, Opaque(handle), now)
            note_seen(session, f"conversation:{handle}", now)
        texts = texts_of_conversation(session, handle)
    messages = tuple(as_message(one, key, handle) for one in live.relay.messages(handle))
    return Conversation(
        row, messages, permissions(live, row), live.relay.signs(handle), is_agreed(live, messages), texts
    )
