"""The tables of accounts refuse what may not be, and let two at once use a code only once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.access import Role
from bot.records.accounts import (
    Officer,
    RecoveryCode,
    SignIn,
    end_sign_ins,
    forget_sign_ins,
    officer_linked,
    open_sign_ins,
    replace_recovery_codes,
    sign_in_of,
    use_recovery_code,
    use_step,
)
from bot.records.base import Base, open_records

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def sessions(tmp_path: Path) -> sessionmaker[Session]:
    made = open_records(f"sqlite:///{tmp_path / 'records.db'}")
    tables = [Officer.__table__, RecoveryCode.__table__, SignIn.__table__]
    Base.metadata.create_all(made.kw["bind"], tables=tables)
    return made


def officer(user_name: str = "ada", **more: object) -> Officer:
    plain = {
        "id": uuid4(),
        "user_name": user_name,
        "display_name": "Ada Okafor",
        "role": Role.OFFICER,
        "password": "$argon2id$",
        "totp_sealed": b"sealed",
        "totp_step": 0,
        "active": True,
        "added_at": NOON,
        "password_at": NOON,
    }
    return Officer(**{**plain, **more})


def kept(sessions: sessionmaker[Session], *rows: Base) -> UUID:
    with sessions.begin() as session:
        session.add(rows[0])
        session.flush()
        session.add_all(rows[1:])
    id_: UUID = rows[0].id  # type: ignore[attr-defined]
    return id_


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_name": "ADA"},
        {"issuer": "https://id.example"},
        {"subject": "s"},
        {"role": "king"},
        {"added_at": NOON.replace(tzinfo=None)},
    ],
)
def test_what_may_not_be_is_refused(sessions: sessionmaker[Session], wrong: dict[str, object]) -> None:
    with pytest.raises((IntegrityError, StatementError)):
        kept(sessions, officer(**wrong))


def test_names_and_subjects_are_of_one_officer(sessions: sessionmaker[Session]) -> None:
    kept(sessions, officer(issuer="https://id.example", subject="s"))
    with pytest.raises(IntegrityError):
        kept(sessions, officer())
    with pytest.raises(IntegrityError):
        kept(sessions, officer("bea", issuer="https://id.example", subject="s"))
    kept(sessions, officer("cas", issuer="https://other.example", subject="s"))
    with sessions() as session:
        found = officer_linked(session, "https://other.example", "s")
        assert found is not None
        assert found.user_name == "cas"
        assert officer_linked(session, "https://id.example", "S") is None


def test_a_role_comes_back_as_one(sessions: sessionmaker[Session]) -> None:
    id_ = kept(sessions, officer(role=Role.CONTENT_EDITOR))
    with sessions() as session:
        assert session.get_one(Officer, id_).role is Role.CONTENT_EDITOR


def at_once(act: Callable[[], bool]) -> int:
    found: list[bool] = []
    threads = [threading.Thread(target=lambda: found.append(act())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(found)


def test_of_several_who_use_one_code_at_once_one_does(sessions: sessionmaker[Session]) -> None:
    id_ = kept(sessions, officer())
    with sessions.begin() as session:
        replace_recovery_codes(session, id_, ["hash"])

    def step() -> bool:
        with sessions.begin() as session:
            return use_step(session, id_, 100)

    def recover() -> bool:
        with sessions.begin() as session:
            return use_recovery_code(session, id_, "hash", NOON)

    assert at_once(step) == 1
    assert at_once(recover) == 1
    with sessions.begin() as session:
        assert not use_step(session, id_, 99)
        assert use_step(session, id_, 101)
        assert not use_recovery_code(session, uuid4(), "hash", NOON)


def test_sign_ins_end_by_one_by_all_but_one_and_by_age(sessions: sessionmaker[Session]) -> None:
    ada, bea = kept(sessions, officer()), kept(sessions, officer("bea"))
    begun = [
        SignIn(
            id=uuid4(),
            token_hash=str(number),
            officer_id=who,
            csrf="c",
            began_at=NOON + timedelta(hours=number),
            seen_at=NOON,
        )
        for number, who in enumerate((ada, ada, ada, bea))
    ]
    kept(sessions, *begun)
    later = NOON + timedelta(hours=5)
    with sessions.begin() as session:
        assert end_sign_ins(session, ada, later, only=begun[3].id) == 0
        assert end_sign_ins(session, ada, later, only=begun[0].id) == 1
        assert end_sign_ins(session, ada, later, but=begun[1].id) == 1
        before = NOON - timedelta(hours=1)
        assert [one.id for one in open_sign_ins(session, ada, seen_since=before, begun_since=before)] == [begun[1].id]
        assert open_sign_ins(session, ada, seen_since=NOON, begun_since=before) == []
        found = sign_in_of(session, "3")
        assert found is not None
        assert found[1].id == bea
        forget_sign_ins(session, NOON + timedelta(hours=3))
        assert [one.token_hash for one in session.query(SignIn)] == ["3"]


def test_a_sign_in_cannot_end_before_it_began(sessions: sessionmaker[Session]) -> None:
    ada = kept(sessions, officer())
    early = SignIn(
        token_hash="t", officer_id=ada, csrf="c", began_at=NOON, seen_at=NOON, ended_at=NOON - timedelta(seconds=1)
    )
    with pytest.raises(IntegrityError):
        kept(sessions, early)
