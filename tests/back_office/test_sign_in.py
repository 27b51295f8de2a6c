"""How officers get in, stay in and leave, as a browser meets it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.casework.access import Role
from bot.library.compose import Library
from tests.back_office.office_making import HTTPS, Browser, app_of, hidden_fields, office_of, shown, signed_in_browser
from tests.services.office.accounting import PASSWORD, Lab

WRONG = "another lighthouse gravel"


def test_name_password_and_code_lead_where_one_wanted_to_go(browser: Browser, lab: Lab) -> None:
    keys = lab.add()
    asked = browser.get("/account")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Faccount")
    browser.get(asked.headers["location"])
    sent = browser.post("/sign-in", user_name="ada", password=PASSWORD)
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in/code?next=/account")
    browser.get(sent.headers["location"])
    done = browser.post("/sign-in/code", code=lab.code(keys))
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    page = browser.get("/account")
    assert page.status_code == 200
    assert "Ada Okafor" in shown(page.text)
    assert browser.get("/sign-in").headers["location"] == "/"


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a?b=c", "/a\nb", "x"]
)
def test_no_address_leads_away_after_signing_in(browser: Browser, lab: Lab, next: str) -> None:
    keys = lab.add()
    browser.get("/sign-in")
    browser.post("/sign-in", user_name="ada", password=PASSWORD, next=next)
    browser.get("/sign-in/code")
    assert browser.post("/sign-in/code", code=lab.code(keys), next=next).headers["location"] == "/"


def what_is_seen(app: FastAPI, user_name: str, password: str, code: str) -> list[Any]:
    """Everything a stranger sees of one try, less what is random in each."""
    stranger = Browser(app)
    stranger.get("/sign-in")
    answers = [
        stranger.post("/sign-in", user_name=user_name, password=password),
        stranger.get("/sign-in/code"),
        stranger.post("/sign-in/code", code=code),
    ]
    return [(one.status_code, masked_headers(one), masked(one.text)) for one in answers]


def masked(text: str) -> str:
    return re.sub(r'(name="csrf" value=")[0-9a-f]{64}"', r'\1*"', text)


def masked_headers(answer: httpx.Response) -> list[tuple[str, str]]:
    # The sealed half has one length, whatever is in it.
    return [
        (name, re.sub(r"(_half=)([^;]+)", lambda found: f"{found[1]}{len(found[2])}*", value))
        for name, value in answer.headers.multi_items()
    ]


def test_unknown_and_known_names_are_answered_with_the_same_bytes(app: FastAPI, lab: Lab) -> None:
    lab.add()
    unknown = what_is_seen(app, "nobody", WRONG, "123456")
    assert [status for status, *_ in unknown] == [303, 200, 401]
    assert "*" in dict(unknown[0][1])["set-cookie"]
    assert what_is_seen(app, "ada", WRONG, "123456") == unknown
    # A right password is not told either.
    assert what_is_seen(app, "ada", PASSWORD, "123456") == unknown
    for _ in range(12):
        what_is_seen(app, "ada", WRONG, "123456")
    assert what_is_seen(app, "ada", PASSWORD, "123456") == unknown


def test_a_network_that_tries_without_end_is_told_to_wait(browser: Browser) -> None:
    browser.get("/sign-in")
    for _ in range(100):
        assert browser.post("/sign-in", user_name="ada", password=WRONG).status_code == 303
        browser.get("/sign-in")
    answer = browser.post("/sign-in", user_name="ada", password=WRONG)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "900"


def test_what_cannot_be_read_is_not_said_back(browser: Browser) -> None:
    browser.get("/sign-in")
    token = hidden_fields(browser.page, "/sign-in")["csrf"]
    answer = browser.http.post("/sign-in", data={"csrf": token}, files={"user_name": ("canary.txt", b"canary")})
    assert answer.status_code == 422
    assert "canary" not in answer.text
    assert browser.http.post("/sign-in", content=b"{", headers={"Content-Type": "application/json"}).status_code == 403


def test_a_failure_of_ours_is_a_plain_page_with_every_header(lab: Lab, library: Library) -> None:
    office = office_of(lab, library)
    app = app_of(office)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("canary")

    browser = Browser(app)
    browser.http = TestClient(app, headers={"Accept": "text/html"}, raise_server_exceptions=False)
    answer = browser.get("/broken")
    assert answer.status_code == 500
    assert "canary" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_code_without_a_password_or_too_late_starts_again(browser: Browser, lab: Lab) -> None:
    keys = lab.add()
    assert browser.get("/sign-in/code").headers["location"] == "/sign-in"
    browser.get("/sign-in")
    browser.post("/sign-in", user_name="ada", password=PASSWORD)
    browser.get("/sign-in/code")
    lab.pass_time(minutes=5)
    assert browser.post("/sign-in/code", code=lab.code(keys)).status_code == 401
    browser.http.cookies.delete("evenhand_office_half")
    assert browser.post("/sign-in/code", code=lab.code(keys)).headers["location"] == "/sign-in?why=late"


def test_nothing_typed_is_said_and_nothing_is_looked_at(browser: Browser, lab: Lab) -> None:
    browser.get("/sign-in")
    answer = browser.post("/sign-in", user_name=" ", password="")
    assert answer.status_code == 422
    assert "Type your user name and your password." in shown(answer.text)
    assert lab.hasher.checks == 0


def test_a_recovery_code_leads_to_the_account(browser: Browser, lab: Lab) -> None:
    keys = lab.add()
    browser.get("/sign-in")
    browser.post("/sign-in", user_name="ada", password=PASSWORD)
    browser.get("/sign-in/code")
    assert browser.post("/sign-in/code", code=keys.recovery_codes[0]).headers["location"] == "/account"
    assert "You have 9 left." in shown(browser.get("/account").text)


def test_the_sign_in_has_a_new_token_each_time_and_the_one_before_ends(browser: Browser, lab: Lab) -> None:
    keys = lab.add()
    browser.sign_in(lab, keys)
    first = browser.http.cookies["evenhand_office"]
    lab.pass_time(minutes=1)
    other = Browser(browser.http.app)  # type: ignore[arg-type]
    other.get("/sign-in")
    other.post("/sign-in", user_name="ada", password=PASSWORD)
    other.get("/sign-in/code")
    other.http.cookies.set("evenhand_office", first)
    other.post("/sign-in/code", code=lab.code(keys))
    assert first not in dict(other.http.cookies.jar._cookies).values()
    assert browser.get("/account").status_code == 303


def test_signing_out_ends_the_token_itself(browser: Browser, lab: Lab) -> None:
    browser.sign_in(lab, lab.add())
    token = browser.http.cookies["evenhand_office"]
    browser.get("/account")
    left = browser.post("/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in?why=out")
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    assert "evenhand_office" not in browser.http.cookies
    assert "evenhand_office_known" in browser.http.cookies
    browser.http.cookies.set("evenhand_office", token)
    assert browser.get("/account").status_code == 303
    assert browser.post("/sign-out").headers["location"] == "/sign-in?why=out"


def test_a_sign_in_ends_when_idle_and_the_form_says_so(browser: Browser, lab: Lab) -> None:
    browser.sign_in(lab, lab.add())
    for _ in range(3):
        lab.pass_time(minutes=14)
        assert browser.get("/account").status_code == 200
    lab.pass_time(minutes=15)
    answer = browser.get("/account")
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"why": ["idle"], "next": ["/account"]}
    assert "because nothing was done for a while" in shown(browser.get(answer.headers["location"]).text)


def test_a_sign_in_ends_after_eight_hours_whatever_is_done(browser: Browser, lab: Lab) -> None:
    browser.sign_in(lab, lab.add())
    for _ in range(47):
        lab.pass_time(minutes=10)
        assert browser.get("/account").status_code == 200
    lab.pass_time(minutes=10)
    assert "why=too_long" in browser.get("/account").headers["location"]


def test_how_long_it_lasts_can_be_asked_without_making_it_longer(browser: Browser, lab: Lab) -> None:
    keys = lab.add()
    assert browser.get("/session").status_code == 401
    browser.sign_in(lab, keys)
    lab.pass_time(minutes=10)
    told = browser.get("/session").json()
    assert told["officer"] == str(keys.officer_id)
    assert (told["seconds_left"], told["seconds_at_most"]) == (300, 8 * 3600 - 600)
    assert browser.get("/session").json() == told
    # To stay takes the token of the page.
    assert browser.http.post("/session").status_code == 403
    stayed = browser.http.post("/session", headers={"X-Evenhand-Form": told["token"]})
    assert stayed.json()["seconds_left"] == 900
    lab.pass_time(minutes=15)
    answer = browser.get("/session")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
        {"Origin": "https://evil.example"},
    ],
)
def test_another_sites_form_does_nothing(browser: Browser, lab: Lab, headers: dict[str, str]) -> None:
    keys = lab.add()
    browser.get("/sign-in")
    assert browser.post("/sign-in", headers, user_name="ada", password=PASSWORD).status_code == 403
    assert lab.hasher.checks == 0
    browser.sign_in(lab, keys)
    browser.get("/account")
    assert browser.post("/sign-out", headers).status_code == 403
    browser.get("/account")
    assert browser.post("/account/recovery-codes", headers, present=PASSWORD).status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "null"}, {}])
def test_our_own_form_passes_though_it_sends_no_referrer(browser: Browser, lab: Lab, headers: dict[str, str]) -> None:
    lab.add()
    browser.get("/sign-in")
    assert browser.post("/sign-in", headers, user_name="ada", password=PASSWORD).status_code == 303


def test_a_form_needs_its_token(browser: Browser, lab: Lab) -> None:
    keys = lab.add()
    browser.get("/sign-in")
    assert browser.post("/sign-in", csrf="", user_name="ada", password=PASSWORD).status_code == 403
    assert Browser(browser.http.app).post("/sign-in", user_name="a", password="b").status_code == 403  # type: ignore[arg-type]
    browser.sign_in(lab, keys)
    browser.get("/account")
    for token in ("", "x", "é"):
        assert browser.post("/sign-out", csrf=token).status_code == 403
        browser.get("/account")
        assert browser.post("/account/password", csrf=token, present=PASSWORD).status_code == 403
        browser.get("/account")


def test_one_officers_token_is_no_good_in_anothers_browser(app: FastAPI, lab: Lab) -> None:
    ada, bea = signed_in_browser(app, lab, Role.OFFICER), signed_in_browser(app, lab, Role.OFFICER)
    theirs = ada.get("/session").json()["token"]
    bea.get("/account")
    assert bea.post("/account/sign-ins/end", csrf=theirs).status_code == 403


def test_cookies_are_bound_to_the_host_and_hidden_from_scripts(lab: Lab, library: Library) -> None:
    browser = Browser(app_of(office_of(lab, library, HTTPS)), HTTPS)
    keys = lab.add()
    answers = [browser.get("/sign-in"), browser.post("/sign-in", user_name="ada", password=PASSWORD)]
    browser.get("/sign-in/code")
    answers.append(browser.post("/sign-in/code", code=lab.code(keys)))
    cookies = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    assert len(cookies) == 6
    for cookie in cookies:
        assert cookie.startswith("__Host-evenhand_office")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    kept = next(cookie for cookie in cookies if cookie.startswith("__Host-evenhand_office="))
    # It ends with the browser.
    assert "Max-Age" not in kept
    assert browser.get("/account").status_code == 200


def test_nothing_is_kept_by_caches_but_what_is_nobodys(browser: Browser, lab: Lab) -> None:
    browser.sign_in(lab, lab.add())
    for path in ("/sign-in", "/account", "/session", "/nothing"):
        assert browser.get(path).headers["cache-control"] == "no-store"
    script = browser.get("/scripts/session.js")
    assert script.status_code == 200
    assert "no-store" not in script.headers["cache-control"]


def test_what_is_not_there_is_the_same_page_for_everybody(app: FastAPI, lab: Lab, browser: Browser) -> None:
    officer = signed_in_browser(app, lab, Role.OFFICER)
    there = officer.get("/nothing")
    assert there.status_code == 404
    assert browser.get("/nothing").text == there.text
    officer.get("/account")
    ended = officer.post("/account/sign-ins/00000000-0000-4000-8000-000000000000/end", csrf=token_of(officer))
    assert (ended.status_code, ended.text) == (404, there.text)
    garbled = officer.http.post("/account/sign-ins/x/end", data={"csrf": token_of(officer)})
    assert (garbled.status_code, garbled.text) == (404, there.text)


def token_of(browser: Browser) -> str:
    token: str = browser.get("/session").json()["token"]
    return token


def test_no_page_holds_a_script_or_style_of_its_own(browser: Browser, lab: Lab) -> None:
    # The content security policy would refuse it.
    browser.sign_in(lab, lab.add())
    browser.get("/account")
    pages = [
        browser.get("/account").text,
        browser.post("/account/code-app", present=PASSWORD).text,
        browser.get("/nothing").text,
        Browser(browser.http.app).get("/sign-in").text,  # type: ignore[arg-type]
    ]
    for page in pages:
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)
