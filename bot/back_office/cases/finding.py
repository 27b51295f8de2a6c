"""/look-up: finding the file of somebody who rings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.queue.words import not_now
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import show
from bot.casework.access import Ability
from bot.services.office.accounts.who_is import Present
from bot.services.office.cases.look_up import REASONS, look_up
from bot.services.office.working import NotHere, NotNow

router = APIRouter()
Officer = Annotated[Present, Depends(signed_in(Ability.OPEN_CASE))]
Text = Annotated[str, Form(max_length=300)]


@router.get("/look-up")
def ask(request: Request, who: Officer) -> Response:
    """The form, empty each time: what was looked for is not kept."""
    return _look_up(request, who)


@router.post("/look-up")
def find(request: Request, who: Officer, said: Text = "", reason: Text = "") -> Response:
    """What fits."""
    office = office_of(request)
    try:
        found = look_up(office.desk, acting(who), said, reason, office.now())
    except NotHere:
        raise HTTPException(404) from None
    except NotNow as problem:
        return _look_up(request, who, 422, problem=not_now(problem.why, problem.who), said=said)
    return _look_up(request, who, found=found, said=said)


def _look_up(request: Request, who: Present, status_code: int = 200, **more: Any) -> Response:
    shown = {"found": None, "said": "", "problem": "", **more}
    return show(request, "look_up", status_code, who=who, reasons=REASONS, **shown)
