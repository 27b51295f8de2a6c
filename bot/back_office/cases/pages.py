"""/cases/ID: everything of one case, and what is done in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.back_office.cases.around import around
from bot.back_office.cases.words import CHANGES, PURPOSES, REFUSALS, SAFETY, labelled
from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.queue.words import day_and_time, not_now
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import environment, show
from bot.casework.access import Ability
from bot.services.office.accounts.who_is import Present
from bot.services.office.cases import permit, write
from bot.services.office.cases.disclose import disclose
from bot.services.office.cases.draft import keep_draft
from bot.services.office.cases.passed_on import passed_on
from bot.services.office.cases.show_case import CaseView, show_case
from bot.services.office.working import NotHere, NotNow
from bot.services.office.writing.send import Letters, told_in_words

router = APIRouter(prefix="/cases")
Officer = Annotated[Present, Depends(signed_in(Ability.OPEN_CASE))]
Text = Annotated[str, Form(max_length=20_000)]
DONE = {
    "note": "The note is saved.",
    "task": "The task is saved.",
    "contact": "The contact is in the log.",
    "incident": "The contact is in the log. There was no permission for it, so it is an incident now: the lead and the data "
    "protection officer have 72 hours.",
    "verified": "Identity is verified.",
    "permission": "The permission is recorded.",
    "given": "The case is with them now.",
    "hidden": "They do not see this file any more.",
    "shown": "They can see this file again.",
    "linked": "The cases are linked.",
    "unlinked": "The link is gone.",
    "paper": "The paper is saved.",
    "dates": "The dates are among the tasks now.",
    "taken-back": "The permission is taken back. Nothing is shared under it from now on.",
}


@router.get("/{id_}")
def look(request: Request, who: Officer, id_: str, done: str = "", reason: str = "") -> Response:
    """The case."""
    return page(request, who, id_, said=DONE.get(done, ""), reason=reason)


@router.post("/{id_}/notes")
def add_note(request: Request, who: Officer, id_: str, kind: Text = "", text: Text = "") -> Response:
    """Adds a note."""
    office = office_of(request)
    return do(
        request,
        who,
        id_,
        "note",
        lambda: write.write_note(office.desk, acting(who), id_, kind, text, office.now()),
        text,
    )


@router.post("/{id_}/draft", status_code=204)
def keep(request: Request, who: Officer, id_: str, text: Text = "") -> Response:
    """Keeps what is being written."""
    office = office_of(request)
    or_404(lambda: keep_draft(office.desk, acting(who), id_, text, office.now()))
    return Response(status_code=204)


@router.post("/{id_}/tasks")
def add_task(request: Request, who: Officer, id_: str, due_on: Annotated[date, Form()], text: Text = "") -> Response:
    """Adds something to do."""
    office = office_of(request)
    return do(
        request, who, id_, "task", lambda: write.add_task(office.desk, acting(who), id_, due_on, text, office.now())
    )


@router.post("/{id_}/tasks/{task}/done")
def finish_task(request: Request, who: Officer, id_: str, task: str) -> Response:
    """Marks a task as done."""
    office = office_of(request)
    return do(request, who, id_, "task", lambda: write.finish_task(office.desk, acting(who), id_, task, office.now()))


@router.post("/{id_}/contacts")
def log_contact(
    request: Request,
    who: Officer,
    id_: str,
    way: Text = "",
    direction: Text = "",
    with_whom: Text = "",
    purpose: Text = "",
    text: Text = "",
) -> Response:
    """Logs a contact that has happened."""
    office = office_of(request)
    became = {"incident": False}

    def log() -> None:
        became["incident"] = write.log_contact(
            office.desk, acting(who), id_, way, direction, with_whom, purpose, text, office.now()
        )

    return do(request, who, id_, lambda: "incident" if became["incident"] else "contact", log, text)


@router.post("/{id_}/identity")
def verify(request: Request, who: Officer, id_: str, said: Text = "", called_back: Text = "") -> Response:
    """Proves the person: by the safe word, or by a call back to the number on file."""
    office = office_of(request)
    is_proved = or_404(
        lambda: write.verify_person(
            office.desk, acting(who), id_, said, called_back=called_back == "yes", now=office.now()
        )
    )
    if is_proved:
        return RedirectResponse(f"/cases/{id_}?done=verified", 303)
    return page(request, who, id_, 422, problem="That is not the safe word on file. Identity is not verified.")


@router.post("/{id_}/permissions")
def give(
    request: Request,
    who: Officer,
    id_: str,
    purpose: Text = "",
    recipient: Text = "",
    how: Text = "",
    reply: Text = "",
) -> Response:
    """Records a permission that was just spoken; the wording read out is the one shown on the page."""
    office = office_of(request)
    wordings, service = office.library.wordings, office.service
    if purpose not in PURPOSES or (purpose.startswith("party_") and not recipient.strip()):
        return page(request, who, id_, 422, problem="Pick what it is for, and say who it is about.")
    wording = wordings.current(purpose, "web")
    return do(
        request,
        who,
        id_,
        "permission",
        lambda: permit.give_permission(
            office.desk,
            acting(who),
            id_,
            purpose,
            recipient.strip(),
            how=how,
            wording=wording.hash,
            words=wording.words(service, recipient),
            reply=reply,
            now=office.now(),
        ),
    )


@router.post("/{id_}/permissions/take-back")
def take_back(
    request: Request, who: Officer, id_: str, purpose: Text = "", recipient: Text = "", how: Text = "telephone"
) -> Response:
    """Takes a permission back: one press."""
    office = office_of(request)
    return do(
        request,
        who,
        id_,
        "taken-back",
        lambda: permit.take_permission_back(
            office.desk, acting(who), id_, purpose, recipient, how=how, now=office.now()
        ),
    )


@router.post("/{id_}/disclose")
def tell(
    request: Request,
    who: Officer,
    id_: str,
    to: Text = "",
    fields: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """What may be told to somebody: as text to copy into an email or letter, or why not. `to` is "purpose recipient"."""
    office = office_of(request)
    purpose, _, recipient = to.partition(" ")
    letters = Letters.of(office.library)
    told = or_404(
        lambda: disclose(
            office.desk,
            acting(who),
            id_,
            recipient,
            purpose,
            fields or [],
            office.now(),
            take_in_first=office.take_in,
            compose=lambda session, case, allowed: told_in_words(case, allowed, recipient, letters),
        )
    )
    if told.refusal:
        return page(request, who, id_, 422, problem=REFUSALS[told.refusal])
    return page(request, who, id_, disclosed=told.text, recipient=recipient)


@router.post("/{id_}/close")
def close(request: Request, who: Officer, id_: str) -> Response:
    """Closes the case."""
    office = office_of(request)
    or_404(lambda: write.close_case(office.desk, acting(who), id_, office.now()))
    return RedirectResponse("/queue", 303)


def or_404(act: Callable[[], Any]) -> Any:
    """What `act` gives. Raises 404 where it raises NotHere (C-76)."""
    try:
        return act()
    except NotHere:
        raise HTTPException(404) from None


def do(
    request: Request,
    who: Present,
    id_: str,
    done: str | Callable[[], str],
    act: Callable[[], object],
    draft: str = "",
) -> Response:
    """Does it and says so on the case's page, or why not, with what was being written."""
    try:
        act()
    except NotHere:
        return elsewhere(request, who, id_, draft)
    except NotNow as problem:
        return page(request, who, id_, 422, problem=not_now(problem.why, problem.who), draft=draft)
    return RedirectResponse(f"/cases/{id_}?done={done if isinstance(done, str) else done()}", 303)


def elsewhere(request: Request, who: Present, id_: str, typed: str = "") -> Response:
    """Who has the case now and what was being written in it, for the officer who had it; 404 for any other case."""
    found = passed_on(office_of(request).desk, acting(who), id_)
    if found is None:
        raise HTTPException(404)
    return show(request, "passed_on", 409, who=who, to=found.to, draft=typed or found.draft)


def page(
    request: Request,
    who: Present,
    id_: str,
    status_code: int = 200,
    *,
    said: str = "",
    problem: str = "",
    draft: str = "",
    disclosed: str = "",
    recipient: str = "",
    reason: str = "",
) -> Response:
    """The page of a case. Raises 404 for one that is not this officer's."""
    office, now = office_of(request), office_of(request).now()
    try:
        case: CaseView = show_case(office.desk, acting(who), id_, now, reason=reason)
    except NotHere:
        return elsewhere(request, who, id_)
    template = environment.get_template("case.html.j2")
    return HTMLResponse(
        template.render(
            service=office.service,
            path=request.scope["path"],
            who=who,
            case=case,
            around=around(office, acting(who), id_, now),
            said=said,
            problem=problem,
            draft=draft,
            disclosed=disclosed,
            recipient=recipient,
            answers=labelled(case.answers, office.library),
            safety=[
                (SAFETY[name], value)
                for name, value in case.safety.items()
                if name in SAFETY and value not in ("", "no")
            ],
            purposes=PURPOSES,
            changes=CHANGES,
            when=lambda moment: day_and_time(moment, now),
            wordings={id_: office.library.wordings.current(id_, "web").words(office.service, "…") for id_ in PURPOSES},
        ),
        status_code,
    )
