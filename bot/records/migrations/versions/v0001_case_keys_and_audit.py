"""The keys of cases, and the audit, before there is any case: nothing may be kept that is not sealed and noted.

There is no way back: a migration that took the audit away would be the hole in it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# As they were at this version; the models may say more later.
TRIGGERS = (
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
    "CREATE TRIGGER audit_is_added_to_at_its_end BEFORE INSERT ON audit "
    "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit) "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END",
)


def upgrade() -> None:
    """Makes both tables."""
    op.create_table(
        "case_keys",
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("kek", sa.String(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("holder", name=op.f("pk_case_keys")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(32)),
        sa.Column("detail", sa.String(40)),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_audit_seq_from_one")),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"])
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(trigger)
