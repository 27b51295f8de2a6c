"""/requests/ITEM, /new-case and /enquiries."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.queue.words import KINDS, day_and_time, not_now
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import environment
from bot.casework.access import Ability
from bot.casework.office.queue import Waiting
from bot.casework.referral.reference import reference
from bot.clock import LONDON
from bot.records.counts import count_enquiry, enquiries
from bot.services.office.accounts.who_is import Present
from bot.services.office.cases.open_by_hand import FIRST, open_by_hand
from bot.services.office.queue.requests import finish_request, show_request
from bot.services.office.working import NotHere, NotNow

router = APIRouter()
Officer = Annotated[Present, Depends(signed_in(Ability.OPEN_CASE))]
Text = Annotated[str, Form(max_length=5_000)]
ASKED = ("name", "phone", "email", "safe_times", "child_name", "age", "setting", "help", "deadline", "access")
CHANNELS, SUPPORT = ("telephone", "email", "face to face", "web", "text"), ("information", "advice", "support")


@router.get("/requests/{item_id}")
def look(request: Request, who: Officer, item_id: str) -> Response:
    """A request that this officer has taken."""
    office, now = office_of(request), office_of(request).now()
    try:
        found = show_request(office.desk, acting(who), item_id, now)
    except NotHere:
        raise HTTPException(404) from None
    return _show(
        request,
        who,
        "request",
        found=found,
        kind=KINDS[Waiting(found.kind)],
        at=day_and_time(found.at, now),
        due=day_and_time(found.due, now) if found.due else "",
        labels={**{id_: text.label for id_, text in office.library.request_texts.of.items()}, "words": "They wrote"},
    )


@router.post("/requests/{item_id}")
def decide(request: Request, who: Officer, item_id: str, outcome: Text = "") -> Response:
    """Says what came of it."""
    office = office_of(request)
    try:
        finish_request(office.desk, acting(who), item_id, outcome, office.now())
    except (NotHere, ValueError):
        raise HTTPException(404) from None
    return RedirectResponse("/queue", 303)


@router.get("/new-case")
def new_case(request: Request, who: Officer) -> Response:
    """The form for somebody who phones: it begins with the permission."""
    return _new_case(request, who)


@router.post("/new-case")
async def open_new_case(request: Request, who: Officer) -> Response:
    """Opens the case, if the permission was given."""
    office, form = office_of(request), await request.form()
    told = {name: str(form.get(name, ""))[:5_000] for name in (*ASKED, "how", "reply")}
    wording = office.library.wordings.current(FIRST, "web")
    try:
        id_ = open_by_hand(
            office.desk,
            acting(who),
            {name: told[name] for name in ASKED},
            how=told["how"],
            wording=wording.hash,
            words=wording.words(office.service),
            reply=told["reply"],
            reference=reference(secrets.token_bytes(8)),
            now=office.now(),
        )
    except NotNow as problem:
        return _new_case(request, who, 422, problem=not_now(problem.why, ""), told=told)
    return RedirectResponse(f"/cases/{id_}", 303)


@router.get("/enquiries")
def counted(request: Request, who: Officer, said: str = "") -> Response:
    """The tally of calls that need no case."""
    office = office_of(request)
    day = office.now().astimezone(LONDON).date()
    with office.desk.sessions() as session:
        found = enquiries(session, day.replace(day=1), day)
    leaflets = sorted((leaflet.title, id_) for id_, leaflet in office.library.shelf.items())
    titles = {id_: title for title, id_ in leaflets}
    month = sorted((titles.get(id_, id_), number) for id_, number in found.items())
    return _show(
        request,
        who,
        "enquiries",
        leaflets=leaflets,
        channels=CHANNELS,
        support=SUPPORT,
        month=month,
        said="Counted." if said == "counted" else "",
    )


@router.post("/enquiries")
def count(request: Request, who: Officer, topic: Text = "", channel: Text = "", level: Text = "") -> Response:
    """Counts one. No person is in it."""
    office = office_of(request)
    if topic not in office.library.shelf or channel not in CHANNELS or level not in SUPPORT:
        raise HTTPException(404)
    with office.desk.sessions.begin() as session:
        count_enquiry(session, office.now().astimezone(LONDON).date(), topic, channel, level)
    return RedirectResponse("/enquiries?said=counted", 303)


def _new_case(
    request: Request, who: Present, status_code: int = 200, problem: str = "", told: dict[str, str] | None = None
) -> Response:
    office = office_of(request)
    texts = office.library.referral_texts.of
    words = office.library.wordings.current(FIRST, "web").words(office.service)
    fields = [(name, texts[name].label, (told or {}).get(name, "")) for name in ASKED]
    return _show(request, who, "new_case", status_code, problem=problem, words=words, fields=fields, told=told or {})


def _show(request: Request, who: Present, template: str, status_code: int = 200, **context: Any) -> Response:
    page = environment.get_template(f"{template}.html.j2")
    everywhere = {"service": office_of(request).service, "path": request.scope["path"], "who": who}
    return HTMLResponse(page.render(**everywhere, **context), status_code)
