"""Cases move from one officer to another as a lead picks them, with a reason, and nobody learns of one kept from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.casework.access import Role
from bot.records.accounts import Officer
from bot.records.audit import entries
from bot.records.cases import Case
from bot.services.office.cases import hide
from bot.services.office.cases.caseloads import Moved, caseload_of, caseloads, move_cases
from bot.services.office.cases.open_by_hand import open_by_hand
from bot.services.office.cases.write import close_case
from bot.services.office.queue.claim import claim
from bot.services.office.working import Acting, NotHere, NotNow
from tests.services.office.intake import NOON, Office

AWAY = "Somebody is away"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.tray.close()
    made.box.close()


@pytest.fixture
def ash(office: Office) -> Acting:
    return office.officer("Ash")


@pytest.fixture
def bo(office: Office) -> Acting:
    return office.officer("Bo")


@pytest.fixture
def lin(office: Office) -> Acting:
    return office.officer("Lin", Role.LEAD)


@pytest.fixture
def cases(office: Office, ash: Acting) -> tuple[str, str, str]:
    """Three cases of Ash: of a referral that waits in the queue, fern and moss."""
    office.refer()
    office.take()
    claim(office.desk, ash, office.only_item().id, 0, NOON)
    return office.only_case(), opened(office, ash, "fern-otter-lamp"), opened(office, ash, "moss-bell-cup")


def opened(office: Office, owner: Acting, reference: str) -> str:
    spoken = {"how": "telephone", "wording": "w", "words": "May we?", "reply": "yes", "reference": reference}
    return open_by_hand(office.desk, owner, {"name": "Wren Hollis"}, **spoken, now=NOON)


def owners(office: Office) -> dict[str, object]:
    with office.sessions() as session:
        return {case.id: case.owner for case in session.scalars(select(Case))}


def seen(office: Office, acting: Acting, officer: Acting) -> dict[str, int]:
    return {one.id: one.epoch for one in caseload_of(office.desk, acting, officer.id)[1]}


def test_only_the_chosen_cases_move_with_what_waits_of_them_and_the_reason(
    office: Office, ash: Acting, bo: Acting, lin: Acting, cases: tuple[str, str, str]
) -> None:
    epochs = seen(office, lin, ash)
    before = office.only_item()
    chosen = {id_: epochs[id_] for id_ in cases[:2]}
    assert move_cases(office.desk, lin, ash.id, bo.id, chosen, AWAY, NOON) == Moved(2, (), 0)
    assert owners(office) == {cases[0]: bo.id, cases[1]: bo.id, cases[2]: ash.id}
    assert (office.only_item().owner, office.only_item().epoch) == (bo.id, before.epoch + 1)
    noted = [(one.actor, one.detail) for one in entries(office.sessions) if one.action == "case_transferred"]
    assert noted == [(lin.id.hex, "away")] * 2


def test_what_changed_hands_or_was_closed_meanwhile_is_left_alone(
    office: Office, ash: Acting, bo: Acting, lin: Acting, cases: tuple[str, str, str]
) -> None:
    cy, epochs = office.officer("Cy"), seen(office, lin, ash)
    move_cases(office.desk, lin, ash.id, cy.id, {cases[1]: epochs[cases[1]]}, AWAY, NOON)
    close_case(office.desk, ash, cases[2], NOON)
    stale = {**epochs, cases[0]: epochs[cases[0]] - 1, "0" * 32: 1}
    assert move_cases(office.desk, lin, ash.id, bo.id, stale, AWAY, NOON) == Moved(0, (), 4)
    assert owners(office) == {cases[0]: ash.id, cases[1]: cy.id, cases[2]: ash.id}


def test_what_is_kept_from_the_new_officer_stays_and_is_told(
    office: Office, ash: Acting, bo: Acting, lin: Acting, cases: tuple[str, str, str]
) -> None:
    hide.hide_from(office.desk, ash, cases[1], bo.id, NOON)
    kept = {one.reference: one.kept_from for one in caseload_of(office.desk, lin, ash.id)[1]}
    assert kept == {"oak-kettle-river": (), "fern-otter-lamp": ("Bo",), "moss-bell-cup": ()}
    every = seen(office, lin, ash)
    assert move_cases(office.desk, lin, ash.id, bo.id, every, AWAY, NOON) == Moved(2, ("fern-otter-lamp",), 0)
    assert owners(office)[cases[1]] == ash.id


def test_what_is_kept_from_the_lead_is_for_them_not_there_and_not_left_behind(
    office: Office, ash: Acting, bo: Acting, lin: Acting, cases: tuple[str, str, str]
) -> None:
    known = seen(office, lin, ash)
    hide.hide_from(office.desk, ash, cases[1], lin.id, NOON)
    assert set(seen(office, lin, ash)) == {cases[0], cases[2]}
    assert {one.name: one.cases for one in caseloads(office.desk, lin)}["Ash"] == 2
    told = [
        move_cases(office.desk, lin, ash.id, bo.id, {id_: known[cases[1]]}, AWAY, NOON) for id_ in (cases[1], "0" * 32)
    ]
    assert told[0] == told[1] == Moved(0, (), 1)
    assert move_cases(office.desk, lin, ash.id, bo.id, None, AWAY, NOON) == Moved(2, (), 0)
    assert set(owners(office).values()) == {bo.id}
    # Kept from both, it stays and is not named to the lead.
    hide.hide_from(office.desk, bo, cases[1], ash.id, NOON)
    assert move_cases(office.desk, lin, bo.id, ash.id, None, AWAY, NOON) == Moved(2, (), 0)
    assert owners(office)[cases[1]] == bo.id


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.CONTENT_EDITOR])
def test_cases_move_only_to_who_can_have_them(
    office: Office, ash: Acting, lin: Acting, cases: tuple[str, str, str], role: Role
) -> None:
    away, kit = office.officer("Away"), office.officer("Kit", role)
    with office.sessions.begin() as session:
        session.get_one(Officer, away.id).active = False
    for to in (kit, away):
        with pytest.raises(NotNow, match="nobody_there"):
            move_cases(office.desk, lin, ash.id, to.id, None, AWAY, NOON)
    assert set(owners(office).values()) == {ash.id}
    assert {one.name for one in caseloads(office.desk, lin)} == {"Ash", "Lin"}


def test_without_cases_another_officer_or_one_of_the_reasons_nothing_moves(
    office: Office, ash: Acting, bo: Acting, lin: Acting, cases: tuple[str, str, str]
) -> None:
    for to, chosen, reason in ((bo, {}, AWAY), (ash, None, AWAY), (bo, None, ""), (bo, None, "away")):
        with pytest.raises(NotNow, match="empty"):
            move_cases(office.desk, lin, ash.id, to.id, chosen, reason, NOON)
    assert set(owners(office).values()) == {ash.id}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMIN, Role.AUDITOR, Role.CONTENT_EDITOR])
def test_only_who_hands_out_cases_sees_whose_they_are(
    office: Office, ash: Acting, bo: Acting, lin: Acting, cases: tuple[str, str, str], role: Role
) -> None:
    one = office.officer("Nell", role)
    for act in (
        lambda: caseloads(office.desk, one),
        lambda: caseload_of(office.desk, one, ash.id),
        lambda: move_cases(office.desk, one, ash.id, bo.id, None, AWAY, NOON),
    ):
        with pytest.raises(NotHere):
            act()
    with pytest.raises(NotHere):
        caseload_of(office.desk, lin, type(ash.id)(int=7))
