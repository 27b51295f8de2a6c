"""The outbox of officers' texts: whom and what is sealed, the state stands open so that a job can find what is due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "sms_outbox",
        sa.Column("part", sa.String(length=60), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("is_reply", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "PENDING",
                "SENDING",
                "ACCEPTED",
                "DELIVERED",
                "FAILED",
                "UNKNOWN",
                name="state",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("sid", sa.String(length=34), nullable=True),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["officers.id"], name=op.f("fk_sms_outbox_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_outbox")),
        sa.UniqueConstraint("part", name=op.f("uq_sms_outbox_part")),
        sa.UniqueConstraint("number", name=op.f("uq_sms_outbox_number")),
        sa.UniqueConstraint("sid", name=op.f("uq_sms_outbox_sid")),
    )
    with op.batch_alter_table("sms_outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sms_outbox_about"), ["about"], unique=False)
        batch_op.create_index("ix_sms_outbox_due", ["state", "next_at"], unique=False)
