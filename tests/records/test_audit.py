"""What was done stays noted: an entry cannot be changed, and whoever goes round the database is found out."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.records import audit
from bot.records.audit_chain import BEGINNING, Checkpoint, Entry, checkpoint_signature, entry_mac, moment, verify
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.case_keys import erase_case_key
from bot.records.checkpoints import FILE, read_checkpoints, write_checkpoint, write_if_due
from bot.records.sealing import VaultClosed
from tests.records.office import NOON, Family, Office
from tests.whole.canaries import keepers

KEY, OTHER = bytes(range(32)), bytes(32)
OFFICER = UUID(int=7)
# Of a chain made with KEY: what was signed with it must be found whole for ever.
FIRST_MAC = "47d5e274b97941e1dc079f30fe00061942c4a5a8614a79917fb81347a7270030"
SIGNATURE = "ecac376a5dcb91674d18c5e4b71410aacc91802d77516be32d5b14de2d9ee953"


def key_of(id_: str) -> bytes:
    if id_ != "0123456789abcdef":
        raise ValueError
    return KEY


def chain(length: int, key: bytes = KEY) -> list[Entry]:
    made: list[Entry] = []
    for seq in range(1, length + 1):
        before = made[-1].mac if made else BEGINNING
        at = moment(NOON + timedelta(seconds=seq))
        one = Entry(seq, at, OFFICER.hex, "case_viewed", f"{seq:032x}", None, "0123456789abcdef", before, "")
        made.append(replace(one, mac=entry_mac(one, key)))
    return made


def checkpoint(rows: list[Entry], key: bytes = KEY) -> Checkpoint:
    end = rows[-1]
    unsigned = Checkpoint(end.seq, len(rows), end.mac, end.at, "0123456789abcdef", "")
    return replace(unsigned, signature=checkpoint_signature(unsigned, key))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def note(office: Office, action: AuditAction = AuditAction.LOOKUP, **others: object) -> Entry:
    with office.sessions.begin() as session:
        return audit.note(session, action, OFFICER, None, NOON, **others)  # type: ignore[arg-type]


def faults(office: Office) -> list[str]:
    made, wrong = read_checkpoints(office.folder / FILE)
    return wrong + verify(audit.entries(office.locked), made, lambda id_: office.rings.audit.key(id_).key)


# The chain


def test_the_format_has_not_drifted() -> None:
    one, two = chain(2)
    assert one.mac == FIRST_MAC
    assert two.previous == one.mac
    assert checkpoint([one, two]).signature == SIGNATURE


@given(st.integers(0, 8), st.data())
def test_a_whole_chain_has_no_fault(length: int, data: st.DataObject) -> None:
    rows = chain(length)
    ends = data.draw(st.lists(st.integers(1, length))) if length else []
    assert verify(rows, [checkpoint(rows[:end]) for end in ends], key_of) == []


CHANGES = {
    "seq": 99,
    "at": moment(NOON),
    "actor": "b" * 32,
    "action": "case_closed",
    "subject": None,
    "detail": "refused",
    "key": "f" * 16,
    "previous": "c" * 64,
    "mac": "d" * 64,
}


@given(st.integers(1, 8), st.sampled_from(sorted(CHANGES)), st.data())
def test_a_change_is_found(length: int, field: str, data: st.DataObject) -> None:
    rows = chain(length)
    at = data.draw(st.integers(0, length - 1))
    rows[at] = replace(rows[at], **{field: CHANGES[field]})  # type: ignore[arg-type]
    assert verify(rows, [], key_of) != []


@given(st.integers(2, 8), st.data())
def test_a_deletion_is_found(length: int, data: st.DataObject) -> None:
    rows = chain(length)
    del rows[data.draw(st.integers(0, length - 2))]
    assert verify(rows, [], key_of) != []
    # Numbering the rest anew does not hide it.
    renumbered = [replace(row, seq=seq) for seq, row in enumerate(rows, 1)]
    assert verify(renumbered, [], key_of) != []


@given(st.integers(2, 8), st.data())
def test_another_order_is_found(length: int, data: st.DataObject) -> None:
    rows = chain(length)
    mixed = data.draw(st.permutations(rows).filter(lambda order: order != rows))
    assert verify(mixed, [], key_of) != []
    assert verify([replace(row, seq=seq) for seq, row in enumerate(mixed, 1)], [], key_of) != []


@given(st.integers(1, 8), st.integers(1, 8))
def test_a_cut_off_end_is_found_with_a_checkpoint_and_only_so(length: int, cut: int) -> None:
    rows = chain(length)
    left = rows[: max(0, length - cut)]
    assert verify(left, [], key_of) == []
    assert "cut off" in verify(left, [checkpoint(rows)], key_of)[0]


def test_an_end_that_was_cut_off_and_grown_again_is_found() -> None:
    rows = chain(4)
    # By somebody with the key, or by the office itself after the cut.
    grown = rows[:2]
    for seq in (3, 4, 5):
        one = replace(rows[0], seq=seq, previous=grown[-1].mac, mac="", detail="refused")
        grown.append(replace(one, mac=entry_mac(one, KEY)))
    assert verify(grown, [], key_of) == []
    assert verify(grown, [checkpoint(rows)], key_of) == [
        f"entry 4 is another than at the checkpoint of {rows[-1].at}",
    ]


def test_a_chain_made_with_another_key_is_found() -> None:
    assert len(verify(chain(3, OTHER), [], key_of)) == 3
    assert verify(chain(3), [checkpoint(chain(3), OTHER)], key_of) != []


@pytest.mark.parametrize(
    "change", [{"seq": 2}, {"count": 9}, {"mac": "0" * 64}, {"at": moment(NOON)}, {"key": "f" * 16}]
)
def test_a_changed_checkpoint_is_found(change: dict[str, object]) -> None:
    rows = chain(3)
    assert verify(rows, [replace(checkpoint(rows), **change)], key_of) != []  # type: ignore[arg-type]


def test_an_entry_put_in_twice_is_found() -> None:
    rows = chain(3)
    assert verify([*rows, rows[-1]], [], key_of) != []


# As it is kept


def test_notes_follow_one_another(office: Office) -> None:
    first, second = note(office), note(office, AuditAction.OVERRIDE, detail=AuditDetail.SERIOUS_HARM)
    assert list(audit.entries(office.locked)) == [first, second]
    assert (first.previous, second.previous) == (BEGINNING, first.mac)
    assert (second.action, second.detail, second.actor) == ("override", "serious_harm", OFFICER.hex)
    assert faults(office) == []


def test_a_note_goes_with_what_it_notes_or_not_at_all(office: Office) -> None:
    with pytest.raises(RuntimeError), office.sessions.begin() as session:
        audit.note(session, AuditAction.EXPORT, OFFICER, None, NOON)
        raise RuntimeError
    note(office)
    assert [one.seq for one in audit.entries(office.locked)] == [1]
    assert faults(office) == []


def test_several_notes_of_one_transaction_follow_one_another(office: Office) -> None:
    with office.sessions.begin() as session:
        for _ in range(3):
            audit.note(session, AuditAction.LOOKUP, audit.SYSTEM, None, NOON)
    assert [one.seq for one in audit.entries(office.locked)] == [1, 2, 3]
    assert faults(office) == []


def test_a_long_audit_is_read_page_by_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_PAGE", 2)
    for length in range(1, 6):
        note(office)
        assert [one.seq for one in audit.entries(office.locked)] == list(range(1, length + 1))


@pytest.mark.parametrize("id_", ["Wren Hollis", "wren@example.org", "", "A" * 32, "a" * 31, "07700 900461"])
def test_only_opaque_ids_get_in(office: Office, id_: str) -> None:
    with office.sessions() as session, pytest.raises(ValueError, match="opaque"):
        audit.note(session, AuditAction.LOOKUP, OFFICER, audit.Opaque(id_), NOON)
    with office.sessions() as session, pytest.raises(ValueError, match="opaque"):
        audit.note(session, AuditAction.LOOKUP, audit.Opaque(id_), None, NOON)


@pytest.mark.parametrize("word", ["Wren Hollis", "", "case viewed"])
def test_only_words_of_the_list_get_in(office: Office, word: str) -> None:
    with office.sessions() as session, pytest.raises(ValueError, match="is not a valid"):
        audit.note(session, word, OFFICER, None, NOON)  # type: ignore[arg-type]
    with office.sessions() as session, pytest.raises(ValueError, match="is not a valid"):
        audit.note(session, AuditAction.LOOKUP, OFFICER, None, NOON, word)  # type: ignore[arg-type]


def test_a_note_needs_keys_and_a_moment(office: Office) -> None:
    with office.locked() as session, pytest.raises(VaultClosed):
        audit.note(session, AuditAction.LOOKUP, OFFICER, None, NOON)
    with office.sessions() as session, pytest.raises(ValueError, match="time zone"):
        audit.note(session, AuditAction.LOOKUP, OFFICER, None, datetime(2026, 11, 23))


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE audit SET actor = 'x'",
        "UPDATE audit SET seq = 9 WHERE seq = 2",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 2",
        "INSERT OR REPLACE INTO audit SELECT 1, at, actor, 'override', subject, detail, key, previous, mac FROM audit",
        "REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT 9, at, actor, action, subject, detail, key, previous, mac FROM audit WHERE seq = 2",
        "INSERT INTO audit SELECT NULL, at, actor, action, subject, detail, key, previous, mac FROM audit WHERE seq = 2",
    ],
)
def test_the_database_refuses_to_change_what_was_noted(office: Office, attempt: str) -> None:
    note(office), note(office)
    before = list(audit.entries(office.locked))
    with pytest.raises(DatabaseError, match="only added to"), office.sessions.begin() as session:
        session.execute(text(attempt))
    with pytest.raises(sqlite3.Error, match="only added to"):
        office.by_hand(attempt)
    assert list(audit.entries(office.locked)) == before


@pytest.mark.parametrize(
    ("crime", "sign"),
    [
        ("SELECT 1", None),
        ("UPDATE audit SET subject = NULL WHERE seq = 2", "entry 2 is not as it was written"),
        ("UPDATE audit SET at = '2026-11-24 12:00:00.000000' WHERE seq = 2", "entry 2 is not as it was written"),
        ("DELETE FROM audit WHERE seq = 2", "entry 3 follows entry 1"),
        ("UPDATE audit SET seq = CASE seq WHEN 2 THEN 30 ELSE 2 END WHERE seq IN (2, 3)", "missing or out of order"),
        ("DELETE FROM audit WHERE seq = 4", "its end was cut off"),
        ("DELETE FROM audit", "its end was cut off"),
    ],
)
def test_whoever_goes_round_the_triggers_is_found_out(office: Office, crime: str, sign: str | None) -> None:
    case = office.family()
    with office.sessions.begin() as session:
        for _ in range(4):
            audit.note(session, AuditAction.CASE_VIEWED, OFFICER, audit.of_case(session, case), NOON)
        write_checkpoint(session, office.folder / FILE, NOON)
    for trigger in audit.TRIGGERS:
        office.by_hand(f"DROP TRIGGER {trigger}")
    office.by_hand(crime)
    found = faults(office)
    assert found == [] if sign is None else any(sign in one for one in found)


def test_everybody_at_once_makes_one_chain(office: Office) -> None:
    def busy() -> None:
        for _ in range(15):
            note(office)

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.seq for one in audit.entries(office.locked)] == list(range(1, 61))
    assert faults(office) == []


def test_a_new_key_of_the_audit_signs_and_the_older_still_checks(office: Office) -> None:
    first = note(office)
    office.rings.audit.make(NOON + timedelta(days=1))
    second = note(office)
    assert first.key != second.key
    assert faults(office) == []
    (office.folder / f"keys/audit/{first.key}.key").unlink()
    assert faults(office) == [f"entry 1 cannot be checked: the audit's key {first.key} is not to be had"]


# Who it is about


def test_a_case_is_found_in_the_audit_with_its_key_and_never_again_without(office: Office) -> None:
    case, other = office.family(), office.family()
    with office.sessions.begin() as session:
        for one in (case, other, case):
            audit.note(session, AuditAction.CASE_VIEWED, OFFICER, audit.of_case(session, one), NOON)
        subject = audit.of_case(session, case)
        assert [one.seq for one in audit.entries_about(session, subject)] == [1, 3]
        erase_case_key(session, case)
    with office.sessions() as session:
        with pytest.raises(VaultClosed):
            audit.of_case(session, case)
        assert audit.count(session) == 3
    assert faults(office) == []
    kept = str(office.by_hand("SELECT * FROM audit"))
    assert subject in kept
    assert case not in kept


def test_no_name_is_in_the_audit_or_its_checkpoints(office: Office) -> None:
    case = office.family("Wren Hollisterby")
    with office.sessions.begin() as session:
        session.get_one(Family, case).name = "Ada Hollisterby"
        audit.note(session, AuditAction.CASE_VIEWED, uuid4(), audit.of_case(session, case), NOON)
        write_checkpoint(session, office.folder / FILE, NOON)
    assert keepers([office.folder], ["Wren Hollisterby", "Ada Hollisterby"]) == []
    assert case not in (office.folder / FILE).read_text()


# Checkpoints


def test_a_checkpoint_is_made_every_hour_and_not_more_often(office: Office) -> None:
    note(office)
    file = office.folder / "checkpoints" / FILE
    made = []
    for minutes in (0, 30, 59, 60, 61, 120, 121):
        with office.sessions() as session:
            if write_if_due(session, file, NOON + timedelta(minutes=minutes)):
                made.append(minutes)
    assert made == [0, 60, 120]
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.seq for one in read_checkpoints(file)[0]] == [1, 1, 1]


def test_a_checkpoint_of_the_future_puts_nothing_off(office: Office) -> None:
    file = office.folder / FILE
    with office.sessions() as session:
        write_checkpoint(session, file, NOON + timedelta(days=9000))
        assert write_if_due(session, file, NOON) is not None
    assert faults(office) == []


@pytest.mark.parametrize("line", ["", "{}", "[]", "Wren", '{"seq": "1"}', "\x00"])
def test_a_line_that_is_no_checkpoint_is_told(office: Office, line: str) -> None:
    file = office.folder / FILE
    with office.sessions() as session:
        write_checkpoint(session, file, NOON)
    with file.open("a") as lines:
        lines.write(line + "\n")
    assert faults(office) == [f"line 2 of {FILE} is no checkpoint"]


def test_a_checkpoint_of_an_empty_audit_is_one(office: Office) -> None:
    with office.sessions() as session:
        assert write_checkpoint(session, office.folder / FILE, NOON).seq == 0
    assert faults(office) == []
    note(office)
    assert faults(office) == []


def test_a_moment_is_signed_in_utc() -> None:
    assert moment(datetime(2026, 7, 1, 12, tzinfo=UTC)) == "2026-07-01T12:00:00.000000+00:00"
