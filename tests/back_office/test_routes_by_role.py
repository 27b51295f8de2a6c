"""Every route is asked by nobody and by every role: who may not sees what is not there (C-76, C-79).

For the whole office: give these functions its application and the list of what everybody may ask for.
"""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse, Response

from bot.back_office.sign_in.presence import signed_in
from bot.casework.access import Ability, Role, may
from bot.library.compose import Library
from bot.records.accounts import Officer
from bot.services.office.accounts.who_is import Present
from tests.back_office.office_making import Browser, app_of, office_of, signed_in_browser
from tests.back_office.routes_by_role import Route, routes_of
from tests.services.office.accounting import Lab

FOR_EVERYBODY = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/sign-in/code"),
    ("POST", "/sign-in/code"),
    ("POST", "/sign-out"),
    ("GET", "/sign-in/with-provider"),
    ("GET", "/sign-in/return"),
}


@pytest.fixture
def app(lab: Lab, library: Library) -> FastAPI:
    """Signing in, and a route for each ability."""
    made = app_of(office_of(lab, library))
    made.include_router(a_route_for_each(), prefix="/work")
    return made


def a_route_for_each() -> APIRouter:
    router = APIRouter()

    def add(ability: Ability) -> None:
        asked = Depends(signed_in(ability))

        def answer(who: Present = asked) -> Response:
            return JSONResponse(who.role.value)

        router.add_api_route(f"/{ability.value}", answer, methods=["GET", "POST"])

    for ability in Ability:
        add(ability)
    return router


def test_every_route_is_listed_with_what_it_asks(app: FastAPI) -> None:
    found = routes_of(app)
    assert Route("POST", "/account/sign-ins/{sign_in}/end", Ability.USE_OWN_ACCOUNT) in found
    assert Route("GET", "/session", Ability.USE_OWN_ACCOUNT) in found
    assert {one.ability for one in found} == {*Ability, None}
    assert {(one.method, one.path) for one in found if one.ability is None} == FOR_EVERYBODY


def test_nobody_gets_past_the_sign_in_form(app: FastAPI) -> None:
    stranger = Browser(app)
    for route in routes_of(app):
        if route.ability is None:
            continue
        answer = stranger.http.request(route.method, route.example)
        assert answer.status_code == (401 if route.path == "/session" else 303), route
        assert answer.status_code == 401 or answer.headers["location"].startswith("/sign-in"), route
        told = stranger.http.request(route.method, route.example, headers={"Accept": "application/json"})
        assert told.status_code == 401, route


@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_what_the_table_gives_it_and_nothing_else(app: FastAPI, lab: Lab, role: Role) -> None:
    browser = signed_in_browser(app, lab, role)
    nowhere = browser.get("/no-such-address").text
    nowhere_told = browser.http.get("/no-such-address", headers={"Accept": "application/json"}).content
    for route in routes_of(app):
        if route.ability is None:
            continue
        answer = browser.http.request(route.method, route.example)
        if may(role, route.ability):
            # Without its form's token nothing is done.
            assert answer.status_code == (403 if route.method == "POST" else 200), route
        else:
            assert (answer.status_code, answer.text) == (404, nowhere), route
            told = browser.http.request(route.method, route.example, headers={"Accept": "application/json"})
            assert (told.status_code, told.content) == (404, nowhere_told), route


def test_a_changed_role_holds_from_the_next_request(app: FastAPI, lab: Lab) -> None:
    browser = signed_in_browser(app, lab, Role.MANAGER)
    assert browser.get("/work/see_safeguarding").status_code == 200
    with lab.accounts.sessions.begin() as session:
        session.query(Officer).update({Officer.role: Role.ADMIN})
    assert browser.get("/work/see_safeguarding").status_code == 404
    assert browser.get("/work/manage_accounts").status_code == 200
