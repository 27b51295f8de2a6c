"""Safeguarding alerts, apart from cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Safeguarding alerts, apart from cases."""
    op.create_table(
        "alerts",
        sa.Column("envelope", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("told", sa.String(length=20), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reasons", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["officers.id"], name=op.f("fk_alerts_decided_by")),
        sa.ForeignKeyConstraint(["owner"], ["officers.id"], name=op.f("fk_alerts_owner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("envelope", name=op.f("uq_alerts_envelope")),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alerts_decided_at"), ["decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_alerts_version"), ["version"], unique=False)
