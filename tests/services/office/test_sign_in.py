"""Signing in takes a password and a code, tells nothing before the end, and no stranger can lock an officer out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from bot.records.accounts import SignIn
from bot.records.audit import NOBODY, SYSTEM
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts.disable_officer import disable_officer
from bot.services.office.accounts.hashing import Hasher
from bot.services.office.accounts.reset_officer import reset_officer
from bot.services.office.accounts.sign_in import TooMany, begin, finish, token_hash
from tests.services.office.accounting import ELSEWHERE, HOME, PASSWORD, Lab

NEW = "seven brown otters in a boat"
WRONG = "another lighthouse gravel"


def test_name_password_and_code_sign_in(lab: Lab) -> None:
    keys = lab.add()
    new = lab.sign_in(" Ada ", PASSWORD, lab.code(keys))
    assert new is not None
    with lab.accounts.sessions() as session:
        [kept] = session.query(SignIn).all()
    assert kept.token_hash == token_hash(new.token)
    assert new.token not in repr(vars(kept))
    assert lab.noted == [
        (AuditAction.ACCOUNT_CHANGED, SYSTEM, keys.officer_id, AuditDetail.ADDED),
        (AuditAction.SIGN_IN, keys.officer_id, keys.officer_id, None),
    ]


def test_the_audit_is_told_of_failures_too_and_never_what_was_typed(lab: Lab) -> None:
    keys = lab.add()
    lab.sign_in("ada", PASSWORD, keys.recovery_codes[0])
    lab.noted.clear()
    lab.sign_in("nobody", WRONG, "000000")
    lab.sign_in("ada", WRONG, "000000")
    lab.sign_in("ada", PASSWORD, "000000")
    for _ in range(10):
        begin(lab.accounts, "ada", WRONG, address=HOME, devices="", now=lab.now)
    lab.sign_in("ada", PASSWORD, lab.code(keys))
    disable_officer(lab.accounts, "ada", lab.now)
    lab.sign_in("ada", PASSWORD, lab.code(keys), address=ELSEWHERE)
    failed = [(subject, detail) for action, _, subject, detail in lab.noted if action is AuditAction.SIGN_IN_FAILED]
    assert failed == [
        (NOBODY, AuditDetail.WRONG_PASSWORD),
        (keys.officer_id, AuditDetail.WRONG_PASSWORD),
        (keys.officer_id, AuditDetail.WRONG_CODE),
        (keys.officer_id, AuditDetail.TOO_OFTEN),
        (keys.officer_id, AuditDetail.DISABLED_ACCOUNT),
    ]


@pytest.mark.parametrize("shape", ["{0}", " {1} {2} ", "{1}-{2}"])
def test_a_code_may_be_typed_with_spaces(lab: Lab, shape: str) -> None:
    code = lab.code(lab.add())
    assert lab.sign_in("ada", PASSWORD, shape.format(code, code[:3], code[3:]))


@pytest.mark.parametrize(
    ("user_name", "password", "shift"),
    [
        ("ada", WRONG, 0),
        ("ada", "", 0),
        ("ada", PASSWORD + " ", 0),
        ("ada", PASSWORD.upper(), 0),
        ("ada", "x" * 5_000, 0),
        ("bea", PASSWORD, 0),
        ("ada", PASSWORD, -2),
        ("ada", PASSWORD, 2),
        ("x" * 300, PASSWORD, 0),
        ("ada\x00", PASSWORD, 0),
        ("ada\udfff", "\udfff", 0),
    ],
)
def test_anything_wrong_does_not_sign_in(lab: Lab, user_name: str, password: str, shift: int) -> None:
    assert lab.sign_in(user_name, password, lab.code(lab.add(), shift)) is None
    with lab.accounts.sessions() as session:
        assert session.query(SignIn).all() == []


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "abcd", "١٢٣٤٥٦", "é" * 60, "a" * 10_000])
def test_a_wrong_code_does_not_sign_in(lab: Lab, code: str) -> None:
    lab.add()
    assert lab.sign_in("ada", PASSWORD, code) is None


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_clocks_may_differ_by_one_step(lab: Lab, shift: int) -> None:
    assert lab.sign_in("ada", PASSWORD, lab.code(lab.add(), shift))


def test_a_code_works_once_and_no_older_one_after_it(lab: Lab) -> None:
    keys = lab.add()
    code, older = lab.code(keys), lab.code(keys, -1)
    assert lab.sign_in("ada", PASSWORD, code)
    assert lab.sign_in("ada", PASSWORD, code) is None
    assert lab.sign_in("ada", PASSWORD, older) is None
    lab.pass_time(seconds=30)
    assert lab.sign_in("ada", PASSWORD, code) is None
    assert lab.sign_in("ada", PASSWORD, lab.code(keys))


def test_a_recovery_code_works_once_and_only_for_its_officer(lab: Lab) -> None:
    keys, other = lab.add(), lab.add("bea")
    one, two, *_ = keys.recovery_codes
    assert lab.sign_in("bea", PASSWORD, one) is None
    new = lab.sign_in("ada", PASSWORD, one.upper().replace("-", " "))
    assert new is not None
    assert new.by_recovery_code
    assert lab.sign_in("ada", PASSWORD, one) is None
    assert lab.sign_in("ada", PASSWORD, two)
    assert lab.sign_in("bea", PASSWORD, other.recovery_codes[9])


def test_a_code_that_is_late_does_not_sign_in(lab: Lab) -> None:
    keys = lab.add()
    place: Any = {"address": HOME, "devices": ""}
    half = begin(lab.accounts, "ada", PASSWORD, now=lab.now, **place)
    lab.pass_time(minutes=5)
    assert finish(lab.accounts, half, lab.code(keys), now=lab.now, **place) is None
    assert finish(lab.accounts, "", lab.code(keys), now=lab.now, **place) is None
    assert finish(lab.accounts, half[:-2] + "AA", lab.code(keys), now=lab.now, **place) is None
    assert finish(lab.accounts, "é" * 40, lab.code(keys), now=lab.now, **place) is None


def test_a_disabled_account_does_not_sign_in_even_between_password_and_code(lab: Lab) -> None:
    keys = lab.add()
    place: Any = {"address": HOME, "devices": ""}
    half = begin(lab.accounts, "ada", PASSWORD, now=lab.now, **place)
    disable_officer(lab.accounts, "ada", lab.now)
    assert finish(lab.accounts, half, lab.code(keys), now=lab.now, **place) is None
    assert lab.sign_in("ada", PASSWORD, lab.code(keys)) is None


def work_of(lab: Lab, user_name: str, password: str, code: str, devices: str = "") -> dict[str, Any]:
    """What one try makes the service do, and the shape of what it answers."""
    lab.statements.clear()
    checks, opened = lab.hasher.checks, lab.vault.opened
    place: Any = {"address": HOME, "devices": devices, "now": lab.now}
    half = begin(lab.accounts, user_name, password, **place)
    return {
        "carried": len(half),
        "answer": finish(lab.accounts, half, code, **place),
        "statements": list(lab.statements),
        "checks": lab.hasher.checks - checks,
        "opened": lab.vault.opened - opened,
    }


@pytest.mark.parametrize("code", ["123456", "abcd-efgh-jkmn-pqrs", ""])
def test_unknown_wrong_disabled_and_refused_take_the_same_work(lab: Lab, code: str) -> None:
    lab.add()
    lab.add("off")
    disable_officer(lab.accounts, "off", lab.now)
    unknown = work_of(lab, "nobody", WRONG, code)
    assert unknown["checks"] == 1
    assert unknown["opened"] == 1
    assert unknown["answer"] is None
    assert work_of(lab, "ada", WRONG, code) == unknown
    assert work_of(lab, "ada", PASSWORD, code) == unknown
    assert work_of(lab, "off", PASSWORD, code) == unknown
    assert work_of(lab, "n", WRONG, code) == unknown
    for _ in range(12):
        begin(lab.accounts, "ada", WRONG, address=HOME, devices="", now=lab.now)
    assert work_of(lab, "ada", PASSWORD, code) == unknown


def test_ten_wrong_tries_slow_one_network_down_and_fade(lab: Lab) -> None:
    keys = lab.add()
    for _ in range(10):
        lab.sign_in("ada", WRONG, "000000")
    assert lab.sign_in("ada", PASSWORD, lab.code(keys)) is None
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), address=ELSEWHERE)
    lab.pass_time(minutes=15)
    assert lab.sign_in("ada", PASSWORD, lab.code(keys))


def test_a_network_that_tries_without_end_is_not_looked_at_whoever_it_names(lab: Lab) -> None:
    lab.add()
    for number in range(50):
        lab.sign_in(f"nobody{number}", WRONG, "000000")
    checks = lab.hasher.checks
    for name in ("ada", "nobody"):
        with pytest.raises(TooMany):
            lab.sign_in(name, WRONG, "000000")
    assert lab.hasher.checks == checks


def test_codes_without_end_for_one_password_are_refused_too(lab: Lab) -> None:
    lab.add()
    place: Any = {"address": HOME, "devices": "", "now": lab.now}
    half = begin(lab.accounts, "ada", WRONG, **place)
    for _ in range(99):
        assert finish(lab.accounts, half, "000000", **place) is None
    noted = len(lab.noted)
    with pytest.raises(TooMany):
        finish(lab.accounts, half, "000000", **place)
    assert len(lab.noted) == noted


def test_right_passwords_count_for_a_network_just_as_wrong_ones_do(lab: Lab) -> None:
    # Else the number of tries before a refusal would say that a password was right.
    lab.add()

    def tries_until_refused(address: str, password: str) -> int:
        for number in range(200):
            try:
                begin(lab.accounts, "ada", password, address=address, devices="", now=lab.now)
            except TooMany:
                return number
        return 200

    assert tries_until_refused("192.0.2.1", PASSWORD) == tries_until_refused("192.0.2.2", WRONG) == 100


def test_a_thousand_tries_of_strangers_do_not_lock_out_an_officer_whose_browser_is_known(lab: Lab) -> None:
    keys = lab.add()
    new = lab.sign_in("ada", PASSWORD, lab.code(keys))
    assert new is not None
    lab.pass_time(seconds=60)
    refused = 0
    for number in range(1_000):
        # From the officer's own network, and from hundreds of others.
        address = HOME if number % 2 else f"203.0.{number // 250}.{number % 250}"
        try:
            lab.sign_in("ada", WRONG, "000000", address=address)
        except TooMany:
            refused += 1
    # Of the 500 from home, less those that were still looked at and the officer's own sign-in.
    assert refused == 500 - 49
    # On a new computer the officer must wait; where they signed in before they need not.
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), address=ELSEWHERE) is None
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), devices=new.devices)
    lab.pass_time(hours=1)
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), address=ELSEWHERE)


def test_a_known_browser_still_needs_password_and_code_and_is_slowed_down_itself(lab: Lab) -> None:
    keys = lab.add()
    new = lab.sign_in("ada", PASSWORD, lab.code(keys))
    assert new is not None
    lab.pass_time(seconds=60)
    assert lab.sign_in("ada", WRONG, lab.code(keys), devices=new.devices) is None
    assert lab.sign_in("ada", PASSWORD, "000000", devices=new.devices) is None
    for _ in range(30):
        lab.sign_in("ada", WRONG, "000000", devices=new.devices)
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), devices=new.devices) is None
    lab.pass_time(minutes=15)
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), devices=new.devices)


def test_a_known_browser_is_known_for_its_officer_alone_and_not_for_ever(lab: Lab) -> None:
    keys, other = lab.add(), lab.add("bea")
    new = lab.sign_in("ada", PASSWORD, lab.code(keys))
    assert new is not None
    for number in range(100):
        lab.sign_in("bea", WRONG, "0", address=f"203.0.113.{number}")
    assert lab.sign_in("bea", PASSWORD, lab.code(other), devices=new.devices) is None
    forged = new.devices[:-1] + ("0" if new.devices[-1] != "0" else "1")
    for number in range(100):
        lab.sign_in("ada", WRONG, "0", address=f"203.0.113.{number}")
    lab.pass_time(minutes=30)
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), devices=forged) is None
    lab.pass_time(days=180)
    for number in range(100):
        lab.sign_in("ada", WRONG, "0", address=f"203.0.113.{number}")
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), devices=new.devices) is None


def test_a_shared_browser_is_known_for_several_officers(lab: Lab) -> None:
    devices = ""
    for name in ("ada", "bea", "cas", "dev", "eve"):
        new = lab.sign_in(name, PASSWORD, lab.code(lab.add(name)), devices=devices)
        assert new is not None
        devices = new.devices
    assert devices.count("~") == 3
    again = lab.sign_in("eve", PASSWORD, "000000", devices=devices)
    assert again is None


def test_whoever_has_the_password_gets_ten_wrong_codes_a_day(lab: Lab) -> None:
    keys = lab.add()
    new = lab.sign_in("ada", PASSWORD, lab.code(keys))
    assert new is not None
    for number in range(10):
        assert lab.sign_in("ada", PASSWORD, "000000", address=f"203.0.113.{number}") is None
    lab.pass_time(hours=23)
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), devices=new.devices) is None
    lab.pass_time(hours=1)
    assert lab.sign_in("ada", PASSWORD, lab.code(keys), devices=new.devices)


def test_a_reset_begins_the_count_of_wrong_codes_anew(lab: Lab) -> None:
    lab.add()
    for number in range(10):
        assert lab.sign_in("ada", PASSWORD, "000000", address=f"203.0.113.{number}") is None
    lab.pass_time(minutes=1)
    keys = reset_officer(lab.accounts, "ada", NEW, service_names=(), now=lab.now)
    assert lab.sign_in("ada", NEW, lab.code(keys))


def test_sign_ins_of_last_month_are_forgotten(lab: Lab) -> None:
    keys = lab.add()
    lab.sign_in("ada", PASSWORD, lab.code(keys))
    lab.now += timedelta(days=31)
    lab.sign_in("ada", PASSWORD, lab.code(keys))
    with lab.accounts.sessions() as session:
        assert session.query(SignIn).count() == 1


def test_passwords_are_kept_as_argon2id_of_64_mib() -> None:
    hasher = Hasher()
    kept = hasher.hash("é teapot lighthouse")
    found = extract_parameters(kept)
    assert (found.type, found.memory_cost, found.time_cost) == (Type.ID, 64 * 1024, 2)
    # The same letter, written by another keyboard.
    assert hasher.matches(kept, "é teapot lighthouse")
    assert not hasher.matches(None, "é teapot lighthouse")
    assert not hasher.matches("garbled", "é teapot lighthouse")
