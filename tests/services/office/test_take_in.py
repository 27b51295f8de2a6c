"""Envelopes become cases and requests, once; a withdrawal stops sharing before anybody looks; nothing stands open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.casework.office.ledger import Change
from bot.casework.office.queue import Waiting
from bot.records.cases import Case, open_cases, permissions_of
from bot.records.counts import EqualityFacts
from bot.records.queue import QueueItem, RequestRow, waiting
from tests.services.office.intake import SCHOOL, Office
from tests.whole.canaries import keepers


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.tray.close()
    made.box.close()


def test_a_referral_becomes_a_case_that_waits_and_its_envelope_is_gone(office: Office) -> None:
    envelope = office.refer(deadline="24 November 2026")
    assert office.take().kinds == {"referral": 1}
    with office.sessions() as session:
        (case,), (queued,) = open_cases(session), waiting(session)
        assert (case.envelope, case.answers["name"], case.safety) == (
            envelope,
            "Marian Ashgrove",
            {"safe_word": "teapot"},
        )
        assert queued.case_id == case.id and queued.needs and queued.owner is None
        assert queued.due == datetime(2026, 11, 24, 17, tzinfo=UTC)
        assert [one.change for one in permissions_of(session, case.id)] == [
            Change.GIVEN,
            Change.GIVEN,
            Change.REFUSED,
            Change.GIVEN,
        ]
        assert session.scalars(select(EqualityFacts)).one().quarter == "2026-4"
        assert "Quaker" not in str(case.answers)
    assert office.tray.envelopes() == []


def test_what_was_taken_in_before_is_not_taken_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.refer()
    office.ask()
    with monkeypatch.context() as falling:
        falling.setattr(office.tray, "erase", lambda id_: None)
        office.take()
    assert len(office.tray.envelopes()) == 2
    assert office.take().kinds == {}
    assert office.tray.envelopes() == []
    with office.sessions() as session:
        assert len(session.scalars(select(Case)).all()) == len(session.scalars(select(RequestRow)).all()) == 1


@pytest.mark.parametrize(
    "find", ["oak kettle river", "OAK-KETTLE-RIVER", "07700900145", "i am on +44 7700 900145", "marian@example.org"]
)
def test_a_withdrawal_stops_sharing_before_anybody_looks(office: Office, find: str) -> None:
    office.refer()
    office.take()
    office.ask(find=find)
    assert office.take().suspended == 1
    assert office.live() == [{("open_case", ""), ("may_call", "")}]
    assert Waiting.WITHDRAW in office.kinds()


@pytest.mark.parametrize("find", ["Marian Ashgrove", "", "oak-kettle-stone", "07700 900146"])
def test_a_withdrawal_that_fits_no_file_stops_nothing_and_comes_first(office: Office, find: str) -> None:
    office.refer()
    office.take()
    office.ask(find=find)
    assert office.take().suspended == 0
    assert ("party_talk_to", SCHOOL) in office.live()[0]
    assert Waiting.UNMATCHED_WITHDRAWAL in office.kinds()


def test_withdrawals_are_taken_in_before_a_heap_of_referrals(office: Office) -> None:
    office.refer()
    office.take()
    for number in range(3):
        office.refer(reference=f"ash-{number}", phone="07700 900999", email="other@example.org")
    office.ask()
    assert office.tray.envelopes()[0].kind == "withdraw"


def test_a_new_referral_never_changes_a_case_that_is_there(office: Office) -> None:
    office.refer()
    office.take()
    before = office.live()
    office.refer(reference="elm-fir-ash", help="something else")
    office.take()
    assert office.live() == before * 2


def test_an_envelope_that_cannot_be_opened_stays_and_stands_in_the_queue_once(office: Office) -> None:
    id_ = office.refer()
    for path in (office.keys / "private").glob("*.key"):
        path.rename(path.with_suffix(".away"))
    assert office.take().unreadable == office.take().unreadable == [id_]
    assert office.kinds() == [Waiting.UNREADABLE] and len(office.tray.envelopes()) == 1


def test_the_database_shows_no_name_number_or_word(office: Office) -> None:
    office.refer(help="my son cannot cope at Hillside")
    office.ask(words="stop sharing with Mrs Bell at once", kind="notes")
    office.take()
    planted = [
        "Marian Ashgrove",
        "07700 900145",
        "marian@example.org",
        "teapot",
        "oak-kettle-river",
        "Hillside",
        "Quaker",
    ]
    assert keepers([office.folder], [*planted, "cannot cope", "at once"]) == []
    with office.sessions() as session:
        assert session.scalars(select(QueueItem)).all()
