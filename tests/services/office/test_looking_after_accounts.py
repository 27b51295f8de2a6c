"""Accounts are set up by their officers with a code of one use, change role, are disabled and enabled; one admin stays."""

from __future__ import annotations

import pyotp
import pytest

from bot.casework.access import Role
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts import set_up_codes
from bot.services.office.accounts.accounts import AccountProblem
from bot.services.office.accounts.change_role import change_role
from bot.services.office.accounts.disable_officer import disable_officer, enable_officer
from bot.services.office.accounts.invite_officer import invite_again, invite_officer
from bot.services.office.accounts.link_officer import link_officer, unlink_officer
from bot.services.office.accounts.list_officers import list_officers
from bot.services.office.accounts.set_up import Offer, begin_set_up, finish_set_up
from bot.services.office.accounts.set_up_codes import SetUpCode
from bot.services.office.accounts.sign_in import TooMany, begin
from bot.services.office.accounts.who_is import Absent, who_is
from tests.services.office.accounting import ELSEWHERE, HOME, PASSWORD, Lab


@pytest.fixture
def boss(lab: Lab) -> str:
    lab.add("boss", Role.ADMIN)
    return "boss"


def invited(lab: Lab, name: str = "ada") -> SetUpCode:
    return invite_officer(lab.accounts, name, "Ada Okafor", Role.LEAD, lab.now)


def offer(lab: Lab, given: SetUpCode, code: str = "", address: str = HOME) -> Offer | None:
    return begin_set_up(lab.accounts, given.user_name, code or given.code, address=address, now=lab.now)


def finish(lab: Lab, given: SetUpCode, made: Offer, **instead: str) -> tuple[str, ...]:
    told = {"password": PASSWORD, "code": given.code, "app": pyotp.TOTP(made.secret).at(lab.now), **instead}
    return finish_set_up(
        lab.accounts,
        given.user_name,
        told["code"],
        made.sealed,
        told["password"],
        told["app"],
        service_names=(),
        address=HOME,
        now=lab.now,
    )


def made_for(lab: Lab, given: SetUpCode) -> Offer:
    made = offer(lab, given)
    assert made is not None
    return made


def test_an_officer_sets_up_what_nobody_else_ever_saw_and_signs_in(lab: Lab) -> None:
    given = invited(lab)
    made = made_for(lab, given)
    recovery = finish(lab, given, made)
    assert len(set(recovery)) == 10
    lab.pass_time(seconds=30)
    assert lab.sign_in("ada", PASSWORD, pyotp.TOTP(made.secret).at(lab.now)) is not None
    assert lab.sign_in("ada", PASSWORD, recovery[0]) is not None
    assert [detail for *_, detail in lab.noted][:2] == [AuditDetail.ADDED, AuditDetail.SET_UP]
    assert [one.set_up_until for one in list_officers(lab.accounts)] == [None]


def test_the_code_of_the_app_that_set_it_up_does_not_sign_in_too(lab: Lab) -> None:
    given = invited(lab)
    made = made_for(lab, given)
    code = pyotp.TOTP(made.secret).at(lab.now)
    finish(lab, given, made)
    assert lab.sign_in("ada", PASSWORD, code) is None


def test_a_code_works_once(lab: Lab) -> None:
    given = invited(lab)
    first, second = made_for(lab, given), made_for(lab, given)
    finish(lab, given, first)
    assert offer(lab, given) is None
    with pytest.raises(AccountProblem, match="too old"):
        finish(lab, given, second)


def test_a_new_code_ends_the_old_one_and_what_it_offered(lab: Lab, boss: str) -> None:
    given = invited(lab)
    made = made_for(lab, given)
    again = invite_again(lab.accounts, "ada", lab.now)
    assert offer(lab, given) is None
    for instead in ({}, {"code": again.code}):
        with pytest.raises(AccountProblem, match="too old"):
            finish(lab, given, made, **instead)
    finish(lab, again, made_for(lab, again))


def test_a_code_grows_too_old(lab: Lab) -> None:
    given = invited(lab)
    made = made_for(lab, given)
    lab.pass_time(days=2, hours=23)
    assert offer(lab, given) is not None
    lab.pass_time(hours=1)
    assert offer(lab, given) is None
    with pytest.raises(AccountProblem, match="too old"):
        finish(lab, given, made)


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"password": "too short"}, "at least 15"),
        ({"password": "ada okafor 123456"}, "your name"),
        ({"app": "000000"}, "does not fit"),
        ({"code": "aaaa-aaaa-aaaa-aaaa-aaaa"}, "too old"),
    ],
)
def test_what_will_not_do_changes_nothing(lab: Lab, instead: dict[str, str], said: str) -> None:
    given = invited(lab)
    made = made_for(lab, given)
    with pytest.raises(AccountProblem, match=said):
        finish(lab, given, made, **instead)
    finish(lab, given, made)


def test_nothing_tells_whether_a_name_waits_for_its_code(lab: Lab) -> None:
    lab.add("bea")
    invited(lab)
    seen = []
    for name in ("ada", "bea", "nobody"):
        lab.statements.clear()
        opened, checks = lab.vault.opened, lab.hasher.checks
        told = begin_set_up(lab.accounts, name, "aaaa-aaaa-aaaa-aaaa-aaaa", address=HOME, now=lab.now)
        seen.append((told, len(lab.statements), lab.vault.opened - opened, lab.hasher.checks - checks))
    assert len(set(seen)) == 1
    # Signing in to an account that waits: the same argon2id check as for any other.
    checks = lab.hasher.checks
    begin(lab.accounts, "ada", PASSWORD, address=HOME, devices="", now=lab.now)
    assert lab.hasher.checks == checks + 1


def test_guessing_codes_is_braked_and_slows_nobodys_signing_in(lab: Lab) -> None:
    keys, given = lab.add("bea"), invited(lab)
    for _ in range(10):
        assert offer(lab, given, "aaaa-aaaa-aaaa-aaaa-aaaa") is None
        assert begin_set_up(lab.accounts, "bea", "x", address=HOME, now=lab.now) is None
    assert offer(lab, given) is None, "past the brake even the right code is not looked at"
    assert offer(lab, given, address=ELSEWHERE) is not None
    assert lab.sign_in("bea", PASSWORD, lab.code(keys)) is not None
    with pytest.raises(TooMany):
        for _ in range(100):
            offer(lab, given, "x")


def test_before_it_is_set_up_nothing_signs_in(lab: Lab) -> None:
    given = invited(lab)
    kept = lab.officer(given).password  # type: ignore[arg-type]
    for password in (given.code, given.code.replace("-", ""), kept, ""):
        assert lab.sign_in("ada", password, "000000") is None
    assert given.code.replace("-", "") not in kept


def test_who_lost_everything_is_out_until_it_is_set_up_anew(lab: Lab, boss: str) -> None:
    keys = lab.add("bea")
    new = lab.sign_in("bea", PASSWORD, lab.code(keys))
    assert new is not None
    given = invite_again(lab.accounts, "bea", lab.now)
    assert who_is(lab.accounts, new.token, lab.now) is Absent.ENDED
    lab.pass_time(minutes=1)
    assert lab.sign_in("bea", PASSWORD, lab.code(keys)) is None
    assert lab.sign_in("bea", PASSWORD, keys.recovery_codes[0]) is None
    finish(lab, given, made_for(lab, given))


def test_a_disabled_account_is_not_set_up(lab: Lab, boss: str) -> None:
    given = invited(lab)
    made = made_for(lab, given)
    disable_officer(lab.accounts, "ada", lab.now)
    assert offer(lab, given) is None
    with pytest.raises(AccountProblem):
        finish(lab, given, made)
    with pytest.raises(AccountProblem, match="enable it first"):
        invite_again(lab.accounts, "ada", lab.now)


def test_an_enabled_officer_has_the_password_and_app_they_had(lab: Lab, boss: str) -> None:
    keys = lab.add("bea")
    disable_officer(lab.accounts, "bea", lab.now)
    assert enable_officer(lab.accounts, "bea", lab.now)
    assert not enable_officer(lab.accounts, "bea", lab.now)
    assert lab.sign_in("bea", PASSWORD, lab.code(keys)) is not None


def test_another_role_is_signed_in_to_anew(lab: Lab, boss: str) -> None:
    keys = lab.add("bea")
    new = lab.sign_in("bea", PASSWORD, lab.code(keys))
    assert new is not None
    assert change_role(lab.accounts, "bea", Role.LEAD, lab.now)
    assert who_is(lab.accounts, new.token, lab.now) is Absent.ENDED
    assert not change_role(lab.accounts, "bea", Role.LEAD, lab.now)
    assert lab.officer(keys).role is Role.LEAD


def test_the_last_admin_who_can_sign_in_stays(lab: Lab, boss: str) -> None:
    # These do not count: one who is disabled, and one who has not set up the account.
    lab.add("gone", Role.ADMIN)
    disable_officer(lab.accounts, "gone", lab.now)
    waits = invite_officer(lab.accounts, "waits", "W", Role.ADMIN, lab.now)
    for act in (
        lambda: disable_officer(lab.accounts, "boss", lab.now),
        lambda: change_role(lab.accounts, "boss", Role.OFFICER, lab.now),
        lambda: invite_again(lab.accounts, "boss", lab.now),
    ):
        with pytest.raises(AccountProblem, match="the only admin"):
            act()
    finish(lab, waits, made_for(lab, waits))
    change_role(lab.accounts, "boss", Role.OFFICER, lab.now)
    with pytest.raises(AccountProblem, match="the only admin"):
        disable_officer(lab.accounts, waits.officer_id, lab.now)


def test_an_unlinked_officer_signs_in_with_the_password_alone(lab: Lab) -> None:
    keys = lab.add("bea")
    link_officer(lab.accounts, "bea", "https://id.example", "s-1", lab.now)
    new = lab.sign_in("bea", PASSWORD, lab.code(keys))
    assert new is not None
    assert unlink_officer(lab.accounts, "bea", lab.now)
    assert not unlink_officer(lab.accounts, "bea", lab.now)
    assert who_is(lab.accounts, new.token, lab.now) is Absent.ENDED
    assert [one.linked for one in list_officers(lab.accounts)] == [False]
    assert lab.noted[-1][0] is AuditAction.ACCOUNT_CHANGED and lab.noted[-1][3] is AuditDetail.UNLINKED


def test_a_code_has_no_letters_that_are_taken_for_one_another(lab: Lab) -> None:
    codes = [invited(lab, f"officer{number}").code for number in range(20)]
    assert len(set(codes)) == 20
    assert all(len(code) == 24 and not set(code) & set("il0o1") for code in codes)
    assert set_up_codes.LASTS.days == 3
