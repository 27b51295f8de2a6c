"""What the relay keeps of a conversation while it lasts. Words and names are sealed; the rest is who and when."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
)

METADATA = MetaData()
# Times are seconds since 1970, UTC: the same on every database, and compared by it.
CONVERSATIONS = Table(
    "conversations",
    METADATA,
    Column("handle", String(32), primary_key=True),
    # Found by the parent's token; empty once it is over for the parent: then no token finds it.
    Column("whose", String(64), unique=True),
    Column("state", String(8), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("owner", String(32)),
    Column("channel", String(8), nullable=False),
    Column("opened", Float, nullable=False),
    Column("since", Float, nullable=False),
    # Since when a parent waits for the officer's next word; empty if the officer wrote last.
    Column("unanswered_since", Float),
    Column("ended", Float),
    Column("last_seq", Integer, nullable=False),
    # The conversation's key, sealed to the office's key `office_key`.
    Column("office_key", String(16), nullable=False),
    Column("sealed_key", LargeBinary, nullable=False),
    Column("evidence", LargeBinary, nullable=False),
    # Whether an officer made a case of it, with the parent's permission.
    Column("in_case", Boolean, nullable=False, default=False),
    # Whether an officer marked it: somebody who is feared may read along (C-95).
    Column("is_unsafe", Boolean, nullable=False, server_default=false()),
    # The number of the last change, of all conversations together: who knows it missed nothing.
    Column("version", Integer, nullable=False, index=True),
    CheckConstraint("state IN ('bot', 'waiting', 'officer', 'closed')", name="known_state"),
    CheckConstraint("(state = 'officer') = (owner IS NOT NULL)", name="officer_owns"),
)
MESSAGES = Table(
    "messages",
    METADATA,
    Column("handle", ForeignKey("conversations.handle", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("sender", String(10), nullable=False),
    Column("at", Float, nullable=False),
    # As the sender's own program called it: the same one again is not said twice.
    Column("client_id", String(100)),
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("handle", "client_id", name="said_once"),
)
# Whether the page is open and somebody types: shown to the officer who has it, to nobody else.
SIGNS = Table(
    "signs",
    METADATA,
    Column("handle", ForeignKey("conversations.handle", ondelete="CASCADE"), primary_key=True),
    Column("typing", Float),
    Column("here", Float),
    Column("left", Float),
)
# One row: the version. Taking the next one makes writers wait for each other on every database.
COUNTER = Table(
    "counter", METADATA, Column("id", Integer, primary_key=True), Column("version", Integer, nullable=False)
)
