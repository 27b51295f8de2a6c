"""The gate: what may be cached, how HEAD is answered, what one path may have instead, and bodies that never end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from starlette.exceptions import HTTPException

from bot.web import gate
from bot.web.files import files
from bot.web.gate import HEADERS, MOST_BODY_BYTES, Gate, TooLarge
from bot.web.rendering import DESIGN

FORM = {"content-type": "application/x-www-form-urlencoded"}


def make_app() -> FastAPI:
    app = FastAPI()
    app.state.caught = []
    app.state.left = asyncio.Event()

    @app.get("/page")
    @app.get("/widget.js")
    async def page() -> PlainTextResponse:
        return PlainTextResponse("words", headers={"Cache-Control": "public, max-age=99", "X-Frame": "kept"})

    @app.post("/say")
    async def say(text: str = Form()) -> JSONResponse:
        return JSONResponse({"read": len(text)})

    @app.post("/later")
    async def later(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def forever() -> AsyncIterator[str]:
            try:
                while True:
                    yield "news"
                    await asyncio.sleep(0.001)
            finally:
                app.state.left.set()

        return StreamingResponse(forever())

    @app.exception_handler(HTTPException)
    async def caught(request: Request, problem: HTTPException) -> PlainTextResponse:
        app.state.caught.append(problem)
        return PlainTextResponse("refused", problem.status_code)

    app.mount("/design", files(DESIGN / "static"))
    return app


@pytest.fixture
def app() -> FastAPI:
    return make_app()


def visit(app: FastAPI, **options) -> httpx.AsyncClient:  # type: ignore[no-untyped-def]
    gated = Gate(app, PlainTextResponse("too large", 413), **options)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=gated), base_url="http://desk.example")


async def test_standing_headers_are_set_once_and_others_stay(app: FastAPI) -> None:
    answer = await visit(app).get("/page")
    assert [answer.headers.get_list(name) for name in HEADERS] == [[value] for value in HEADERS.values()]
    assert answer.headers.get_list("cache-control") == ["no-store"]
    assert answer.headers["x-frame"] == "kept" and "strict-transport-security" not in answer.headers


async def test_no_page_may_be_framed_unless_its_path_says_so(app: FastAPI) -> None:
    assert "frame-ancestors 'none'" in HEADERS["Content-Security-Policy"]
    special = {"Content-Security-Policy": "default-src 'self'", "Access-Control-Allow-Origin": "*"}
    http = visit(app, policy=lambda scope: special if scope["path"] == "/widget.js" else {})
    ours, others = await http.get("/widget.js"), await http.get("/page")
    assert ours.headers.get_list("content-security-policy") == ["default-src 'self'"]
    assert ours.headers["access-control-allow-origin"] == "*" and ours.headers["referrer-policy"] == "no-referrer"
    assert others.headers.get_list("content-security-policy") == [HEADERS["Content-Security-Policy"]]
    assert "access-control-allow-origin" not in others.headers


async def test_over_https_browsers_are_told_to_use_nothing_else(app: FastAPI) -> None:
    answer = await visit(app, is_https=True).get("/page")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("method", "path", "status", "kept"),
    [
        ("GET", "/design/evenhand.css", 200, True),
        ("HEAD", "/design/evenhand.css", 200, True),
        ("GET", "/widget.js", 200, True),
        ("GET", "/design/nothing", 404, False),
        ("POST", "/design/evenhand.css", 405, False),
        ("GET", "/page", 200, False),
        ("GET", "/nothing", 404, False),
    ],
)
async def test_only_files_that_are_found_may_be_kept(
    app: FastAPI, method: str, path: str, status: int, kept: bool
) -> None:
    answer = await visit(app).request(method, path)
    assert answer.status_code == status
    assert answer.headers.get_list("cache-control") == ["public, max-age=3600" if kept else "no-store"]


async def test_an_unchanged_file_may_be_kept_longer(app: FastAPI) -> None:
    http = visit(app)
    tag = (await http.get("/design/evenhand.css")).headers["etag"]
    answer = await http.get("/design/evenhand.css", headers={"If-None-Match": tag})
    assert answer.status_code == 304 and answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize("path", ["/page", "/design/evenhand.css", "/nothing"])
async def test_head_is_answered_as_get_without_a_body(app: FastAPI, path: str) -> None:
    http = visit(app)
    head, whole = await http.head(path), await http.get(path)
    assert head.content == b"" and (head.status_code, head.headers) == (whole.status_code, whole.headers)


async def test_head_of_what_only_takes_posts_is_refused(app: FastAPI) -> None:
    assert (await visit(app).head("/say")).status_code == 405


async def test_head_of_a_stream_ends_it(app: FastAPI) -> None:
    async with asyncio.timeout(5):
        answer = await visit(app).head("/stream")
        assert answer.status_code == 200 and answer.content == b""
        await app.state.left.wait()


async def test_a_body_within_the_bound_is_read(app: FastAPI) -> None:
    longest = b"text=" + b"a" * (MOST_BODY_BYTES - 5)
    answer = await visit(app).post("/say", content=longest, headers=FORM)
    assert answer.json() == {"read": MOST_BODY_BYTES - 5}


@pytest.mark.parametrize("path", ["/say", "/later"])
async def test_a_body_past_the_bound_is_refused_and_its_start_handed_on(app: FastAPI, path: str) -> None:
    body = b"text=" + b"a" * (MOST_BODY_BYTES - 4)
    answer = await visit(app).post(path, content=body, headers=FORM)
    (problem,) = app.state.caught
    assert answer.status_code == 413 and isinstance(problem, TooLarge)
    assert problem.prefix == body[:MOST_BODY_BYTES] and "aaa" not in str(problem)


async def test_a_body_past_the_bound_is_refused_where_the_application_does_not(app: FastAPI) -> None:
    async def bare(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        while (await receive())["more_body"]:
            pass

    answer = await visit(bare).post("/", content=b"a" * (MOST_BODY_BYTES + 1))
    assert (answer.status_code, answer.text) == (413, "too large")
    assert answer.headers["cache-control"] == "no-store"


async def drops(seconds: float) -> AsyncIterator[bytes]:
    yield b"text="
    while True:
        await asyncio.sleep(seconds)
        yield b"a"


@pytest.mark.parametrize("path", ["/say", "/later"])
async def test_a_body_that_comes_in_drops_is_refused(app: FastAPI, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_SECONDS", 0.1)
    async with asyncio.timeout(5):
        answer = await visit(app).post(path, content=drops(0.01), headers=FORM)
    assert answer.status_code == 408


async def test_listening_after_the_body_has_no_end(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_SECONDS", 0.05)
    heard: list[str] = []

    async def listener(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        heard.append((await receive())["type"])
        heard.append((await receive())["type"])

    async def client() -> dict[str, object]:
        if heard:
            await asyncio.sleep(0.2)
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": "GET", "path": "/stream", "headers": []}
    await Gate(listener, PlainTextResponse("too large", 413))(scope, client, None)  # type: ignore[arg-type]
    assert heard == ["http.request", "http.disconnect"]
