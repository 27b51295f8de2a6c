"""An empty or older database gets to the tables of this release, whole or not at all."""

from __future__ import annotations

import importlib
import pkgutil
import shutil
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

import bot.records
from bot.records import audit, migrate
from bot.records.audit_words import AuditAction
from bot.records.base import Base, open_records
from bot.records.case_keys import case_vault, make_case_key
from bot.records.tables import MODULES, tables
from bot.records.unlocked import rings_in, unlocked
from bot.records.vault import Place
from tests.records.office import NOON


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'records.db'}"


def test_models_and_migrations_agree(url: str) -> None:
    migrate.migrate(url)
    with create_engine(url).connect() as connection:
        compared = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(compared, tables()) == []
        # The comparison sees a difference where there is one.
        more = tables()
        more.tables["audit"].append_constraint(_unique(more))
        assert compare_metadata(compared, more) != []


def test_migrated_tables_are_the_same_as_those_that_tests_make(url: str, tmp_path: Path) -> None:
    migrate.migrate(url)
    other = create_engine(f"sqlite:///{tmp_path / 'other.db'}")
    Base.metadata.create_all(other, tables=[Base.metadata.tables[name] for name in tables().tables])
    migrated = shape(create_engine(url))
    migrated.pop("alembic_version")
    assert migrated == shape(other)
    assert triggers(create_engine(url)) == triggers(other)


def test_the_triggers_of_the_audit_are_there(url: str) -> None:
    migrate.migrate(url)
    assert set(audit.TRIGGERS) <= set(triggers(create_engine(url)))


def test_every_module_with_tables_is_in_the_list() -> None:
    for found in pkgutil.iter_modules(bot.records.__path__, "bot.records."):
        importlib.import_module(found.name)
    declaring = {mapper.class_.__module__ for mapper in Base.registry.mappers}
    assert {name for name in declaring if name.startswith("bot.")} == {module.__name__ for module in MODULES}


def test_there_is_one_way_to_the_head() -> None:
    versions = ScriptDirectory.from_config(migrate._config(None))
    assert len(versions.get_heads()) == len(versions.get_bases()) == 1
    assert [one.revision for one in versions.walk_revisions()][-1] == "0001"
    for one in versions.walk_revisions():
        assert Path(one.path).name.startswith(f"v{one.revision}_")


def test_a_database_that_is_there_already_keeps_what_it_holds(url: str, tmp_path: Path) -> None:
    migrate.migrate(url)
    rings = rings_in(tmp_path / "keys")
    rings.records.make(NOON)
    rings.audit.make(NOON)
    sessions = unlocked(open_records(url), rings)
    place = Place("notes", "text", "1")
    with sessions.begin() as session:
        sealed = make_case_key(session, "a" * 32, NOON).seal("as it was", place)
        audit.note(session, AuditAction.CASE_OPENED, audit.SYSTEM, audit.of_case(session, "a" * 32), NOON)
    migrate.migrate(url)
    with sessions() as session:
        assert case_vault(session, "a" * 32).open(sealed, place) == b"as it was"
        assert audit.count(session) == 1
    assert migrate.version(url) == migrate.head()


def test_a_database_without_tables_has_no_version(url: str) -> None:
    assert migrate.version(url) is None


def test_a_step_that_fails_leaves_everything_as_it_was(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.migrate(url)
    before, head = shape(create_engine(url)), migrate.head()
    steps = tmp_path / "steps"
    shutil.copytree(migrate._MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions/v9999_fails.py").write_text(
        "from alembic import op\n"
        f"revision, down_revision = '9999', {head!r}\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half (done)')\n"
        "    op.execute('this is no SQL')\n"
    )
    monkeypatch.setattr(migrate, "_MIGRATIONS", steps)
    with pytest.raises(Exception, match="syntax error"):
        migrate.migrate(url)
    assert shape(create_engine(url)) == before
    assert migrate.version(url) == head


def test_a_database_of_a_later_release_is_left_alone(url: str) -> None:
    migrate.migrate(url)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.NewerDatabase, match="later release"):
        migrate.migrate(url)
    assert migrate.version(url) == "9999"


def test_of_two_that_start_at_once_one_does_the_work(url: str) -> None:
    problems = []

    def start() -> None:
        try:
            migrate.migrate(url)
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert migrate.version(url) == migrate.head()


@pytest.mark.parametrize("name", ["with space.db", "100%.db", "%(here)s.db"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    migrate.migrate(f"sqlite:///{tmp_path / name}")
    assert (tmp_path / name).stat().st_size > 0


def test_the_tables_can_be_said_to_postgresql() -> None:
    for table in tables().sorted_tables:
        told = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        assert "DATETIME" not in told
        assert "BLOB" not in told


def test_a_draft_says_what_the_models_have_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = tmp_path / "steps"
    shutil.copytree(migrate._MIGRATIONS, steps, ignore=shutil.ignore_patterns("__pycache__"))
    for later in list(steps.glob("versions/v*.py")):
        if not later.name.startswith("v0001_"):
            later.unlink()
    monkeypatch.setattr(migrate, "_MIGRATIONS", steps)
    first = migrate.draft("A reason of its own", "0002")
    assert first == steps / "versions/v0002_a_reason_of_its_own.py"
    assert "down_revision = '0001'" in first.read_text()
    # With it, there is nothing more to say.
    again = migrate.draft("Nothing", "0003")
    assert "    pass\n" in again.read_text()


def shape(engine: Engine) -> dict[str, object]:
    """Everything that an inspector sees of each table."""
    with engine.connect() as connection:
        return {name: shape_of(connection, name) for name in inspect(connection).get_table_names()}


def shape_of(connection: Connection, name: str) -> object:
    seen = inspect(connection)
    columns = {one["name"]: (str(one["type"]), one["nullable"], one["default"]) for one in seen.get_columns(name)}
    others = (seen.get_check_constraints, seen.get_unique_constraints, seen.get_indexes, seen.get_foreign_keys)
    return columns, seen.get_pk_constraint(name), [sorted(map(str, other(name))) for other in others]


def triggers(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        return {row.name: row.sql for row in found}


def _unique(of: MetaData) -> object:
    from sqlalchemy import UniqueConstraint

    return UniqueConstraint(of.tables["audit"].c.mac)
