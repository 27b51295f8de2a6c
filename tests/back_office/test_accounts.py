"""An admin looks after accounts by pages, opens no case, and cannot lock everybody out; an officer sets up their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pyotp
import pytest
from fastapi import FastAPI

from bot.casework.access import Role
from bot.library.compose import Library
from bot.records.audit import entries
from tests.back_office.office_making import Browser, shown
from tests.back_office.whole_office import WholeLab, press
from tests.services.office.accounting import PASSWORD

NEW = "seven brown otters in a boat"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WholeLab]:
    made = WholeLab(tmp_path)
    yield made
    made.inbox.tray.close()
    made.inbox.box.close()


@pytest.fixture
def app(lab: WholeLab, library: Library) -> FastAPI:
    return lab.app(library)


@pytest.fixture
def boss(lab: WholeLab, app: FastAPI) -> Browser:
    browser = Browser(app)
    browser.sign_in(lab, lab.add("boss", Role.ADMIN))
    browser.get("/accounts")
    return browser


def add(boss: Browser, name: str = "Wren Hollis", user_name: str = "wren", role: str = "lead") -> str:
    """Adds an account by the page; its set-up code."""
    boss.get("/accounts")
    page = press(boss, "/accounts", name=name, user_name=user_name, role=role, present=PASSWORD).page
    return re.findall(r"<code>([^<]+)</code>", page)[2]


def account(boss: Browser, user_name: str) -> str:
    """The address of an account's page, which is open afterwards."""
    row = next(part for part in boss.get("/accounts").text.split("<tr>") if f"<td>{user_name}</td>" in part)
    address = re.search(r'href="(/accounts/[0-9a-f-]+)"', row)
    assert address is not None
    boss.get(address[1])
    return address[1]


def set_up(lab: WholeLab, stranger: Browser, user_name: str, code: str) -> str:
    """Sets an account up by pages alone; the secret of its code app."""
    stranger.get("/set-up")
    page = press(stranger, "/set-up", user_name=user_name, set_up_code=code).page
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found is not None, shown(page)
    secret = found[1].replace(" ", "")
    now = pyotp.TOTP(secret).at(lab.now.timestamp())
    done = press(stranger, "/set-up/finish", user_name=user_name, new=NEW, again=NEW, code=now).page
    assert len(re.findall(r"<code>(?:[a-z2-9]{4}-){3}[a-z2-9]{4}</code>", done)) == 10
    return secret


def test_from_the_admins_page_to_the_officers_first_sign_in(lab: WholeLab, app: FastAPI, boss: Browser) -> None:
    code = add(boss)
    assert code not in boss.get("/accounts").text
    assert "Not set up: the code is good until 26 November 2026 12:00" in shown(boss.page)
    wren = Browser(app)
    secret = set_up(lab, wren, "wren", code)
    lab.pass_time(minutes=1)
    wren.get("/sign-in")
    wren.post("/sign-in", user_name="wren", password=NEW)
    wren.get("/sign-in/code")
    assert wren.post("/sign-in/code", code=pyotp.TOTP(secret).at(lab.now.timestamp())).status_code == 303
    assert wren.get("/caseloads").status_code == 200
    assert "In use" in shown(boss.get("/accounts").text)


def test_a_code_is_asked_for_once_more_with_what_was_wrong(lab: WholeLab, app: FastAPI, boss: Browser) -> None:
    code, wren = add(boss), Browser(app)
    wren.get("/set-up")
    refused = [
        shown(press(wren, "/set-up", user_name=name, set_up_code=typed).page)
        for name, typed in (("wren", "aaaa-bbbb-cccc-dddd-eeee"), ("nobody", code), ("boss", code))
    ]
    assert len(set(refused)) == 1 and "That did not match" in refused[0]
    page = press(wren, "/set-up", user_name="wren", set_up_code=code.upper().replace("-", " ")).page
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1]  # type: ignore[index]
    for told, said in (
        ({"new": NEW, "again": "other", "code": "1"}, "The two passwords differ"),
        ({"new": "short", "again": "short", "code": "1"}, "Use at least 15"),
        ({"new": NEW, "again": NEW, "code": "000000"}, "does not fit"),
    ):
        page = press(wren, "/set-up/finish", user_name="wren", **told).page
        assert said in shown(page) and secret in page and NEW not in page
    assert "That did not match" in shown(press(wren, "/set-up/finish", user_name="boss", new=NEW, again=NEW).page)


def test_set_up_asks_for_our_own_form_and_never_stands_in_an_address(app: FastAPI) -> None:
    stranger = Browser(app)
    for path in ("/set-up", "/set-up/finish"):
        assert stranger.http.post(path, data={"user_name": "wren", "set_up_code": "x"}).status_code == 403
    asked = stranger.get("/set-up?set_up_code=aaaa-bbbb&user_name=wren")
    assert "aaaa-bbbb" not in asked.text and asked.headers["cache-control"] == "no-store"


def test_every_way_in_asks_for_the_admins_own_password(boss: Browser) -> None:
    add(boss)
    before = boss.get("/accounts").text
    typed = {"name": "Bo", "user_name": "bo", "role": "manager"}
    page = shown(press(boss, "/accounts", **typed, present="wrong").page)
    assert "That is not your present password." in page
    assert boss.get("/accounts").text == before
    address = account(boss, "wren")
    for path, told in (("role", {"role": "manager"}), ("set-up", {}), ("link", {"issuer": "i", "subject": "s"})):
        boss.get(address)
        assert "not your present password" in shown(press(boss, f"{address}/{path}", **told, present="no").page)
    press(boss, f"{address}/disable")
    assert "not your present password" in shown(press(boss, f"{address}/enable", present="no").page)


def test_the_rest_of_an_accounts_life(lab: WholeLab, app: FastAPI, boss: Browser) -> None:
    wren = Browser(app)
    wren.sign_in(lab, lab.add("wren"))
    assert wren.get("/queue").status_code == 200
    address = account(boss, "wren")
    assert "Since today 12:00" in shown(boss.page)
    assert "signed out everywhere" in shown(press(boss, f"{address}/sign-ins/end").page)
    assert wren.get("/queue").status_code == 303
    assert "The role is changed" in shown(press(boss, f"{address}/role", role="lead", present=PASSWORD).page)
    linked = press(boss, f"{address}/link", issuer="https://id.example", subject="s-1", present=PASSWORD)
    assert "sign in with your organisation now" in shown(linked.page)
    assert "password only" in shown(press(boss, f"{address}/unlink").page)
    assert "The account is disabled" in shown(press(boss, f"{address}/disable").page)
    assert "They can sign in again" in shown(press(boss, f"{address}/enable", present=PASSWORD).page)
    assert "Set-up code" in shown(press(boss, f"{address}/set-up", present=PASSWORD).page)
    admin = UUID(account(boss, "boss").split("/")[2])
    noted = [one for one in entries(lab.inbox.sessions) if one.action == "account_changed" and one.actor == admin.hex]
    assert [one.detail for one in noted] == [
        "sign_ins_ended",
        "role_changed",
        "linked",
        "unlinked",
        "disabled",
        "enabled",
        "reset",
    ]


def test_an_admin_cannot_change_their_own_account_here(lab: WholeLab, boss: Browser) -> None:
    address = account(boss, "boss")
    assert "This is you" in shown(boss.page) and f"{address}/disable" not in boss.page
    csrf = re.search(r'name="csrf" value="([^"]+)"', boss.page)[1]  # type: ignore[index]
    for path in ("disable", "role", "set-up", "enable", "link", "unlink", "sign-ins/end"):
        told = {"csrf": csrf, "role": "officer", "present": PASSWORD, "issuer": "i", "subject": "s"}
        answer = boss.http.post(f"{address}/{path}", data=told)
        assert answer.status_code == 422 and "another admin must" in shown(answer.text).lower(), path
    assert boss.get("/accounts").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_an_admin_finds_any_account(lab: WholeLab, library: Library, role: Role) -> None:
    keys = lab.add("wren")
    browser = lab.browser(library, role)
    nowhere = browser.get("/no-such-address").text
    for path in ("/accounts", f"/accounts/{keys.officer_id}"):
        answer = browser.get(path)
        assert (answer.status_code, answer.text) == (404, nowhere)
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.get("/account").text)[1]  # type: ignore[index]
    told = {"csrf": csrf, "role": "manager", "present": PASSWORD, "name": "x", "user_name": "xx"}
    for path in ("/accounts", f"/accounts/{keys.officer_id}/role", f"/accounts/{keys.officer_id}/disable"):
        assert browser.http.post(path, data=told).status_code == 404
    assert lab.officer(keys).active and lab.officer(keys).role is Role.OFFICER


def test_an_admin_opens_no_case(lab: WholeLab, boss: Browser) -> None:
    lab.inbox.refer(help="Can we appeal?")
    lab.inbox.take()
    case = lab.inbox.only_case()
    assert boss.go("/").url.path == "/accounts"
    for path in ("/queue", f"/cases/{case}", "/look-up", "/caseloads"):
        assert boss.get(path).status_code == 404
