"""`evenhand export audit` writes the audit and says whether it is whole; `evenhand keys records` keeps the keys."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from bot import export_cli, records_cli
from bot.records import audit
from bot.records.audit_words import AuditAction
from bot.records.base import open_records
from bot.records.case_keys import make_case_key
from bot.records.checkpoints import FILE, write_checkpoint
from bot.records.migrate import migrate
from bot.records.rewrapping import under_older
from bot.records.unlocked import Rings, rings_in, unlocked
from tests.records.office import NOON

Run = Callable[..., Result]
# As the program mounts them.
app = typer.Typer()
app.add_typer(export_cli.app, name="export")
app.add_typer(records_cli.app, name="records")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("EVENHAND_VAR", str(tmp_path))
    for name in ("EVENHAND_KEYS", "EVENHAND_RECORDS"):
        monkeypatch.delenv(name, raising=False)
    return lambda *words, typed=None: CliRunner().invoke(app, words, input=typed)


@pytest.fixture
def rings(tmp_path: Path) -> Rings:
    return rings_in(tmp_path / "keys")


@pytest.fixture
def kept(tmp_path: Path, run: Run, rings: Rings) -> Path:
    """An office with three entries and a checkpoint; the database's file."""
    assert run("records", "make").exit_code == 0
    file = tmp_path / "records.db"
    migrate(f"sqlite:///{file}")
    with sessions(file, rings).begin() as session:
        make_case_key(session, "a" * 32, NOON)
        for _ in range(3):
            audit.note(session, AuditAction.CASE_VIEWED, audit.SYSTEM, audit.of_case(session, "a" * 32), NOON)
        write_checkpoint(session, tmp_path / FILE, NOON)
    return file


def sessions(file: Path, rings: Rings):
    return unlocked(open_records(f"sqlite:///{file}"), rings)


def by_hand(file: Path, statement: str) -> None:
    with open_records(f"sqlite:///{file}").begin() as session:
        for trigger in audit.TRIGGERS:
            session.connection().exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        session.connection().exec_driver_sql(statement)


def test_each_entry_is_a_line_of_json(run: Run, kept: Path) -> None:
    done = run("export", "audit")
    assert done.exit_code == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["seq"] for line in lines] == [1, 2, 3]
    assert lines[0] | {"subject": "", "key": "", "mac": ""} == {
        "seq": 1, "at": "2026-11-23T12:00:00.000000+00:00", "actor": "system", "action": "case_viewed", "subject": "",
        "detail": None, "key": "", "previous": "0" * 64, "mac": "",
    }  # fmt: skip


def test_a_file_is_for_its_owner_only_and_never_written_over(run: Run, kept: Path, tmp_path: Path) -> None:
    to = tmp_path / "audit.jsonl"
    assert run("export", "audit", str(to)).exit_code == 0
    assert to.stat().st_mode & 0o777 == 0o600
    assert len(to.read_text().splitlines()) == 3
    again = run("export", "audit", str(to))
    assert again.exit_code == 1
    assert "cannot be written" in again.stderr
    assert len(to.read_text().splitlines()) == 3


def test_a_whole_audit_is_said_to_be_whole(run: Run, kept: Path) -> None:
    done = run("export", "audit", "--verify")
    assert done.exit_code == 0
    assert done.stderr == "The audit is whole.\n"
    assert len(done.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("crime", "sign"),
    [
        ("UPDATE audit SET action = 'lookup' WHERE seq = 2", "entry 2 is not as it was written"),
        ("DELETE FROM audit WHERE seq = 2", "entry 3 follows entry 1"),
        ("DELETE FROM audit WHERE seq = 3", "its end was cut off"),
        ("UPDATE audit SET at = 'long ago'", "cannot be read at all"),
    ],
)
def test_an_audit_that_is_not_whole_is_told(run: Run, kept: Path, crime: str, sign: str) -> None:
    by_hand(kept, crime)
    done = run("export", "audit", "--verify")
    assert done.exit_code == 1
    assert sign in done.stderr


def test_without_a_checkpoint_the_audit_is_not_said_to_be_whole(run: Run, kept: Path, tmp_path: Path) -> None:
    away = tmp_path / "elsewhere.jsonl"
    (tmp_path / FILE).rename(away)
    by_hand(kept, "DELETE FROM audit WHERE seq = 3")
    assert "no checkpoint" in run("export", "audit", "--verify").stderr
    assert "cut off" in run("export", "audit", "--verify", "--checkpoints", str(away)).stderr


def test_an_audit_can_be_exported_without_its_keys_and_not_checked(run: Run, kept: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "keys")
    assert len(run("export", "audit").stdout.splitlines()) == 3
    checked = run("export", "audit", "--verify")
    assert checked.exit_code == 1
    assert "is not to be had" in checked.stderr


def test_where_nothing_was_ever_kept_the_commands_say_so(run: Run, tmp_path: Path) -> None:
    assert "no audit yet" in run("export", "audit").stderr
    assert "evenhand keys records make" in run("records", "check").stderr
    assert "evenhand keys records make" in run("records", "escrow").stderr


def test_a_database_that_does_not_answer_is_told(run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_RECORDS", f"sqlite:///{kept.parent / 'none' / 'records.db'}")
    for words in (("export", "audit"), ("records", "check"), ("records", "rotate")):
        done = run(*words)
        assert done.exit_code == 1
        assert "does not answer" in done.stderr


# The keys


def test_keys_are_made_once(run: Run, rings: Rings) -> None:
    assert "Made " in run("records", "make").stdout
    assert run("records", "make").stdout == "There are keys already.\n"
    assert len(rings.records.ids()) == len(rings.audit.ids()) == 1


def test_keys_change_and_every_case_with_them(run: Run, kept: Path, rings: Rings) -> None:
    old = rings.records.newest().id
    done = run("records", "rotate")
    assert (done.exit_code, "of 1 cases anew" in done.stdout) == (0, True)
    assert rings.records.newest().id != old
    with sessions(kept, rings)() as session:
        assert under_older(session, rings.records) == 0
    assert "0 cases are wrapped by an older one" in run("records", "check").stdout


def test_a_new_key_of_the_audit_leaves_it_whole(run: Run, kept: Path, rings: Rings) -> None:
    assert run("records", "rotate", "--audit").exit_code == 0
    assert len(rings.audit.ids()) == 2
    assert len(rings.records.ids()) == 1
    with sessions(kept, rings).begin() as session:
        audit.note(session, AuditAction.LOOKUP, audit.SYSTEM, None, NOON)
    assert run("export", "audit", "--verify").exit_code == 0


@pytest.mark.parametrize("flags", [(), ("--audit",)])
def test_a_lost_key_comes_back_from_two_halves(run: Run, kept: Path, rings: Rings, flags: tuple[str, ...]) -> None:
    told = run("records", "escrow", *flags).stdout
    id_ = re.findall("Key ([0-9a-f]{16})", told)[0]
    first, second = re.findall("^[12]-.*$", told, re.MULTILINE)
    ring = rings.audit if flags else rings.records
    key = ring.newest().key
    next(kept.parent.glob(f"keys/*/{id_}.key")).unlink()
    assert run("records", "check").exit_code == 1
    back = run("records", "restore", id_, *flags, typed=f"{first}\n{second}\n")
    assert (back.exit_code, first in back.output) == (0, False)
    assert ring.newest().key == key
    assert run("records", "check").exit_code == 0


def test_halves_of_another_key_are_refused(run: Run, kept: Path, rings: Rings) -> None:
    first, _ = re.findall("^[12]-.*$", run("records", "escrow").stdout, re.MULTILINE)
    _, second = re.findall("^[12]-.*$", run("records", "escrow", "--audit").stdout, re.MULTILINE)
    id_ = rings.records.newest().id
    done = run("records", "restore", id_, typed=f"{first}\n{second}\n")
    assert (done.exit_code, "not the halves" in done.stderr) == (1, True)
    assert len(rings.records.ids()) == 1
    slip = run("records", "restore", id_, typed=f"{first[:-1]}\n{second}\n")
    assert slip.exit_code == 1


def test_a_key_that_cases_need_is_missed(run: Run, kept: Path, rings: Rings) -> None:
    old = rings.records.newest().id
    rings.records.make(NOON.replace(year=2100))
    next(kept.parent.glob(f"keys/records/{old}.key")).unlink()
    done = run("records", "check")
    assert done.exit_code == 1
    assert f"1 cases need the key {old}, which is not here" in done.stderr
    assert "could not be wrapped anew" in run("records", "rotate").stderr
