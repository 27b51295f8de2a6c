"""/cases/ID/who: proving the person from wherever an officer talks or writes, and back to what was being written."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.sign_in.presence import path_within, signed_in
from bot.casework.access import Ability
from bot.services.office.accounts.who_is import Present
from bot.services.office.cases.write import verify_person
from bot.services.office.working import NotHere

router = APIRouter(prefix="/cases")
Officer = Annotated[Present, Depends(signed_in(Ability.OPEN_CASE))]
Text = Annotated[str, Form(max_length=200)]


@router.post("/{id_}/who")
def prove(
    request: Request, who: Officer, id_: str, said: Text = "", called_back: Text = "", back: Text = "/queue"
) -> Response:
    """By the safe word that was `said`, or by a call back to the number on file. Leads `back`, with ?who=... to tell."""
    office = office_of(request)
    try:
        is_proved = verify_person(
            office.desk, acting(who), id_, said, called_back=called_back == "yes", now=office.now()
        )
    except NotHere:
        raise HTTPException(404) from None
    return RedirectResponse(f"{path_within(back)}?who={'proved' if is_proved else 'not-proved'}", 303)
