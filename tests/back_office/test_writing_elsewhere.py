"""The box, who is there and the constant answer, as another page includes them: here the pane of a live conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, Response

from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import environment
from bot.back_office.writing.box import writing_box
from bot.casework.access import Ability, Role
from bot.library.compose import Library
from bot.services.office.accounts.who_is import Present
from bot.services.office.writing.identity import identity_of
from tests.back_office.office_making import Browser, shown, signed_in_browser
from tests.back_office.test_writing import words_in_box
from tests.back_office.whole_office import WholeLab, press
from tests.services.office.accounting import NOON

PANE = """
{% extends "office.html.j2" %}
{% block main %}{% include "_identity.html.j2" %}
<form method="post" action="{{ back }}" enctype="multipart/form-data">
<input type="hidden" name="csrf" value="{{ who.csrf }}">{% include "_writing_box.html.j2" %}
<button class="button" name="act" value="send">Send</button></form>{% endblock %}
"""
Officer = Annotated[Present, Depends(signed_in(Ability.OPEN_CASE))]
Typed = Annotated[str, Form()]


def pane() -> APIRouter:
    router = APIRouter(prefix="/elsewhere")

    @router.get("/{case}")
    def look(request: Request, who: Officer, case: str) -> Response:
        return show(request, who, case)

    @router.post("/{case}")
    def write(
        request: Request,
        who: Officer,
        case: str,
        text: Typed = "",
        act: Typed = "",
        cursor: Typed = "",
        looked_for: Typed = "",
    ) -> Response:
        return show(request, who, case, text=text, act=act, cursor=cursor, looked_for=looked_for)

    def show(request: Request, who: Present, case: str, **pressed: str) -> Response:
        office = office_of(request)
        # The conversation began at noon: a proof from before it does not count.
        identity = identity_of(office.desk, acting(who), case, office.now(), since=NOON + timedelta(minutes=1))
        box = writing_box(request, "chat", label="Your reply", by_text=True, **pressed)
        everywhere = {"service": office.service, "path": request.scope["path"], "who": who}
        page = environment.from_string(PANE).render(**everywhere, identity=identity, box=box, back=f"/elsewhere/{case}")
        return HTMLResponse(page)

    return router


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WholeLab]:
    made = WholeLab(tmp_path)
    yield made
    made.inbox.tray.close()
    made.inbox.box.close()


@pytest.fixture
def ann(lab: WholeLab, library: Library) -> Browser:
    app: FastAPI = lab.app(library)
    app.include_router(pane())
    lab.inbox.refer(help="Can we appeal?")
    lab.inbox.take()
    browser = signed_in_browser(app, lab, Role.OFFICER)
    browser.get("/queue")
    press(browser, f"/queue/{lab.inbox.only_item().id}/claim")
    return browser


def test_the_pane_tells_who_is_there_counts_and_gives_the_constant_answer(
    ann: Browser, lab: WholeLab, library: Library
) -> None:
    case = lab.inbox.only_case()
    here = f"/elsewhere/{case}"
    assert "Identity not verified" in shown(ann.get(here).text) and "0 text messages" in shown(ann.page)
    press(ann, here, act="refusal", text="Hello")
    constant = library.say("non_disclosure/constant", "web").text
    assert words_in_box(ann) == f"Hello\n\n{constant}"
    assert f"{-(-len(words_in_box(ann)) // 153)} text messages" in shown(ann.page)
    press(ann, here, act="insert:reply:could-not-reach", text="You should appeal.", cursor="0")
    assert words_in_box(ann).startswith("We rang") and words_in_box(ann).endswith("You should appeal.")
    assert "May not read as fair" in shown(ann.page) and "Say why" not in shown(ann.page), "here it is only a hint"


def test_proving_the_person_leads_back_to_the_pane(ann: Browser, lab: WholeLab) -> None:
    case = lab.inbox.only_case()
    here = f"/elsewhere/{case}"
    ann.get(here)
    press(ann, f"/cases/{case}/who", said="teapot")
    assert ann.page and "Identity not verified" in shown(ann.page), "proved before this conversation began"
    lab.pass_time(minutes=2)
    ann.get(here)
    assert "Identity verified" in shown(press(ann, f"/cases/{case}/who", said="teapot").page)
    csrf = ann.page.split('name="csrf" value="')[1].split('"')[0]
    sent = {"csrf": csrf, "said": "teapot", "back": "https://elsewhere.example/"}
    away = ann.http.post(f"/cases/{case}/who", data=sent)
    assert away.headers["location"].startswith("/?"), "only ever to a page of ours"
