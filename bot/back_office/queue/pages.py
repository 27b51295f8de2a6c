"""/queue: what waits, taking it, giving it back; and the stream that says when it changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from bot.back_office.office import Office, office_of
from bot.back_office.queue.words import CHANNELS, KINDS, STAGES, TRIAL, URGENCIES, day_and_time, not_now
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import environment, show
from bot.casework.access import Ability, may
from bot.casework.office.queue import Urgency, Waiting
from bot.services.office.accounts.who_is import Present
from bot.services.office.alerts.look_after import alerts_are_silent
from bot.services.office.queue import claim as claiming
from bot.services.office.queue.list_queue import Line, Queue, list_queue
from bot.services.office.working import Acting, NotHere, NotNow

router = APIRouter(prefix="/queue")
Officer = Annotated[Present, Depends(signed_in(Ability.SEE_QUEUE))]
# A page that only listens keeps nobody signed in.
Listening = Annotated[Present, Depends(signed_in(Ability.SEE_QUEUE, touch=False))]
Epoch = Annotated[int, Form(ge=0)]
LOOK_EVERY_SECONDS = 1.0
# What is taken and given back at addresses of its own.
DEEDS = {Waiting.LIVE: "conversations", Waiting.SAFEGUARDING: "alerts"}


@router.get("")
def queue(request: Request, who: Officer, said: str = "") -> Response:
    """All that waits."""
    return _page(request, who)


@router.get("/part")
def part(request: Request, who: Listening) -> Response:
    """The list alone, for the page that is open."""
    return HTMLResponse(_rendered(request, who, "queue_list"))


@router.get("/events", response_class=EventSourceResponse)
async def events(request: Request, who: Listening) -> EventSourceResponse:
    """Says the queue's version whenever it changes; what changed is fetched from /queue/part."""
    office = office_of(request)

    async def news() -> AsyncIterator[ServerSentEvent]:
        told = ""
        while not await request.is_disconnected():
            version = await asyncio.to_thread(_version, office)
            if version != told:
                told = version
                yield ServerSentEvent(version, event="queue", id=version)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    return EventSourceResponse(news(), ping=15, headers={"Cache-Control": "no-store"})


@router.post("/{id_}/claim")
def claim(request: Request, who: Officer, id_: str, epoch: Epoch) -> Response:
    """Takes it, and opens the case if it has one."""
    line = _line(office_of(request), id_)
    return _do(request, who, lambda: claiming.claim(_desk(request), acting(who), id_, epoch, _now(request)), line)


@router.post("/{id_}/take-over")
def take_over(request: Request, who: Officer, id_: str, epoch: Epoch) -> Response:
    """Takes it from the officer who has it."""
    line = _line(office_of(request), id_)
    return _do(request, who, lambda: claiming.take_over(_desk(request), acting(who), id_, epoch, _now(request)), line)


@router.post("/{id_}/release")
def release(request: Request, who: Officer, id_: str, epoch: Epoch) -> Response:
    """Gives it back."""
    return _do(request, who, lambda: claiming.release(_desk(request), acting(who), id_, epoch, _now(request)))


@router.get("/{id_}/give")
def ask_whom(request: Request, who: Officer, id_: str) -> Response:
    """Asks who is to have it: one's own, or anybody's for who hands out cases."""
    line = _line(office_of(request), id_)
    is_mine = line is not None and line.owner_id == who.officer_id
    if line is None or not (is_mine or may(who.role, Ability.REASSIGN)):
        raise HTTPException(404)
    try:
        others = claiming.who_can_take(_desk(request), acting(who), id_)
    except NotHere:
        raise HTTPException(404) from None
    return show(request, "give", who=who, kind=KINDS[line.kind], item=id_, epoch=line.epoch, others=others)


@router.post("/{id_}/transfer")
def transfer(request: Request, who: Officer, id_: str, epoch: Epoch, to: Annotated[UUID, Form()]) -> Response:
    """Gives it to another officer."""
    return _do(request, who, lambda: claiming.transfer(_desk(request), acting(who), id_, epoch, to, _now(request)))


def acting(who: Present) -> Acting:
    """The officer who is signed in, as the use cases know them."""
    return Acting(who.officer_id, who.role)


def _do(request: Request, who: Present, act: Any, line: Line | None = None) -> Response:
    try:
        act()
    except NotHere:
        raise HTTPException(404) from None
    except NotNow as problem:
        return _page(request, who, 409, problem=not_now(problem.why, problem.who))
    return RedirectResponse((line and _address(line)) or "/queue", 303)


def _page(request: Request, who: Present, status_code: int = 200, problem: str = "") -> Response:
    return HTMLResponse(_rendered(request, who, "queue", problem=problem), status_code)


def _rendered(request: Request, who: Present, template: str, **more: Any) -> str:
    office, now = office_of(request), _now(request)
    found = list_queue(office.desk, now, office.live)
    page = environment.get_template(f"{template}.html.j2")
    context = {
        "service": office.service,
        "path": request.scope["path"],
        "who": who,
        "may_reassign": may(who.role, Ability.REASSIGN),
        "alerts_silent": alerts_are_silent(office.desk, now),
        "may_see_alerts": may(who.role, Ability.SEE_SAFEGUARDING),
        **more,
    }
    return page.render(**context, **_shown(found, who, now))


def _shown(found: Queue, who: Present, now: datetime) -> dict[str, Any]:
    return {
        "version": found.version,
        "sounds": any(line.sounds for line in found.lines),
        "updated": day_and_time(now, now),
        "lines": [
            {
                "id": line.id,
                "kind": _kind(line),
                "sounds": line.sounds,
                "is_first": line.kind.value == "safeguarding",
                "since": day_and_time(line.since, now),
                "due": day_and_time(line.due, now) if line.due else "",
                "urgency": URGENCIES[line.urgency],
                "is_late": line.urgency is not Urgency.FINE,
                "channel": CHANNELS.get(line.channel, line.channel.capitalize()),
                "needs": line.needs,
                "is_text_lost": line.is_text_lost,
                "owner": line.owner,
                "is_mine": line.owner_id == who.officer_id,
                "may_give": line.kind not in DEEDS
                and bool(line.owner_id)
                and (line.owner_id == who.officer_id or may(who.role, Ability.REASSIGN)),
                "epoch": line.epoch,
                "address": _address(line),
                "deeds": f"/{DEEDS.get(line.kind, 'queue')}/{line.id}",
            }
            for line in found.lines
        ],
    }


def _kind(line: Line) -> str:
    if line.is_drill:
        return TRIAL
    return KINDS[line.kind] + STAGES[line.stage]


def _address(line: Line) -> str:
    if line.kind in DEEDS:
        return f"/{DEEDS[line.kind]}/{line.id}"
    if line.case_id:
        return f"/cases/{line.case_id}"
    return "" if line.kind is Waiting.UNREADABLE else f"/requests/{line.id}"


def _line(office: Office, id_: str) -> Line | None:
    return next((line for line in list_queue(office.desk, office.now()).lines if line.id == id_), None)


def _version(office: Office) -> str:
    return list_queue(office.desk, office.now(), office.live).version


def _desk(request: Request) -> Any:
    return office_of(request).desk


def _now(request: Request) -> datetime:
    return office_of(request).now()
