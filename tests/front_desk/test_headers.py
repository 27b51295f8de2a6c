"""The security headers: on every route there is, on every refusal, and on errors nobody foresaw."""

from __future__ import annotations

import pytest
from starlette.routing import Mount, Route

from bot.front_desk.headers import policy
from bot.web.gate import HEADERS
from tests.front_desk.streaming import Stream


def paths_of(app) -> list[tuple[str, str]]:
    """Every method and path the app answers, with something put in for its parameters."""
    found = []
    for route in flat(app.routes):
        if isinstance(route, Mount):
            found.append(("GET", route.path + {"/design": "/evenhand.css", "/scripts": "/chat.js"}[route.path]))
            found.append(("GET", route.path + "/nothing"))
            continue
        path = route.path.replace("{leaflet_id}", "mediation")
        assert "{" not in path, f"say here what stands for the parameter of {path}"
        found += [(method, path) for method in route.methods]
    return sorted(found)


def flat(routes):
    for route in routes:
        if isinstance(route, (Route, Mount)):
            yield route
        else:
            yield from flat(route.original_router.routes)


def faults(answer) -> list[str]:
    path = answer.request.url.path
    due = {**HEADERS, **policy(())({"path": path})}
    wrong = [name for name, value in due.items() if answer.headers.get_list(name) != [value]]
    kept = answer.headers.get("cache-control")
    is_file = path.startswith(("/design/", "/scripts/", "/widget.js")) and answer.status_code == 200
    if kept != ("public, max-age=3600" if is_file else "no-store"):
        wrong.append(f"cache-control: {kept}")
    return wrong


async def test_the_inventory_is_whole(app):
    paths = {path for _, path in paths_of(app)}
    assert paths >= {
        "/", "/healthz", "/readyz", "/chat", "/chat/end", "/chat/carry-on", "/chat/exit",
        "/chat/messages", "/chat/stay", "/chat/dates.ics", "/widget.js", "/privacy", "/cookies", "/accessibility", "/complaints", "/safety",
        "/design/evenhand.css", "/scripts/chat.js", "/leaflets", "/leaflets/feed.xml", "/leaflets/mediation",
        "/leaflets/mediation/print", "/api/conversations", "/api/conversations/current",
        "/api/conversations/current/messages", "/api/conversations/current/events", "/api/openapi.json",
    }  # fmt: skip


async def test_every_route_carries_the_security_headers(app, http, caller):
    wrong, seen = {}, 0
    for with_token in (False, True):
        for method, path in paths_of(app):
            if with_token and (path.endswith("/events") or method == "DELETE"):
                continue
            answer = await http.request(method, path, headers=caller.bearer if with_token else {})
            assert answer.status_code < 500, (method, path)
            seen += 1
            if found := faults(answer):
                wrong[method, path, answer.status_code] = found
    assert wrong == {} and seen > 25


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("PUT", "/chat", 405),
        ("GET", "/api/nothing", 404),
        ("DELETE", "/api/conversations", 405),
    ],
)
async def test_refusals_carry_them_too(http, method, path, status):
    answer = await http.request(method, path)
    assert answer.status_code == status and faults(answer) == []


@pytest.mark.parametrize("path", ["/chat", "/api/conversations/current/messages"])
async def test_too_large_a_body_carries_them_too(http, path):
    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    answer = await http.post(path, content=b"a" * 200_000, headers={"content-type": kind})
    assert answer.status_code == 413 and faults(answer) == []


async def test_a_foreign_origin_gets_them_too(http):
    answer = await http.post("/chat", data={"text": "hello"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403 and faults(answer) == []


async def test_an_error_nobody_foresaw_carries_them_too(http, caller, engine):
    engine.faults = [RuntimeError("unforeseen")]
    answer = await caller.send("hello")
    assert answer.status_code == 500 and faults(answer) == []


async def test_the_stream_carries_them_too(app, caller):
    async with Stream(app, caller.bearer) as stream:
        await stream.event()
        missing = {name for name, value in HEADERS.items() if stream.headers.get(name.lower()) != value}
        assert missing == set() and stream.headers["cache-control"] == "no-store"


async def test_pages_need_nothing_the_policy_forbids(http, caller):
    await caller.say("hello")
    for path in ("/", "/chat", "/leaflets", "/leaflets/mediation", "/leaflets/mediation/print", "/nothing"):
        html = (await http.get(path, headers=caller.bearer)).text
        for forbidden in ("<script>", "style=", "<style", "onclick", "javascript:", "<iframe", 'src="http', "<base"):
            assert forbidden not in html, (path, forbidden)
