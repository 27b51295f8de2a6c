"""/caseloads: how many cases each officer has, and giving some or all of them to another, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.queue.words import day_and_time, not_now
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import show
from bot.casework.access import Ability
from bot.services.office.accounts.who_is import Present
from bot.services.office.cases.caseloads import REASONS, Moved, caseload_of, caseloads, move_cases
from bot.services.office.working import NotHere, NotNow

router = APIRouter(prefix="/caseloads")
Lead = Annotated[Present, Depends(signed_in(Ability.REASSIGN))]
Text = Annotated[str, Form(max_length=300)]
MISSING = "Pick the cases, who is to have them, and why. Nothing was moved."


@router.get("")
def look(request: Request, who: Lead) -> Response:
    """How many cases each officer has."""
    return show(request, "caseloads", who=who, loads=caseloads(office_of(request).desk, acting(who)))


@router.get("/{officer}")
def choose(request: Request, who: Lead, officer: str) -> Response:
    """The cases of one of them, to be picked."""
    return _page(request, who, officer)


@router.post("/{officer}")
def move(
    request: Request,
    who: Lead,
    officer: str,
    to: Text = "",
    reason: Text = "",
    everything: Text = "",
    case: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Gives those that were picked, or all, to another officer, and says which stayed and why."""
    office, picked = office_of(request), case or []
    try:
        moved = move_cases(
            office.desk,
            acting(who),
            _id(officer),
            UUID(to),
            None if everything else dict(map(_seen, picked)),
            reason,
            office.now(),
        )
    except NotHere:
        raise HTTPException(404) from None
    except ValueError as problem:
        words = MISSING
        if isinstance(problem, NotNow) and problem.why != "empty":
            words = not_now(problem.why, problem.who)
        return _page(request, who, officer, 422, problem=words, picked=picked, to=to, reason=reason)
    return _page(request, who, officer, said=in_words(moved))


def in_words(moved: Moved) -> str:
    """What came of it, in sentences."""
    sentences = [_cases(moved.number, "was moved", "were moved")]
    if moved.kept:
        sentences.append(f"Kept from that officer and not moved: {', '.join(moved.kept)}. Give them to somebody else.")
    if moved.changed:
        stayed = "changed while you looked at this page, and was not moved"
        sentences.append(_cases(moved.changed, stayed, stayed.replace("was", "were")))
    return " ".join(sentences)


def _page(
    request: Request,
    who: Present,
    officer: str,
    status_code: int = 200,
    *,
    said: str = "",
    problem: str = "",
    picked: Sequence[str] = (),
    to: str = "",
    reason: str = "",
) -> Response:
    office, id_ = office_of(request), _id(officer)
    try:
        name, cases = caseload_of(office.desk, acting(who), id_)
    except NotHere:
        raise HTTPException(404) from None
    return show(
        request,
        "caseload",
        status_code,
        who=who,
        officer=id_,
        name=name,
        cases=cases,
        others=[one for one in caseloads(office.desk, acting(who)) if one.can_take and one.id != id_],
        reasons=REASONS,
        when=lambda moment: day_and_time(moment, office.now()),
        said=said,
        problem=problem,
        picked=picked,
        to=to,
        reason=reason,
    )


def _cases(number: int, one: str, many: str) -> str:
    return f"1 case {one}." if number == 1 else f"{number} cases {many}."


def _seen(picked: str) -> tuple[str, int]:
    id_, _, epoch = picked.partition(":")
    return id_, int(epoch)


def _id(officer: str) -> UUID:
    try:
        return UUID(officer)
    except ValueError:
        raise HTTPException(404) from None
