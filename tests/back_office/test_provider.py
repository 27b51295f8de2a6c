"""Signing in through another identity provider: it stands in for the password, and for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from joserfc import jwk

from bot.back_office.sign_in.provider import Provider, read_provider
from bot.library.compose import Library
from bot.records.audit_words import AuditAction, AuditDetail
from bot.services.office.accounts.disable_officer import disable_officer
from bot.services.office.accounts.link_officer import link_officer
from bot.settings import SettingsError
from tests.back_office.fake_issuer import CLIENT, SECRET, FakeIssuer
from tests.back_office.office_making import URL, Browser, app_of, office_of, shown
from tests.services.office.accounting import Lab


@pytest.fixture(scope="module")
def running() -> Iterator[FakeIssuer]:
    started = FakeIssuer().start()
    yield started
    started.stop()


@pytest.fixture
def issuer(running: FakeIssuer, lab: Lab) -> FakeIssuer:
    running.subject, running.now, running.claims, running.metadata = "s-1", lab.now, {}, {}
    running.signing, running.algorithm = running.key, "RS256"
    running.refusals.clear()
    return running


@pytest.fixture
def browser(issuer: FakeIssuer, lab: Lab, library: Library) -> Browser:
    return Browser(app_of(office_of(lab, library, provider=Provider(issuer.url, CLIENT, SECRET))))


def sent(browser: Browser, next: str = "") -> str:
    """Where the provider sends the browser back to."""
    asked = browser.get("/sign-in/with-provider" + next)
    assert asked.status_code == 303
    back = httpx.get(asked.headers["location"], follow_redirects=False).headers["location"]
    assert back.startswith(f"{URL}/sign-in/return?")
    return str(back)


def come_back(browser: Browser, next: str = "") -> httpx.Response:
    return browser.get(sent(browser, next), **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})


def after_code(browser: Browser, code: str) -> httpx.Response:
    browser.get("/sign-in/code")
    return browser.post("/sign-in/code", code=code)


def test_a_linked_officer_signs_in_with_the_provider_and_a_code(browser: Browser, lab: Lab, issuer: FakeIssuer) -> None:
    keys = lab.add()
    link_officer(lab.accounts, "ada", issuer.url, "s-1", lab.now)
    assert "Sign in with your organisation" in shown(browser.get("/sign-in").text)
    back = come_back(browser, "?next=/account")
    assert back.status_code == 200
    assert 'content="0; url=/sign-in/code?next=/account"' in back.text
    browser.get("/sign-in/code?next=/account")
    # The provider alone is not enough.
    assert browser.get("/account").status_code == 303
    browser.get("/sign-in/code?next=/account")
    done = browser.post("/sign-in/code", code=lab.code(keys))
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert browser.get("/account").status_code == 200
    assert lab.noted[-1] == (AuditAction.SIGN_IN, keys.officer_id, keys.officer_id, AuditDetail.WITH_PROVIDER)
    assert lab.hasher.checks == 0


def test_nobody_is_found_by_address_name_or_group_and_nobody_is_added(
    browser: Browser, lab: Lab, issuer: FakeIssuer
) -> None:
    keys = lab.add()
    unlinked = come_back(browser)
    assert unlinked.status_code == 200
    assert after_code(browser, lab.code(keys)).status_code == 401
    link_officer(lab.accounts, "ada", "https://other.example", "s-1", lab.now)
    come_back(browser)
    assert after_code(browser, lab.code(keys)).status_code == 401
    link_officer(lab.accounts, "ada", issuer.url, "S-1", lab.now)
    come_back(browser)
    assert after_code(browser, lab.code(keys)).status_code == 401


def test_who_is_linked_is_not_told_before_the_code(browser: Browser, lab: Lab, issuer: FakeIssuer) -> None:
    lab.add()
    link_officer(lab.accounts, "ada", issuer.url, "s-1", lab.now)
    linked = come_back(browser)
    issuer.subject = "somebody-else"
    unknown = come_back(browser)
    assert linked.text == unknown.text
    assert len(linked.headers["set-cookie"]) == len(unknown.headers["set-cookie"])


def test_a_disabled_officer_stays_out(browser: Browser, lab: Lab, issuer: FakeIssuer) -> None:
    keys = lab.add()
    link_officer(lab.accounts, "ada", issuer.url, "s-1", lab.now)
    disable_officer(lab.accounts, "ada", lab.now)
    come_back(browser)
    assert after_code(browser, lab.code(keys)).status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": ["evenhand", "another"]},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    browser: Browser, lab: Lab, issuer: FakeIssuer, claims: dict[str, Any]
) -> None:
    lab.add()
    link_officer(lab.accounts, "ada", issuer.url, "s-1", lab.now)
    issuer.claims = claims
    assert come_back(browser).status_code == 502
    assert "evenhand_office_half" not in browser.http.cookies


def test_a_token_that_another_key_signed_is_refused(browser: Browser, issuer: FakeIssuer) -> None:
    issuer.signing = jwk.RSAKey.generate_key(2048, {"kid": "one"})
    assert come_back(browser).status_code == 502


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_that_no_private_key_signed_is_refused(browser: Browser, issuer: FakeIssuer, algorithm: str) -> None:
    issuer.signing, issuer.algorithm = jwk.OctKey.import_key(SECRET * 3, {"kid": "one"}), algorithm
    assert come_back(browser).status_code == 502


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_says_other_things_of_itself_is_not_followed(
    browser: Browser, issuer: FakeIssuer, metadata: dict[str, Any]
) -> None:
    issuer.metadata = metadata
    answer = browser.get("/sign-in/with-provider")
    assert answer.status_code == 502
    assert "user name and password instead" in shown(answer.text)


def test_coming_back_needs_what_this_browser_was_sent_with(browser: Browser, issuer: FakeIssuer) -> None:
    back = sent(browser)
    other = Browser(browser.http.app)  # type: ignore[arg-type]
    assert other.get(back).headers["location"] == "/sign-in?why=late"
    sent(other)
    assert other.get(back).headers["location"] == "/sign-in?why=late"
    # Its own code in another's sign-in: the verifier does not fit.
    mine, theirs = httpx.URL(sent(browser)), httpx.URL(sent(other))
    mixed = mine.copy_set_param("code", theirs.params["code"])
    assert browser.get(str(mixed)).status_code == 502
    assert issuer.refusals == ["verifier"]
    elsewhere = httpx.URL(sent(browser)).copy_set_param("iss", "https://evil.example")
    assert browser.get(str(elsewhere)).status_code == 502


def test_a_code_of_the_provider_works_once(browser: Browser, issuer: FakeIssuer) -> None:
    back = sent(browser)
    assert browser.get(back).status_code == 200
    assert browser.get(back).headers["location"] == "/sign-in?why=late"


def test_the_cookie_for_the_way_is_lax_and_the_others_are_strict(browser: Browser) -> None:
    asked = browser.get("/sign-in/with-provider")
    assert "SameSite=lax" in asked.headers["set-cookie"]
    assert "SameSite=strict" in come_back(browser).headers.get_list("set-cookie")[0]


def test_without_a_provider_there_is_no_such_page(lab: Lab, library: Library) -> None:
    browser = Browser(app_of(office_of(lab, library)))
    nowhere = browser.get("/nowhere").text
    for path in ("/sign-in/with-provider", "/sign-in/return"):
        answer = browser.get(path)
        assert (answer.status_code, answer.text) == (404, nowhere)
    assert "organisation" not in browser.get("/sign-in").text


def test_a_provider_that_is_away_leaves_the_password(lab: Lab, library: Library) -> None:
    away = Provider("http://127.0.0.1:9", CLIENT, SECRET)
    browser = Browser(app_of(office_of(lab, library, provider=away)))
    assert browser.get("/sign-in/with-provider").status_code == 502
    assert browser.sign_in(lab, lab.add()).status_code == 303


def test_the_settings_are_all_set_or_none() -> None:
    names = ("EVENHAND_OIDC_ISSUER", "EVENHAND_OIDC_CLIENT_ID", "EVENHAND_OIDC_CLIENT_SECRET")
    assert read_provider({}) is None
    whole = dict(zip(names, ("https://id.example", "evenhand", "secret")))
    found = read_provider(whole)
    assert found == Provider("https://id.example", "evenhand", "secret")
    assert "secret" not in repr(found).replace("client_secret", "")
    for name in names:
        with pytest.raises(SettingsError, match="all be set"):
            read_provider({**whole, name: ""})
    with pytest.raises(SettingsError, match="https://"):
        read_provider({**whole, names[0]: "http://id.example"})


def test_clocks_may_differ_a_little(browser: Browser, lab: Lab, issuer: FakeIssuer) -> None:
    issuer.now = datetime.fromtimestamp(lab.now.timestamp() + 40)
    assert come_back(browser).status_code == 200
