"""A case is gone with its key, and the key outside the database can change while the office works."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.records.base import open_records
from bot.records.case_keys import case_vault, erase_case_key
from bot.records.key_ring import KeyRing, RingProblem
from bot.records.rewrapping import lost_keys, rewrap_all, under_older
from bot.records.sealing import VaultClosed
from bot.records.unlocked import unlocked
from tests.records.office import NOON, Family, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


# Erasing


def test_an_erased_case_cannot_be_read(office: Office) -> None:
    gone, stays = office.family(), office.family("Ada Marsh")
    with office.sessions.begin() as session:
        assert erase_case_key(session, gone)
        with pytest.raises(VaultClosed):
            _ = session.get_one(Family, gone).name
    with office.sessions.begin() as session:
        assert not erase_case_key(session, gone)
        with pytest.raises(VaultClosed):
            _ = session.get_one(Family, gone).name
        assert session.get_one(Family, stays).name == "Ada Marsh"


def test_an_erasure_that_is_rolled_back_erases_nothing(office: Office) -> None:
    case = office.family()
    with office.sessions() as session:
        erase_case_key(session, case)
        session.rollback()
        assert session.get_one(Family, case).name == "Wren Hollis"


def test_the_erased_key_is_in_no_file_any_more(office: Office) -> None:
    case = office.family()
    wrapped = office.case_keys()[0][3]
    files = [office.file, office.file.with_name("records.db-wal")]
    assert isinstance(wrapped, bytes)
    assert any(wrapped in file.read_bytes() for file in files)
    # A second connection keeps the journal from being emptied by the last one's end.
    with office.locked.kw["bind"].connect():
        pass
    with office.sessions.begin() as session:
        erase_case_key(session, case)
    assert not any(wrapped in file.read_bytes() for file in files if file.exists())


def test_an_old_backup_with_the_present_keys_stays_closed(office: Office, tmp_path: Path) -> None:
    gone, stays = office.family(), office.family("Ada Marsh")
    backup = tmp_path / "restored"
    backup.mkdir()
    office.by_hand("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(office.file, backup / "records.db")
    with office.sessions.begin() as session:
        erase_case_key(session, gone)
    present = office.case_keys()
    # Last month's data, and the table of keys as it is today.
    restored = Office.__new__(Office)
    restored.file, restored.rings = backup / "records.db", office.rings
    restored.by_hand("DELETE FROM case_keys")
    for row in present:
        restored.by_hand("INSERT INTO case_keys VALUES (?, ?, ?, ?, ?)", *row)
    with unlocked(open_records(f"sqlite:///{restored.file}"), office.rings)() as session:
        assert session.get_one(Family, stays).name == "Ada Marsh"
        with pytest.raises(VaultClosed):
            _ = session.get_one(Family, gone).name


def test_opaque_ids_tell_cases_apart_and_nothing_else(office: Office) -> None:
    one, other = office.family(), office.family()
    with office.sessions() as session:
        ids = {case_vault(session, case).opaque_id(of) for case in (one, other) for of in (one, other)}
        assert len(ids) == 4
        assert case_vault(session, one).opaque_id(one) in ids
    assert not ids & {one, other}


# The ring


def test_the_newest_key_wraps_and_every_other_still_opens(office: Office) -> None:
    old = office.rings.records.newest().id
    before = office.family()
    new = office.rings.records.make(NOON + timedelta(days=1))
    after = office.family("Ada Marsh")
    assert {row[0]: row[2] for row in office.case_keys()} == {before: old, after: new}
    with office.sessions() as session:
        assert session.get_one(Family, before).name == "Wren Hollis"
        assert session.get_one(Family, after).name == "Ada Marsh"


def test_a_new_key_is_taken_into_use_and_the_sealed_rows_stay_as_they_are(office: Office) -> None:
    cases = [office.family(f"Wren {number}") for number in range(7)]
    old = office.rings.records.newest().id
    rows = office.by_hand("SELECT * FROM families_of_this_test ORDER BY id")
    office.rings.records.make(NOON + timedelta(days=1))
    with office.sessions() as session:
        assert under_older(session, office.rings.records) == 7
    assert rewrap_all(office.sessions, office.rings.records, batch=3) == 7
    assert rewrap_all(office.sessions, office.rings.records, batch=3) == 0
    assert office.by_hand("SELECT * FROM families_of_this_test ORDER BY id") == rows
    (office.folder / "keys/records" / f"{old}.key").unlink()
    with office.sessions() as session:
        assert under_older(session, office.rings.records) == 0
        assert [session.get_one(Family, case).name for case in cases] == [f"Wren {number}" for number in range(7)]


def test_a_damaged_key_does_not_stop_the_others(office: Office) -> None:
    damaged, _, _ = sorted(office.family() for _ in range(3))
    office.by_hand("UPDATE case_keys SET wrapped = x'00' WHERE holder = ?", damaged)
    office.rings.records.make(NOON + timedelta(days=1))
    assert rewrap_all(office.sessions, office.rings.records, batch=1) == 2
    with office.sessions() as session:
        assert under_older(session, office.rings.records) == 1


def test_keys_change_while_others_read_write_and_erase(office: Office) -> None:
    stays = [office.family(f"Wren {number}") for number in range(40)]
    gone = [office.family("Ada Marsh") for _ in range(20)]
    problems: list[BaseException] = []
    done = threading.Event()
    made: list[str] = []

    def until_done(work: Iterator[None]) -> None:
        try:
            for _ in work:
                if done.is_set():
                    return
        except BaseException as problem:
            problems.append(problem)

    def reading() -> Iterator[None]:
        while True:
            for number, case in enumerate(stays):
                with office.sessions() as session:
                    assert session.get_one(Family, case).name == f"Wren {number}"
                yield

    def writing() -> Iterator[None]:
        while True:
            made.append(office.family("Ivo Brook"))
            yield

    def erasing() -> Iterator[None]:
        for case in gone:
            with office.sessions.begin() as session:
                assert erase_case_key(session, case)
            yield

    threads = [threading.Thread(target=until_done, args=(work(),)) for work in (reading, writing, erasing)]
    for thread in threads:
        thread.start()
    for day in range(1, 4):
        office.rings.records.make(NOON + timedelta(days=day))
        rewrap_all(office.sessions, office.rings.records, batch=5)
    threads[2].join()
    done.set()
    for thread in threads:
        thread.join()
    assert problems == []
    rewrap_all(office.sessions, office.rings.records)
    holders = {row[0] for row in office.case_keys()}
    assert holders == {*stays, *made}
    assert not holders & set(gone), "an erased key must not come back"
    with office.sessions() as session:
        assert under_older(session, office.rings.records) == 0
        assert {session.get_one(Family, case).name for case in made} == {"Ivo Brook"}


def test_a_lost_key_is_missed_and_named(office: Office) -> None:
    case = office.family()
    key = office.rings.records.newest()
    path = office.folder / "keys/records" / f"{key.id}.key"
    path.unlink()
    with office.sessions() as session:
        assert lost_keys(session, set(office.rings.records.ids())) == [(key.id, 1)]
        with pytest.raises(RingProblem, match=f"{key.id} is not here"):
            _ = session.get_one(Family, case).name
    assert office.rings.records.restore(key.key) == key.id
    with office.sessions() as session:
        assert session.get_one(Family, case).name == "Wren Hollis"


def test_only_the_owner_can_read_a_key(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "records")
    path = tmp_path / "records" / f"{ring.make(NOON)}.key"
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o440)
    assert "others can read" in ring.faults()[0]


def test_a_key_from_paper_opens_and_does_not_wrap(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    old = ring.key(ring.make(NOON))
    new = ring.make(NOON + timedelta(days=1))
    (tmp_path / f"{old.id}.key").unlink()
    assert ring.restore(old.key) == old.id
    assert ring.restore(old.key) == old.id
    assert ring.newest().id == new
    assert ring.key(old.id).made == datetime(1970, 1, 1, tzinfo=UTC)
    assert old.key.hex() not in repr(old)


@pytest.mark.parametrize("content", ["", "{}", '{"made": "2026-11-23T12:00:00", "key": ""}', "QUJD", "[1]"])
def test_a_damaged_key_file_is_told(tmp_path: Path, content: str) -> None:
    ring = KeyRing(tmp_path)
    path = tmp_path / f"{ring.make(NOON)}.key"
    path.chmod(0o600)
    path.write_text(content)
    assert len(ring.faults()) == 1
    with pytest.raises(RingProblem):
        ring.newest()


def test_a_key_under_another_s_name_is_told(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path)
    one, other = ring.make(NOON), ring.make(NOON)
    (tmp_path / f"{one}.key").rename(tmp_path / f"{other}.key")
    assert "holds something else" in ring.faults()[0]


@pytest.mark.parametrize("id_", ["../elsewhere/0123456789abcdef", "", "none", "0123456789ABCDEF"])
def test_an_id_leads_to_no_other_file(tmp_path: Path, id_: str) -> None:
    (tmp_path / "none.key").write_text("{}")
    (tmp_path / "none.key").chmod(0o400)
    with pytest.raises(RingProblem):
        KeyRing(tmp_path).key(id_)


def test_a_ring_without_a_key_says_what_to_do(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "none")
    assert "evenhand keys records make" in ring.faults()[0]
    with pytest.raises(RingProblem, match="evenhand keys records make"):
        ring.newest()
