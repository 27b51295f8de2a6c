"""Brings the office's database to the tables that this release needs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.records.base import open_records

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


class NewerDatabase(ValueError):
    """The database is of a later release than this one."""


def migrate(url: str) -> None:
    """Brings the database at `url` to this release: one that is empty, older, or there already.

    In one transaction: a step that fails leaves everything as it was. On SQLite others wait meanwhile, so that of two
    processes that start at once one finds the work done. Raises NewerDatabase if a later release was here.
    """
    sessions = open_records(url)
    engine = sessions.kw["bind"]
    try:
        with engine.begin() as connection:
            if not _is_known(connection):
                raise NewerDatabase("the database is of a later release; start that one, or bring back a backup")
            command.upgrade(_config(connection), "head")
    finally:
        engine.dispose()


def version(url: str) -> str | None:
    """The last migration that was run at `url`; None before the first."""
    engine = open_records(url).kw["bind"]
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def head() -> str | None:
    """The last migration of this release."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def draft(why: str, number: str) -> Path:
    """Writes the file of the next migration, from the difference between models and migrations; read it before use.

    For developers: `python -c "from bot.records.migrate import draft; print(draft('Say why', '0002'))"`.
    """
    with TemporaryDirectory() as scratch:
        url = f"sqlite:///{Path(scratch) / 'records.db'}"
        migrate(url)
        engine = open_records(url).kw["bind"]
        with engine.begin() as connection:
            made = command.revision(_config(connection), why, autogenerate=True, rev_id=number)
        engine.dispose()
    if made is None or isinstance(made, list):
        raise ValueError("no migration was written")
    return Path(made.path)


def _is_known(connection: Connection) -> bool:
    found = MigrationContext.configure(connection).get_current_revision()
    known = {one.revision for one in ScriptDirectory.from_config(_config(None)).walk_revisions()}
    return found is None or found in known


def _config(connection: Connection | None) -> Config:
    made = Config(attributes={"connection": connection})
    # Alembic reads "%" in its settings as the start of a name.
    made.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    return made
