"""Puts signing in into the officers' application."""

from __future__ import annotations

from fastapi import FastAPI

from bot.back_office.office import Office
from bot.back_office.sign_in import account, entering, session, with_provider
from bot.back_office.sign_in.problems import handle_refusals
from bot.back_office.sign_in.showing import STATIC
from bot.web.files import files


def include_sign_in(app: FastAPI, office: Office) -> None:
    """Adds the routes, the scripts and the pages for refusals to `app`, which works with `office` from now on."""
    app.state.office = office
    app.include_router(entering.router)
    app.include_router(with_provider.router)
    app.include_router(account.router)
    app.include_router(session.router)
    app.mount("/scripts", files(STATIC))
    handle_refusals(app)
