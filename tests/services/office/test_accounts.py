"""Accounts are added, reset, disabled and linked; who is signed in follows at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.casework.access import Role
from bot.records.accounts import Officer, RecoveryCode
from bot.records.audit import SYSTEM
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts import codes
from bot.services.office.accounts.accounts import AccountProblem
from bot.services.office.accounts.add_officer import add_officer
from bot.services.office.accounts.disable_officer import disable_officer, end_all_sign_ins
from bot.services.office.accounts.link_officer import link_officer
from bot.services.office.accounts.list_officers import list_officers, list_sign_ins
from bot.services.office.accounts.reset_officer import reset_officer
from bot.services.office.accounts.sign_in import NewSignIn
from bot.services.office.accounts.sign_out import end_others, sign_out
from bot.services.office.accounts.who_is import Absent, Present, who_is
from tests.services.office.accounting import PASSWORD, Lab

NEW = "seven brown otters in a boat"


def signed_in(lab: Lab, user_name: str = "ada") -> NewSignIn:
    new = lab.sign_in(user_name, PASSWORD, lab.code(lab.add(user_name)))
    assert new is not None
    return new


def test_nothing_that_could_be_used_is_kept(lab: Lab) -> None:
    keys = lab.add()
    officer = lab.officer(keys)
    assert officer.password.startswith("$argon2id$")
    assert PASSWORD not in officer.password
    assert keys.secret.encode() not in officer.totp_sealed
    with lab.accounts.sessions() as session:
        kept = " ".join(code.code_hash for code in session.query(RecoveryCode))
    assert not any(codes.clean(code) in kept for code in keys.recovery_codes)
    assert len(set(keys.recovery_codes)) == 10


@pytest.mark.parametrize("user_name", ["", "a", "-ada", "a b", "ada/..", "é" * 5, "ada\n", "ada;"])
def test_a_user_name_is_plain(lab: Lab, user_name: str) -> None:
    if user_name == "ada\n":
        assert add(lab, user_name).user_name == "ada"
        return
    with pytest.raises(AccountProblem, match="2 to 64"):
        add(lab, user_name)


def add(lab: Lab, user_name: str, password: str = PASSWORD, shown: str = "Ada Okafor") -> object:
    return add_officer(lab.accounts, user_name, shown, Role.LEAD, password, service_names=("Northmoor",), now=lab.now)


def test_a_name_is_taken_once_whatever_its_capitals(lab: Lab) -> None:
    add(lab, "ada")
    with pytest.raises(AccountProblem, match="already"):
        add(lab, "ADA")
    with pytest.raises(AccountProblem, match="guessed"):
        add(lab, "bea", "northmoor northmoor 1")
    with pytest.raises(AccountProblem, match="1 to 120"):
        add(lab, "bea", shown=" ")
    assert [one.user_name for one in list_officers(lab.accounts)] == ["ada"]


def test_who_is_signed_in_and_why_not(lab: Lab) -> None:
    new = signed_in(lab)
    present = who_is(lab.accounts, new.token, lab.now)
    assert isinstance(present, Present)
    assert (present.user_name, present.role, present.seconds_left) == ("ada", Role.OFFICER, 900)
    for token in ("", "x", new.token + "x", "\udfff"):
        assert who_is(lab.accounts, token, lab.now) is Absent.NO_SIGN_IN
    assert who_is(lab.accounts, new.token, lab.now + timedelta(minutes=15)) is Absent.IDLE
    assert who_is(lab.accounts, new.token, lab.now + timedelta(hours=8)) is Absent.TOO_LONG
    sign_out(lab.accounts, new.token, lab.now)
    assert who_is(lab.accounts, new.token, lab.now) is Absent.ENDED
    sign_out(lab.accounts, new.token, lab.now)
    assert [action for action, *_ in lab.noted].count(AuditAction.SIGN_OUT) == 1


def test_what_is_done_keeps_a_sign_in_and_what_is_asked_does_not(lab: Lab) -> None:
    new = signed_in(lab)
    lab.pass_time(minutes=10)
    asked = who_is(lab.accounts, new.token, lab.now, touch=False)
    assert isinstance(asked, Present)
    assert asked.seconds_left == 300
    done = who_is(lab.accounts, new.token, lab.now)
    assert isinstance(done, Present)
    assert done.seconds_left == 900
    lab.pass_time(hours=7, minutes=40)
    # Idle for that long, but for the check of the time that is left at most.
    near = who_is(lab.accounts, new.token, lab.now, idle=timedelta(hours=12))
    assert isinstance(near, Present)
    assert near.seconds_left == near.seconds_at_most == 600


def test_requests_in_quick_succession_do_not_each_write(lab: Lab) -> None:
    new = signed_in(lab)
    lab.pass_time(seconds=30)
    who_is(lab.accounts, new.token, lab.now)
    lab.statements.clear()
    lab.pass_time(seconds=5)
    who_is(lab.accounts, new.token, lab.now)
    assert not any(statement.startswith("UPDATE") for statement in lab.statements)


def test_a_reset_ends_everything_there_was(lab: Lab) -> None:
    keys = lab.add()
    new = lab.sign_in("ada", PASSWORD, lab.code(keys))
    assert new is not None
    disable_officer(lab.accounts, "ada", lab.now)
    lab.pass_time(minutes=1)
    again = reset_officer(lab.accounts, "Ada", NEW, service_names=(), now=lab.now)
    assert who_is(lab.accounts, new.token, lab.now) is Absent.ENDED
    assert lab.sign_in("ada", PASSWORD, lab.code(again)) is None
    assert lab.sign_in("ada", NEW, lab.code(keys)) is None
    assert lab.sign_in("ada", NEW, keys.recovery_codes[1]) is None
    assert lab.sign_in("ada", NEW, lab.code(again))
    assert (AuditAction.ACCOUNT_CHANGED, SYSTEM, keys.officer_id, AuditDetail.RESET) in lab.noted


def test_a_disabled_officer_is_out_at_once_and_stays_in_the_list(lab: Lab) -> None:
    new = signed_in(lab)
    assert disable_officer(lab.accounts, "ada", lab.now) == 1
    assert who_is(lab.accounts, new.token, lab.now) is Absent.ENDED
    [line] = list_officers(lab.accounts)
    assert (line.user_name, line.active) == ("ada", False)


def test_an_account_that_is_not_active_is_nobody_whatever_is_open(lab: Lab) -> None:
    new = signed_in(lab)
    with lab.accounts.sessions.begin() as session:
        session.query(Officer).update({Officer.active: False})
    assert who_is(lab.accounts, new.token, lab.now) is Absent.ENDED


def test_sign_ins_are_listed_and_ended_for_one_officer_alone(lab: Lab) -> None:
    ada, bea = signed_in(lab), signed_in(lab, "bea")
    assert list_sign_ins(lab.accounts, "ada", lab.now) == [(lab.now, lab.now)]
    theirs = who_is(lab.accounts, bea.token, lab.now)
    mine = who_is(lab.accounts, ada.token, lab.now)
    assert isinstance(theirs, Present)
    assert isinstance(mine, Present)
    assert end_others(lab.accounts, mine.officer_id, lab.now, only=theirs.sign_in_id) == 0
    assert end_all_sign_ins(lab.accounts, "ada", lab.now) == 1
    assert who_is(lab.accounts, ada.token, lab.now) is Absent.ENDED
    assert isinstance(who_is(lab.accounts, bea.token, lab.now), Present)
    assert list_sign_ins(lab.accounts, "bea", lab.now + timedelta(minutes=15)) == []


def test_a_subject_is_linked_to_one_officer(lab: Lab) -> None:
    lab.add()
    lab.add("bea")
    link_officer(lab.accounts, "ada", "https://id.example", "s-1", lab.now)
    link_officer(lab.accounts, "ada", "https://id.example", "s-1", lab.now)
    with pytest.raises(AccountProblem, match="linked to ada"):
        link_officer(lab.accounts, "bea", "https://id.example", "s-1", lab.now)
    link_officer(lab.accounts, "bea", "https://other.example", "s-1", lab.now)
    with pytest.raises(AccountProblem, match="255"):
        link_officer(lab.accounts, "bea", "https://id.example", "", lab.now)
    assert [one.linked for one in list_officers(lab.accounts)] == [True, True]


def test_who_is_not_there_is_said_to_the_admin(lab: Lab) -> None:
    for act in (
        lambda: disable_officer(lab.accounts, "nobody", lab.now),
        lambda: reset_officer(lab.accounts, "nobody", NEW, service_names=(), now=lab.now),
        lambda: list_sign_ins(lab.accounts, "nobody", lab.now),
        lambda: link_officer(lab.accounts, "nobody", "https://id.example", "s", lab.now),
    ):
        with pytest.raises(AccountProblem, match="there is no account nobody"):
            act()
