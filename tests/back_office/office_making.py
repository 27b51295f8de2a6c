"""The officers' pages on a real SQLite file, and a browser without scripts that reads their forms."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from bot.back_office.office import Office
from bot.back_office.sign_in.including import include_sign_in
from bot.casework.access import Role
from bot.library.compose import Library
from bot.services.office.accounts.add_officer import Keys
from bot.web.files import files
from bot.web.gate import Gate
from bot.web.rendering import DESIGN
from tests.services.office.accounting import PASSWORD, Lab

URL = "http://office.example"
HTTPS = "https://office.example"


def office_of(lab: Lab, library: Library, url: str = URL, **more: Any) -> Office:
    return Office(lab.accounts, library, lambda: lab.now, url, **more)


def app_of(office: Office) -> FastAPI:
    """An application with nothing but signing in, put together as the real one is."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    include_sign_in(app, office)
    app.mount("/design", files(DESIGN / "static"))
    app.add_middleware(Gate, too_large=PlainTextResponse("That is too large.", 413), is_https=office.is_https)
    return app


class Browser:
    """Follows no redirect by itself; fills in the forms of the page it was last shown."""

    def __init__(self, app: FastAPI, url: str = URL) -> None:
        self.http = TestClient(
            app, base_url=url, follow_redirects=False, headers={"Accept": "text/html"}, raise_server_exceptions=True
        )
        self.page = ""

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._seen(self.http.get(path, headers=headers))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        """Sends the form of the last page whose action is `path`, with `fields` filled in."""
        hidden = hidden_fields(self.page, path)
        return self._seen(self.http.post(path, data={**hidden, **fields}, headers=headers or {}))

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.page = answer.text
        return answer

    def sign_in(self, lab: Lab, keys: Keys, password: str = PASSWORD) -> httpx.Response:
        self.get("/sign-in")
        self.post("/sign-in", user_name=keys.user_name, password=password)
        self.get("/sign-in/code")
        return self.post("/sign-in/code", code=lab.code(keys))

    def go(self, path: str) -> httpx.Response:
        """Follows redirects to the page they end on."""
        answer = self.get(path)
        while answer.is_redirect:
            answer = self.get(answer.headers["location"])
        return answer


def signed_in_browser(app: FastAPI, lab: Lab, role: Role, url: str = URL) -> Browser:
    browser = Browser(app, url)
    answer = browser.sign_in(lab, lab.add(role.value.replace("_", "-") + str(len(lab.noted)), role))
    assert answer.status_code == 303
    return browser


def hidden_fields(page: str, action: str) -> dict[str, str]:
    for form in re.findall(r"<form\b.*?</form>", page, re.S):
        if f'action="{action}"' in form:
            return {
                unescape(name): unescape(value)
                for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
            }
    return {}


def shown(page: str) -> str:
    """What a page says, without its marks."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def folder(tmp_path: Path, name: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    return made
