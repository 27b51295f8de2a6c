"""/session: how long the sign-in still lasts, for the script that warns before its end (static/session.js)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from bot.back_office.sign_in.presence import Here, signed_in
from bot.casework.access import Ability
from bot.services.office.accounts.who_is import Present

router = APIRouter()
OnlyAsked = Annotated[Present, Depends(signed_in(Ability.USE_OWN_ACCOUNT, touch=False))]


@router.get("/session")
def time_left(request: Request, who: OnlyAsked) -> Response:
    """The seconds left; asking does not make them more. 401 if nobody is signed in."""
    return JSONResponse(_told(who))


@router.post("/session")
def stay(request: Request, who: Here) -> Response:
    """Begins the idle time anew."""
    return JSONResponse(_told(who))


def _told(who: Present) -> dict[str, Any]:
    return {
        "officer": str(who.officer_id),
        "token": who.csrf,
        "seconds_left": who.seconds_left,
        "seconds_at_most": who.seconds_at_most,
    }
