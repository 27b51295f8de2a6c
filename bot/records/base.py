"""The office's database: how its tables are declared, and how it is opened."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator, create_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from bot.database import options, set_up_sqlite

# Constraints need names of their own, or a migration could not change them.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. It comes back aware, from SQLite too; one without a time zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As it is written. Raises ValueError for a moment without a time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As it is read: aware, UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the office. A `datetime` column is a Moment."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: Moment}  # noqa: RUF012


def open_records(url: str) -> sessionmaker[Session]:
    """Sessions on the database at SQLAlchemy's address `url`. Tables are made by migrations, or in tests by `create_all`.

    On SQLite each transaction begins with BEGIN IMMEDIATE, so that two processes that compare and set never both pass
    (architecture.md 4), readers do not wait for a writer (WAL), and foreign keys are held to.
    """
    engine = create_engine(url, connect_args=options(url))
    if engine.dialect.name == "sqlite":
        set_up_sqlite(engine)
    return sessionmaker(engine, expire_on_commit=False)
