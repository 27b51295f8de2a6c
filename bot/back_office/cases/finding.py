"""/look-up and /caseloads: finding the file of somebody who rings, and giving all cases of one officer to another."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

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
from bot.services.office.cases.hand_over import caseloads, move_caseload
from bot.services.office.cases.look_up import REASONS, look_up
from bot.services.office.working import NotHere, NotNow

router = APIRouter()
Officer = Annotated[Present, Depends(signed_in(Ability.OPEN_CASE))]
Lead = Annotated[Present, Depends(signed_in(Ability.REASSIGN))]
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


@router.get("/caseloads")
def loads(request: Request, who: Lead) -> Response:
    """How many cases each officer has."""
    return _loads(request, who)


@router.post("/caseloads")
def move(
    request: Request, who: Lead, from_: Annotated[UUID, Form(alias="from")], to: Annotated[UUID, Form()]
) -> Response:
    """Gives all of one officer's cases to another."""
    office = office_of(request)
    try:
        moved, kept = move_caseload(office.desk, acting(who), from_, to, office.now())
    except NotHere:
        raise HTTPException(404) from None
    except NotNow as problem:
        return _loads(request, who, 422, problem=not_now(problem.why, problem.who))
    rest = f" {kept} stayed, because they are kept from that officer: give them to somebody else." if kept else ""
    return _loads(request, who, said=f"{moved} cases moved.{rest}")


def _look_up(request: Request, who: Present, status_code: int = 200, **more: Any) -> Response:
    shown = {"found": None, "said": "", "problem": "", **more}
    return show(request, "look_up", status_code, who=who, reasons=REASONS, **shown)


def _loads(request: Request, who: Present, status_code: int = 200, **more: Any) -> Response:
    found = caseloads(office_of(request).desk, acting(who))
    return show(request, "caseloads", status_code, who=who, loads=found, **{"said": "", "problem": "", **more})
