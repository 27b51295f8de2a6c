"""/writing: what the script of the box asks for while an officer writes. Nothing that is sent here is kept or logged."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import environment
from bot.back_office.writing.box import parts_in_words, snippets_of
from bot.casework.access import Ability
from bot.services.office.accounts.who_is import Present
from bot.services.office.writing.text_box import hints_for

router = APIRouter(prefix="/writing")
Officer = Annotated[Present, Depends(signed_in(Ability.OPEN_CASE))]
Typed = Annotated[str, Form()]


@router.post("/hints")
def hints(request: Request, who: Officer, text: Typed = "", place: Typed = "letter") -> Response:
    """What to look at again in the words, as a piece of page, and how many text messages they are."""
    found = hints_for(snippets_of(request), place, text)
    page = environment.get_template("_hints.html.j2").render(hints=found)
    return JSONResponse({"hints": page.strip(), "parts": parts_in_words(text)})


@router.post("/find")
def find(request: Request, who: Officer, looked_for: Typed = "", place: Typed = "letter") -> Response:
    """What can be put in, as a piece of page. A POST, so that what is looked for stands in no address and no log."""
    found = snippets_of(request).find(looked_for[:200], place)
    return HTMLResponse(environment.get_template("_found.html.j2").render(found=found, looked_for=looked_for, leads=""))
