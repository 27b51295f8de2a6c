"""The table of roles is the one of C-79 and channels.md E2, cell by cell."""

from __future__ import annotations

import pytest

from bot.casework.access import MATRIX, Ability, Role, may

OFFICER, LEAD, MANAGER = Role.OFFICER, Role.LEAD, Role.MANAGER
EDITOR, ADMIN, AUDITOR = Role.CONTENT_EDITOR, Role.ADMIN, Role.AUDITOR
WHO_MAY = {
    Ability.USE_OWN_ACCOUNT: set(Role),
    Ability.SEE_QUEUE: {OFFICER, LEAD, MANAGER},
    Ability.OPEN_CASE: {OFFICER, LEAD, MANAGER},
    Ability.OPEN_ANY_CASE: {MANAGER},
    Ability.REASSIGN: {LEAD, MANAGER},
    Ability.OVERRIDE: {MANAGER},
    Ability.RECORD_SAFEGUARDING: {OFFICER, LEAD, MANAGER},
    Ability.SEE_SAFEGUARDING: {LEAD, MANAGER},
    Ability.OVERRIDE_SAFEGUARDING: {LEAD, MANAGER},
    Ability.SEE_AGGREGATES: {OFFICER, LEAD, MANAGER},
    Ability.EDIT_CONTENT: {EDITOR},
    Ability.SEE_CONTENT_AUDIT: {EDITOR, AUDITOR},
    Ability.SEE_OWN_AUDIT: {OFFICER, LEAD, MANAGER},
    Ability.SEE_AUDIT: {MANAGER, AUDITOR},
    Ability.CHECK_AUDIT: {ADMIN, AUDITOR},
    Ability.MANAGE_ACCOUNTS: {ADMIN},
    Ability.CHANGE_SETTINGS: {ADMIN},
    Ability.SEE_SYSTEM_METRICS: {ADMIN},
}


def test_every_ability_and_every_role_is_decided() -> None:
    assert set(WHO_MAY) == set(Ability)
    assert set(MATRIX) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("ability", Ability)
def test_a_cell_of_the_table(role: Role, ability: Ability) -> None:
    assert may(role, ability) is (role in WHO_MAY[ability])


@pytest.mark.parametrize("role", [EDITOR, ADMIN, AUDITOR])
def test_who_does_not_advise_learns_of_nobody(role: Role) -> None:
    of_people = {Ability.SEE_QUEUE, Ability.OPEN_CASE, Ability.OPEN_ANY_CASE, Ability.SEE_SAFEGUARDING}
    assert not [ability for ability in of_people if may(role, ability)]


def test_a_role_has_words_for_a_page() -> None:
    assert [role.in_words for role in Role] == ["Officer", "Lead", "Manager", "Content editor", "Admin", "Auditor"]
