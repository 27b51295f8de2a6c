"""Rows reach the database sealed, are read as they were written, and open in their own place only."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from bot.records.case_keys import CaseKey, case_vault, erase_case_key, make_case_key, office_vault
from bot.records.sealed import RowMoved
from bot.records.sealing import SealedBytes, VaultClosed
from tests.records.office import NOON, Draft, Family, Office, Remark
from tests.whole.canaries import keepers


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_row_is_read_as_it_was_written(office: Office) -> None:
    case = office.family()
    with office.sessions() as session:
        family = session.get_one(Family, case)
        assert (family.name, family.born, family.wishes) == ("Wren Hollis", date(2017, 3, 4), {"asked": ["mediation"]})
        remark = session.scalars(select(Remark)).one()
        assert (remark.text, remark.scan) == ("School wrote back.", b"%PDF")


def test_what_was_set_can_be_read_before_it_is_written_and_after(office: Office) -> None:
    case = office.family()
    with office.sessions() as session:
        family = session.get_one(Family, case)
        family.name = "Wren Marsh"
        assert family.name == "Wren Marsh"
        session.flush()
        assert family.name == "Wren Marsh"
        session.rollback()
        assert family.name == "Wren Hollis"
        family.name = "Wren Marsh"
        session.refresh(family)
        assert family.name == "Wren Hollis"


def test_only_what_was_set_is_sealed_anew(office: Office) -> None:
    case = office.family()
    before = office.by_hand("SELECT name, born, wishes FROM families_of_this_test")[0]
    with office.sessions.begin() as session:
        family = session.get_one(Family, case)
        family.born = None
        family.is_open = False
    after = office.by_hand("SELECT name, born, wishes FROM families_of_this_test")[0]
    assert [one == other for one, other in zip(before, after)] == [True, False, True]


def test_nobody_sees_which_are_empty(office: Office) -> None:
    with office.sessions.begin() as session:
        for born in (None, date(2017, 3, 4)):
            family = Family(name="Wren", born=born, wishes=None)
            make_case_key(session, family.id, NOON)
            session.add(family)
    kept = office.by_hand("SELECT born FROM families_of_this_test")
    assert len({len(one[0]) for one in kept}) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("swap", "closed"),
    [
        ("UPDATE remarks_of_this_test SET text = text", 0),
        ("UPDATE remarks_of_this_test SET text = scan", 3),
        # Another row of the same case.
        ("UPDATE remarks_of_this_test AS r SET text = (SELECT text FROM remarks_before o WHERE o.id != r.id)", 3),
        # The same row's case alone, so that it would be read under another family.
        ("UPDATE remarks_of_this_test AS r SET case_id = (SELECT id FROM families_before f WHERE f.id != r.case_id)", 3),
        ("UPDATE families_of_this_test AS r SET name = (SELECT name FROM families_before o WHERE o.id != r.id)", 2),
        ("UPDATE families_of_this_test AS r SET (name, born) = (SELECT born, name FROM families_before o"
         " WHERE o.id = r.id)", 2),
        # The keys of cases, so that each has the other's.
        ("UPDATE case_keys AS r SET (wrapped, key_id) = (SELECT wrapped, key_id FROM keys_before o"
         " WHERE o.holder != r.holder)", 5),
        ("UPDATE case_keys SET key_id = '0000000000000000'", 5),
        ("UPDATE remarks_of_this_test SET text = x'00'", 3),
        ("UPDATE remarks_of_this_test SET text = substr(text, 1, length(text) - 1)", 3),
    ],
)  # fmt: skip
def test_a_swapped_cell_stays_closed(office: Office, swap: str, closed: int) -> None:
    office.family("Ada Marsh")
    case = office.family("Wren Hollis")
    with office.sessions.begin() as session:
        session.add(Remark(case_id=case, text="School wrote back.", scan=b""))
    for name, table in (
        ("remarks", "remarks_of_this_test"),
        ("families", "families_of_this_test"),
        ("keys", "case_keys"),
    ):
        office.by_hand(f"CREATE TABLE {name}_before AS SELECT * FROM {table}")
    office.by_hand(swap)
    found = 0
    with office.sessions() as session:
        cells = [(row, "name") for row in session.scalars(select(Family))]
        for row, name in [*cells, *((row, "text") for row in session.scalars(select(Remark)))]:
            try:
                assert getattr(row, name) in ("Ada Marsh", "Wren Hollis", "School wrote back.")
            except VaultClosed:
                found += 1
    assert found == closed


def test_a_row_cannot_go_to_another_case(office: Office) -> None:
    office.family()
    other = office.family("Ada Marsh")
    with office.sessions() as session:
        remark = session.scalars(select(Remark).where(Remark.case_id != other)).one()
        remark.case_id = other
        with pytest.raises(RowMoved):
            session.flush()


def test_no_way_past_the_unit_of_work_keeps_plain_text(office: Office) -> None:
    case = office.family()
    row = {"id": "b" * 32, "case_id": case, "text": b"Wren Hollis", "scan": b"Wren Hollis"}
    table = Remark.__table__
    attempts = (
        insert(table).values(row),
        update(table).values(text=b"Wren Hollis"),
        update(Remark).values(text=b"Wren Hollis"),
    )
    for attempt in attempts:
        with pytest.raises(StatementError, match="only what was sealed"), office.sessions.begin() as session:
            session.execute(attempt)
    with pytest.raises(StatementError, match="only what was sealed") as told, office.sessions.begin() as session:
        session.bulk_save_objects([Remark(case_id=case, text="Wren Hollis", scan=b"")])
    assert "Wren" not in str(told.value)
    assert keepers([office.folder], ["Wren Hollis"]) == []


def test_a_sealed_column_cannot_be_searched(office: Office) -> None:
    with pytest.raises(TypeError, match="searched"):
        select(Family).where(Family.name == "Wren Hollis")


def test_a_column_that_was_never_set_is_told(office: Office) -> None:
    case = office.family()
    with pytest.raises(ValueError, match="text was never set"), office.sessions.begin() as session:
        session.add(Remark(case_id=case, scan=b""))


def test_nothing_is_written_or_read_without_the_case_s_key(office: Office) -> None:
    case = office.family()
    with pytest.raises(VaultClosed), office.sessions.begin() as session:
        session.add(Family(name="Wren", born=None, wishes=None))
    with pytest.raises(VaultClosed), office.locked.begin() as session:
        session.add(Remark(case_id=case, text="x", scan=b""))
    with office.locked() as session, pytest.raises(VaultClosed):
        _ = session.get_one(Family, case).name
    with office.sessions() as session:
        family = session.get_one(Family, case)
    with pytest.raises(VaultClosed):
        _ = family.name


def test_what_belongs_to_no_case_is_the_office_s(office: Office) -> None:
    with office.sessions.begin() as session:
        sealed = office_vault(session, NOON).seal(b"a secret", "officers.totp.1")
        session.add(Draft(text="Dear"))
    with office.sessions.begin() as session:
        assert office_vault(session, NOON).open(sealed, "officers.totp.1") == b"a secret"
        assert session.scalars(select(Draft)).one().text == "Dear"
        with pytest.raises(ValueError, match="cannot be erased"):
            erase_case_key(session, "office")


def test_a_case_has_one_key(office: Office) -> None:
    case = office.family()
    with pytest.raises(IntegrityError), office.sessions.begin() as session:
        make_case_key(session, case, NOON)


def test_a_key_that_was_rolled_back_seals_nothing_afterwards(office: Office) -> None:
    with office.sessions() as session:
        make_case_key(session, "a" * 32, NOON)
        session.rollback()
        with pytest.raises(VaultClosed):
            case_vault(session, "a" * 32)
        session.begin_nested()
        make_case_key(session, "a" * 32, NOON)
        session.get_nested_transaction().rollback()  # type: ignore[union-attr]
        with pytest.raises(VaultClosed):
            case_vault(session, "a" * 32)


@pytest.mark.parametrize("holder", ["", "x" * 65, "a case", "Wren|Hollis", "é"])
def test_a_holder_has_a_plain_id(office: Office, holder: str) -> None:
    with office.sessions() as session, pytest.raises(ValueError, match="64 letters"):
        make_case_key(session, holder, NOON)


# The files


CANARIES = ["Wren Hollisterby", "07700 900461", "quokka-shaped kettle", "2017-03-04"]


def test_neither_the_database_nor_its_journal_holds_a_word(office: Office) -> None:
    case = office.family(CANARIES[0], f"{CANARIES[2]} {CANARIES[1]}", CANARIES[2].encode())
    with office.sessions() as session:
        # While it is open: the journal is still there.
        session.get_one(Family, case).name = CANARIES[0] + "!"
        session.commit()
        journal = office.file.with_name("records.db-wal")
        assert journal.stat().st_size > 0
        assert keepers([office.folder], CANARIES) == []
        dump = "\n".join(sqlite3.connect(office.file).iterdump())
    (office.folder / "dump.sql").write_text(dump)
    assert "families_of_this_test" in dump
    assert keepers([office.folder], CANARIES) == []
    # What is not sealed would be found.
    office.by_hand("CREATE TABLE plain (word)")
    office.by_hand("INSERT INTO plain VALUES (?)", CANARIES[2])
    assert keepers([office.folder], CANARIES) != []


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), min_size=1, max_size=4))
def test_any_words_come_back_from_the_database(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    office = Office(tmp_path_factory.mktemp("office"))
    cases = [office.family(word, word, word.encode()) for word in words]
    with office.sessions() as session:
        assert [session.get_one(Family, case).name for case in cases] == words
        assert sorted(one.scan for one in session.scalars(select(Remark))) == sorted(word.encode() for word in words)


def test_sealed_bytes_survive_a_round_without_being_opened(office: Office) -> None:
    case = office.family()
    with office.locked.begin() as session:
        # Without keys a row can still be listed and changed beside what is sealed.
        family = session.get_one(Family, case)
        family.is_open = False
    with office.sessions() as session:
        assert session.get_one(Family, case).name == "Wren Hollis"
        assert isinstance(session.execute(select(Family.__table__.c.name)).scalar_one(), SealedBytes)
        assert session.execute(text("SELECT count(*) FROM case_keys")).scalar_one() == 1
        assert session.scalars(select(CaseKey)).one().holder == case
