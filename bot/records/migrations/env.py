"""What Alembic runs a migration in: the connection that `bot.records.migrate` hands over, in its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

from bot.records.tables import tables


def plain_type(kind: str, thing: Any, _: Any) -> str | Literal[False]:
    """A type of ours as the type it is kept as: a migration must not change when the code does."""
    return f"sa.{thing.impl!r}" if kind == "type" and isinstance(thing, TypeDecorator) else False


# SQLite changes a table by making it anew (batch).
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables(),
    render_as_batch=True,
    render_item=plain_type,
)
context.run_migrations()
