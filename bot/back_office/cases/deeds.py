"""/cases/ID/...: what is done around a case: papers, links, dates of the law, giving it to others, keeping it from some."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartParser
from starlette.types import Scope

from bot.back_office.cases.pages import Officer, Text, do, or_404, page
from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.queue.words import not_now
from bot.services.office.cases import documents, hand_over, hide, link, statutory
from bot.services.office.working import NotNow

router = APIRouter(prefix="/cases")
Id = Annotated[UUID, Form()]
# Larger parts would be written to a temporary file, in clear (C-130). The bound on the whole body is the gate's.
MultiPartParser.spool_max_size = 2 * documents.MOST_BYTES
# Set by the gate, which sets every header of this kind: whatever a paper is, a browser runs nothing of it.
SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'"}
_PAPER = re.compile(r"/cases/[^/]+/documents/[^/]+")


def policy(scope: Scope) -> Mapping[str, str]:
    """The headers that a paper has instead of the standing ones."""
    return SANDBOX if _PAPER.fullmatch(scope["path"]) else {}


@router.post("/{id_}/documents")
async def add_paper(request: Request, who: Officer, id_: str) -> Response:
    """Saves a paper that was handed in."""
    office, form = office_of(request), await request.form()
    file, given_by = form.get("file"), str(form.get("given_by", ""))
    content = await file.read() if isinstance(file, UploadFile) else b""
    name = (file.filename or "") if isinstance(file, UploadFile) else ""
    # Sealing ten megabytes takes a moment, in which the others' pages go on.
    return await run_in_threadpool(
        do,
        request,
        who,
        id_,
        "paper",
        lambda: documents.add_document(office.desk, acting(who), id_, name, content, given_by, office.now()),
    )


@router.get("/{id_}/documents/{paper}")
def open_paper(request: Request, who: Officer, id_: str, paper: str) -> Response:
    """The paper as a file to save: never shown by the browser as a page of ours."""
    office = office_of(request)
    name, content = or_404(lambda: documents.open_document(office.desk, acting(who), id_, paper, office.now()))
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": disposition})


@router.post("/{id_}/links")
def add_link(request: Request, who: Officer, id_: str, reference: Text = "", why: Text = "") -> Response:
    """Links it with another case."""
    office = office_of(request)
    return do(
        request, who, id_, "linked", lambda: link.link(office.desk, acting(who), id_, reference, why, office.now())
    )


@router.post("/{id_}/links/{other}/remove")
def remove_link(request: Request, who: Officer, id_: str, other: str) -> Response:
    """Takes a link away."""
    office = office_of(request)
    return do(request, who, id_, "unlinked", lambda: link.unlink(office.desk, acting(who), id_, other, office.now()))


@router.post("/{id_}/dates")
def add_dates(request: Request, who: Officer, id_: str, day: Annotated[date, Form()], event: Text = "") -> Response:
    """Adds what the law sets from a day as tasks."""
    office = office_of(request)
    return do(
        request,
        who,
        id_,
        "dates",
        lambda: statutory.add_steps(office.desk, acting(who), id_, office.library, event, day, office.now()),
    )


@router.post("/{id_}/give")
def give(request: Request, who: Officer, id_: str, to: Id, epoch: Annotated[int, Form(ge=0)]) -> Response:
    """Gives the case to another officer."""
    office = office_of(request)
    return _gone(request, who, id_, lambda: hand_over.hand_over(office.desk, acting(who), id_, epoch, to, office.now()))


@router.post("/{id_}/hide")
def keep_from(request: Request, who: Officer, id_: str, officer: Id) -> Response:
    """Keeps the file from an officer."""
    office = office_of(request)

    def act() -> None:
        hide.hide_from(office.desk, acting(who), id_, officer, office.now())

    return _gone(request, who, id_, act) if officer == who.officer_id else do(request, who, id_, "hidden", act)


@router.post("/{id_}/show-again")
def let_in(request: Request, who: Officer, id_: str, officer: Id) -> Response:
    """Lets an officer see the file again."""
    office = office_of(request)
    return do(request, who, id_, "shown", lambda: hide.show_again(office.desk, acting(who), id_, officer, office.now()))


def _gone(request: Request, who: Officer, id_: str, act: Callable[[], object]) -> Response:
    # Afterwards it is not this officer's any more, so the queue is where they go on.
    try:
        or_404(act)
    except NotNow as problem:
        return page(request, who, id_, 422, problem=not_now(problem.why, problem.who))
    return RedirectResponse("/queue", 303)
