"""The session cookie and its attributes, and what another site can make a browser do: nothing."""

from __future__ import annotations

from dataclasses import replace
from http.cookies import SimpleCookie

import httpx
import pytest

from bot.front_desk.app import front_desk
from bot.settings import read_settings
from tests.front_desk.caller import CURRENT, Caller
from tests.front_desk.conftest import HOST
from tests.front_desk.test_headers import paths_of

PUBLIC_URL = "https://sendiass.averley.example"


@pytest.fixture
async def over_https(desk):
    app = front_desk(replace(desk, settings=read_settings({"EVENHAND_PUBLIC_URL": PUBLIC_URL})))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=PUBLIC_URL) as client:
        yield client


def cookie_of(answer: httpx.Response):
    (name, morsel), *others = SimpleCookie(answer.headers["set-cookie"]).items()
    assert not others and len(answer.headers.get_list("set-cookie")) == 1
    return name, morsel


async def begin(client: httpx.AsyncClient, how: str) -> httpx.Response:
    return await (client.post("/api/conversations") if how == "api" else client.post("/chat", data={"text": "hello"}))


@pytest.mark.parametrize("how", ["api", "page"])
async def test_over_http_the_cookie_is_for_this_session_and_unreadable_to_scripts(http, how):
    name, cookie = cookie_of(await begin(http, how))
    assert name == "evenhand" and len(cookie.value) >= 32
    assert (cookie["httponly"], cookie["path"], cookie["samesite"].lower()) == (True, "/", "lax")
    assert (cookie["secure"], cookie["domain"], cookie["max-age"], cookie["expires"]) == ("", "", "", "")


@pytest.mark.parametrize("how", ["api", "page"])
async def test_over_https_the_cookie_is_secure_and_bound_to_the_host(over_https, how):
    name, cookie = cookie_of(await begin(over_https, how))
    assert name == "__Host-evenhand"
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
    assert (await over_https.get(f"{CURRENT}/messages")).status_code == 200


async def test_over_https_the_plain_cookie_opens_nothing(over_https):
    token = (await over_https.post("/api/conversations")).json()["token"]
    over_https.cookies.clear()
    answer = await over_https.get(f"{CURRENT}/messages", headers={"Cookie": f"evenhand={token}"})
    assert answer.status_code == 401


async def test_ending_takes_the_cookie_back(http, over_https):
    for client, secure in ((http, False), (over_https, True)):
        begun, _ = cookie_of(await client.post("/api/conversations"))
        name, cookie = cookie_of(await client.delete(CURRENT))
        assert (name, cookie.value, cookie["max-age"]) == (begun, "", "0")
        assert cookie["path"] == "/" and bool(cookie["secure"]) is secure
        assert not client.cookies


async def test_reading_sets_no_cookie(http, caller):
    for path in ("/", "/chat", "/leaflets", "/leaflets/mediation", "/leaflets/feed.xml", "/healthz", "/nothing"):
        assert "set-cookie" not in (await http.get(path)).headers
    assert "set-cookie" not in (await caller.read()).headers
    assert "set-cookie" not in (await caller.send("hello")).headers


UNSAFE = [
    ("POST", "/api/conversations"),
    ("POST", f"{CURRENT}/messages"),
    ("DELETE", CURRENT),
    ("POST", "/chat"),
    ("POST", "/chat/end"),
    ("POST", "/chat/carry-on"),
    ("POST", "/chat/messages"),
    ("POST", "/chat/stay"),
    ("POST", "/chat/typing"),
    ("POST", "/chat/exit"),
]
# Where a form's own token decides: what an old browser sends as from "null" is then refused so.
REFUSED_BY_TOKEN = {
    "/chat": 422,
    "/chat/end": 303,
    "/chat/carry-on": 303,
    "/chat/messages": 409,
    "/chat/stay": 401,
    "/chat/typing": 401,
}
FOREIGN = [
    "https://evil.example",
    "null",
    "",
    "http://desk.example.evil.example",
    f"{HOST}:81",
    "https://desk.example",
    "desk.example",
    f"{HOST}/",
]


async def test_the_inventory_of_what_changes_something_is_whole(app):
    changing = {(method, path) for method, path in paths_of(app) if method not in ("GET", "HEAD", "OPTIONS")}
    assert changing == set(UNSAFE)


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize(("method", "path"), UNSAFE)
async def test_what_another_site_sends_is_403_and_nothing_happens(http, engine, desk, method, path, origin):
    await http.post("/api/conversations")
    form = {"data": {"text": "hello"}} if path.startswith("/chat") else {"json": {"text": "hello", "client_id": "a"}}
    answer = await http.request(method, path, headers={"Origin": origin}, **(form if method == "POST" else {}))
    # An old browser writes "null" for our own form too; the form's own token then refuses it.
    refused = REFUSED_BY_TOKEN.get(path, 403) if origin == "null" else 403
    assert answer.status_code == refused and "set-cookie" not in answer.headers
    assert engine.turns == {} and len(desk.sessions) == 1
    assert len((await http.get(f"{CURRENT}/messages")).json()["messages"]) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
@pytest.mark.parametrize(("method", "path"), UNSAFE)
async def test_what_the_browser_says_comes_from_another_site_is_403(http, engine, method, path, site):
    await http.post("/api/conversations")
    for origin in ("null", HOST):
        headers = {"Origin": origin, "Sec-Fetch-Site": site}
        form = {"data": {"text": "hello"}} if method == "POST" else {}
        assert (await http.request(method, path, headers=headers, **form)).status_code == 403
    assert engine.turns == {}


async def test_our_own_form_may_write_though_pages_without_a_referrer_have_a_null_origin(http):
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    answer = await http.post("/chat", data={"text": "hello"}, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize("origin", [HOST, None])
async def test_our_own_pages_and_programs_may_write(http, origin):
    headers = {"Origin": origin} if origin else {}
    assert (await http.post("/api/conversations", headers=headers)).status_code == 201
    answer = await http.post(f"{CURRENT}/messages", json={"text": "hello", "client_id": "a"}, headers=headers)
    assert answer.status_code == 200


async def test_the_public_address_is_ours_behind_a_proxy_too(over_https):
    answer = await over_https.post("/api/conversations", headers={"Origin": PUBLIC_URL, "Host": "127.0.0.1:8000"})
    assert answer.status_code == 201


async def test_no_page_lets_another_site_read_it(http, caller):
    for method, path in [("GET", f"{CURRENT}/messages"), ("OPTIONS", f"{CURRENT}/messages"), ("GET", "/chat")]:
        answer = await http.request(method, path, headers={**caller.bearer, "Origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_a_conversation_opened_with_a_strangers_cookie_gets_a_token_of_its_own(http):
    planted = await Caller.open(http)
    answer = await http.post("/api/conversations", headers={"Cookie": f"evenhand={planted.token}"})
    assert answer.json()["token"] != planted.token
