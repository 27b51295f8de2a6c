"""What officers do with their own account."""

from __future__ import annotations

import re

import pyotp
import pytest
from fastapi import FastAPI

from bot.casework.access import Role
from tests.back_office.office_making import Browser, hidden_fields, shown, signed_in_browser
from tests.services.office.accounting import PASSWORD, Lab

NEW = "seven brown otters in a boat"


@pytest.fixture
def account(browser: Browser, lab: Lab) -> Browser:
    browser.keys = lab.add()  # type: ignore[attr-defined]
    browser.sign_in(lab, browser.keys)  # type: ignore[attr-defined]
    browser.get("/account")
    return browser


def test_a_new_password_is_typed_twice_and_ends_other_sign_ins(account: Browser, lab: Lab) -> None:
    keys = account.keys  # type: ignore[attr-defined]
    lab.pass_time(minutes=1)
    other = Browser(account.http.app)  # type: ignore[arg-type]
    other.sign_in(lab, keys)
    assert other.get("/account").status_code == 200
    changed = account.post("/account/password", present=PASSWORD, new=NEW, again=NEW)
    assert changed.headers["location"] == "/account?done=password"
    assert "Your password is changed" in shown(account.get("/account?done=password").text)
    assert other.get("/account").status_code == 303
    lab.pass_time(minutes=1)
    assert other.sign_in(lab, keys).status_code == 401
    lab.pass_time(minutes=1)
    assert other.sign_in(lab, keys, NEW).status_code == 303


@pytest.mark.parametrize(
    ("present", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "That is not your present password."),
        (PASSWORD, NEW, NEW + " ", "The two new passwords differ"),
        (PASSWORD, PASSWORD, PASSWORD, "the same as the present one"),
        (PASSWORD, "too short", "too short", "Use at least 15 characters"),
        (PASSWORD, "passwordpassword1", "passwordpassword1", "first that would be guessed"),
        (PASSWORD, "ada okafor 123456", "ada okafor 123456", "your name or the service's name"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_its_reason(
    account: Browser, present: str, new: str, again: str, said: str
) -> None:
    answer = account.post("/account/password", present=present, new=new, again=again)
    assert answer.status_code == 422
    assert said in shown(answer.text)
    assert new not in answer.text


def test_guessing_the_password_of_an_open_browser_is_slowed_down(account: Browser, lab: Lab) -> None:
    for _ in range(10):
        account.post("/account/recovery-codes", present="wrong")
    answer = account.post("/account/recovery-codes", present=PASSWORD)
    assert "wrong too often" in shown(answer.text)
    lab.pass_time(minutes=14)
    account.get("/account")
    lab.pass_time(minutes=2)
    account.get("/account")
    assert account.post("/account/recovery-codes", present=PASSWORD).status_code == 200


def test_new_recovery_codes_are_shown_once_and_replace_the_old(account: Browser, lab: Lab) -> None:
    keys = account.keys  # type: ignore[attr-defined]
    codes = re.findall(r"<code>([^<]+)</code>", account.post("/account/recovery-codes", present=PASSWORD).text)
    assert len(set(codes)) == 10
    assert lab.sign_in("ada", PASSWORD, keys.recovery_codes[0]) is None
    assert lab.sign_in("ada", PASSWORD, codes[0])
    page = account.get("/account").text
    assert "You have 9 left." in shown(page)
    assert codes[1] not in page


def test_a_new_code_app_takes_over_once_it_has_shown_a_code(account: Browser, lab: Lab) -> None:
    keys = account.keys  # type: ignore[attr-defined]
    lab.pass_time(minutes=1)
    offered = account.post("/account/code-app", present=PASSWORD)
    assert "<svg" in offered.text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", offered.text)
    assert secret is not None
    new = pyotp.TOTP(secret[1].replace(" ", ""))
    # Nothing has changed yet.
    assert lab.sign_in("ada", PASSWORD, lab.code(keys))
    wrong = account.post("/account/code-app/confirm", code="000000")
    assert wrong.status_code == 422
    assert "That code does not fit" in shown(wrong.text)
    assert secret[1] in wrong.text
    assert lab.officer(keys).totp_step > 0
    assert (
        account.post("/account/code-app/confirm", code=new.at(lab.now)).headers["location"] == "/account?done=code-app"
    )
    lab.pass_time(minutes=1)
    assert lab.sign_in("ada", PASSWORD, lab.code(keys)) is None
    assert lab.sign_in("ada", PASSWORD, new.at(lab.now))


def test_an_offered_secret_is_no_good_in_another_sign_in(app: FastAPI, account: Browser, lab: Lab) -> None:
    offered = account.post("/account/code-app", present=PASSWORD).text
    other = signed_in_browser(app, lab, Role.OFFICER)
    other.get("/account")
    sealed = hidden_fields(offered, "/account/code-app/confirm")["offered"]
    token = other.get("/session").json()["token"]
    for one in (sealed, "", "%%%", "AAAA", "é"):
        answer = other.post("/account/code-app/confirm", csrf=token, offered=one, code="000000")
        assert "begin again" in shown(answer.text)


def test_open_sign_ins_are_listed_and_one_or_all_others_can_be_ended(account: Browser, lab: Lab) -> None:
    keys = account.keys  # type: ignore[attr-defined]
    others = []
    for _ in range(2):
        lab.pass_time(minutes=1)
        others.append(Browser(account.http.app))  # type: ignore[arg-type]
        others[-1].sign_in(lab, keys)
    page = account.get("/account").text
    assert page.count("This browser") == 1
    actions = re.findall(r'action="(/account/sign-ins/[0-9a-f-]{36}/end)"', page)
    assert len(actions) == 2
    assert account.post(actions[0]).headers["location"] == "/account?done=ended"
    assert [other.get("/account").status_code for other in others] == [200, 303]
    account.get("/account")
    account.post("/account/sign-ins/end")
    assert [other.get("/account").status_code for other in others] == [303, 303]
    assert account.get("/account").status_code == 200


def test_nobody_can_end_another_officers_sign_in(app: FastAPI, account: Browser, lab: Lab) -> None:
    keys = account.keys  # type: ignore[attr-defined]
    lab.pass_time(minutes=1)
    Browser(app).sign_in(lab, keys)
    [action] = re.findall(r'action="(/account/sign-ins/[0-9a-f-]{36}/end)"', account.get("/account").text)
    other = signed_in_browser(app, lab, Role.ADMIN)
    token = other.get("/session").json()["token"]
    assert other.post(action, csrf=token).status_code == 404
    assert account.post(action).status_code == 303
