"""/conversations/HANDLE: a live conversation, for the officer who has it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from bot.back_office.conversations.from_file import FromFile, Sheet, from_file
from bot.back_office.office import Office, office_of
from bot.back_office.queue.pages import acting
from bot.back_office.queue.words import day_and_time, not_now
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import environment
from bot.back_office.writing.box import writing_box
from bot.casework.access import Ability
from bot.clock import LONDON
from bot.intake.conversation import Message
from bot.intake.relay.relay import Signs
from bot.services.office.accounts.who_is import Present
from bot.services.office.conversations import hold, keep, show, write
from bot.services.office.conversations.live import Live
from bot.services.office.conversations.taking import officers_to_give_to
from bot.services.office.working import NotHere, NotNow

router = APIRouter(prefix="/conversations")
Officer = Annotated[Present, Depends(signed_in(Ability.SEE_QUEUE))]
Listening = Annotated[Present, Depends(signed_in(Ability.SEE_QUEUE, touch=False))]
Epoch = Annotated[int, Form(ge=0)]
Text = Annotated[str, Form(max_length=20_000)]
Id = Annotated[str, Form(max_length=100)]
SILENCE_SECONDS = 15.0
WHO = {"parent": "They", "officer": "You or a colleague", "assistant": "Assistant", "service": "Service"}
BY_TEXT = "They write by text message. Each text may cost them money: ask one thing at a time."
# Whoever was seen or typed this recently is there, or types.
TYPES_FOR, HERE_FOR = timedelta(seconds=8), timedelta(seconds=45)


@router.get("/{handle}")
def look(request: Request, who: Officer, handle: str) -> Response:
    """The conversation."""
    return _page(request, who, handle)


@router.get("/{handle}/part")
def part(request: Request, who: Listening, handle: str) -> Response:
    """What was said and who holds it, for the page that is open; 410 with a sentence once it is not this officer's."""
    live, now = _live(request), office_of(request).now()
    try:
        found = show.show(live, acting(who), handle, now, noted=False)
    except (NotHere, NotNow):
        return HTMLResponse(_where_it_is(live, who, handle), 410)
    return HTMLResponse(_rendered(request, who, found, "conversation_part"))


@router.get("/{handle}/events", response_class=EventSourceResponse)
async def events(request: Request, who: Listening, handle: str) -> EventSourceResponse:
    """Says when something changed; what, is fetched from /part."""
    office = office_of(request)
    watch = office.watch
    if watch is None or office.live is None:
        raise HTTPException(404)

    async def news() -> AsyncIterator[ServerSentEvent]:
        with watch.listening(handle) as changed:
            while not await request.is_disconnected():
                changed.clear()
                yield ServerSentEvent(str(watch.version), event="changed")
                try:
                    async with asyncio.timeout(SILENCE_SECONDS):
                        await changed.wait()
                except TimeoutError:
                    pass

    return EventSourceResponse(news(), ping=int(SILENCE_SECONDS), headers={"Cache-Control": "no-store"})


@router.post("/{handle}/claim")
def claim(request: Request, who: Officer, handle: str, epoch: Epoch) -> Response:
    """Takes it."""
    return _take(request, who, handle, lambda live, now: hold.claim(live, acting(who), handle, epoch, now))


@router.post("/{handle}/take-over")
def take_over(request: Request, who: Officer, handle: str, epoch: Epoch) -> Response:
    """Takes it from the officer who has it."""
    return _take(request, who, handle, lambda live, now: hold.take_over(live, acting(who), handle, epoch, now))


@router.post("/{handle}/reply")
def reply(request: Request, who: Officer, handle: str, epoch: Epoch, text: Text = "", client_id: Id = "") -> Response:
    """Writes to the parent."""
    id_ = client_id or secrets.token_urlsafe(12)
    return _act(
        request, who, handle, lambda live, now: write.reply(live, acting(who), handle, epoch, text, id_, now), text
    )


@router.post("/{handle}/refuse")
def refuse(request: Request, who: Officer, handle: str, epoch: Epoch, text: Text = "") -> Response:
    """The constant answer; what was being written stays."""
    return _act(
        request, who, handle, lambda live, now: write.refuse(live, acting(who), handle, epoch, now), text, stays=True
    )


@router.post("/{handle}/help")
def help_write(
    request: Request,
    who: Officer,
    handle: str,
    text: Text = "",
    act: Text = "",
    cursor: Id = "",
    looked_for: Text = "",
    reference: Id = "",
    file: Id = "",
    said: Id = "",
    fields: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Looks for approved words, or puts them or what a file holds in; nothing is sent to the parent."""
    pressed = {"act": act, "cursor": cursor, "looked_for": looked_for}
    sheet = Sheet(act, reference, file, said, tuple(fields or ()))
    return _page(request, who, handle, draft=text, pressed=pressed, sheet=sheet)


@router.post("/{handle}/mark")
def mark(
    request: Request, who: Officer, handle: str, unsafe: Annotated[bool, Form()] = False, text: Text = ""
) -> Response:
    """Marks that somebody who is feared may read along, or takes the mark off; what was being written stays."""
    return _act(
        request,
        who,
        handle,
        lambda live, now: hold.mark_unsafe(live, acting(who), handle, unsafe, now),
        text,
        stays=True,
    )


@router.post("/{handle}/ask-to-keep")
def ask_to_keep(request: Request, who: Officer, handle: str, epoch: Epoch, text: Text = "") -> Response:
    """Asks the parent whether a file may be opened; what was being written stays."""
    return _act(
        request,
        who,
        handle,
        lambda live, now: write.ask_to_keep(live, acting(who), handle, epoch, now),
        text,
        stays=True,
    )


@router.post("/{handle}/keep")
def keep_it(request: Request, who: Officer, handle: str, name: Text = "", text: Text = "") -> Response:
    """Opens a file with this conversation in it."""
    live, now = _live(request), office_of(request).now()
    try:
        case = keep.keep(live, acting(who), handle, name, now)
    except NotHere:
        raise HTTPException(404) from None
    except NotNow as problem:
        return _page(request, who, handle, 409, problem=not_now(problem.why, problem.who), draft=text)
    return RedirectResponse(f"/cases/{case}", 303)


@router.post("/{handle}/transfer")
def transfer(
    request: Request, who: Officer, handle: str, epoch: Epoch, to: Annotated[UUID, Form()], text: Text = ""
) -> Response:
    """Gives it to another officer."""
    return _leave(
        request, who, handle, lambda live, now: hold.transfer(live, acting(who), handle, epoch, to, now), text
    )


@router.post("/{handle}/release")
def release(request: Request, who: Officer, handle: str, epoch: Epoch, text: Text = "") -> Response:
    """Lets it wait for all again."""
    return _leave(request, who, handle, lambda live, now: hold.release(live, acting(who), handle, epoch, now), text)


@router.post("/{handle}/hand-back")
def hand_back(request: Request, who: Officer, handle: str, epoch: Epoch, text: Text = "") -> Response:
    """Gives it back to the assistant."""
    return _leave(request, who, handle, lambda live, now: hold.hand_back(live, acting(who), handle, epoch, now), text)


@router.post("/{handle}/close")
def close(request: Request, who: Officer, handle: str, epoch: Epoch, text: Text = "") -> Response:
    """Ends it."""
    return _leave(request, who, handle, lambda live, now: hold.close(live, acting(who), handle, epoch, now), text)


Deed = Callable[[Live, datetime], object]


def _take(request: Request, who: Present, handle: str, deed: Deed) -> Response:
    try:
        deed(_live(request), office_of(request).now())
    except NotHere:
        raise HTTPException(404) from None
    except NotNow as problem:
        return _lost(request, who, not_now(problem.why, problem.who))
    return RedirectResponse(f"/conversations/{handle}", 303)


def _act(request: Request, who: Present, handle: str, deed: Deed, draft: str, *, stays: bool = False) -> Response:
    try:
        deed(_live(request), office_of(request).now())
    except NotHere:
        raise HTTPException(404) from None
    except NotNow as problem:
        return _page(request, who, handle, 409, problem=not_now(problem.why, problem.who), draft=draft)
    if stays and draft:
        return _page(request, who, handle, draft=draft)
    return RedirectResponse(f"/conversations/{handle}#latest", 303)


def _leave(request: Request, who: Present, handle: str, deed: Deed, draft: str) -> Response:
    if draft.strip():
        # Half a sentence must be sent or taken out by whoever wrote it.
        return _page(request, who, handle, 409, problem=not_now("unsent", ""), draft=draft)
    try:
        deed(_live(request), office_of(request).now())
    except NotHere:
        raise HTTPException(404) from None
    except NotNow as problem:
        return _page(request, who, handle, 409, problem=not_now(problem.why, problem.who), draft=draft)
    return RedirectResponse("/queue", 303)


def _page(
    request: Request,
    who: Present,
    handle: str,
    status_code: int = 200,
    *,
    problem: str = "",
    draft: str = "",
    pressed: dict[str, str] | None = None,
    sheet: Sheet | None = None,
) -> Response:
    live, now = _live(request), office_of(request).now()
    try:
        found = show.show(live, acting(who), handle, now)
    except NotHere:
        # The parent may have ended or cleared it a moment ago; what never was is answered alike.
        return _lost(request, who, problem or _where_it_is(live, who, handle), draft, 409 if draft else 404)
    except NotNow as trouble:
        return _lost(request, who, not_now(trouble.why, trouble.who), draft)
    pressed, is_text = pressed or {}, found.row.channel == "sms"
    # A text lies open on a telephone that others may hold: nothing of a file goes into one (C-75).
    beside = (
        FromFile(draft) if sheet is None or is_text else from_file(request, acting(who), sheet, found.row.opened, draft)
    )
    box = writing_box(
        request,
        "text" if is_text else "chat",
        text=beside.words,
        address=f"/conversations/{handle}/help",
        act=pressed.get("act", ""),
        cursor=pressed.get("cursor", ""),
        looked_for=pressed.get("looked_for", ""),
    )
    more = {"problem": problem or beside.problem, "box": box, "beside": beside, "is_text": is_text}
    return HTMLResponse(_rendered(request, who, found, "conversation", **more), status_code)


def _lost(request: Request, who: Present, problem: str, draft: str = "", status_code: int = 409) -> Response:
    page = environment.get_template("conversation_lost.html.j2")
    context = {"service": office_of(request).service, "path": request.scope["path"], "who": who}
    return HTMLResponse(page.render(**context, problem=problem, draft=draft), status_code)


def _where_it_is(live: Live, who: Present, handle: str) -> str:
    try:
        write.held_or_told(live, acting(who), handle)
    except NotNow as problem:
        return not_now("given_on" if problem.why == "taken" else "over", problem.who)
    return not_now("changed", "")


def _rendered(request: Request, who: Present, found: show.Conversation, template: str, **more: Any) -> str:
    office = office_of(request)
    now = office.now()
    context = {
        "service": office.service,
        "path": request.scope["path"],
        "who": who,
        "found": found,
        "handle": found.row.handle,
        "epoch": found.row.held.epoch,
        "since": day_and_time(found.row.opened, now),
        "parent_is": BY_TEXT if found.row.channel == "sms" else _parent_is(found.signs, now),
        "before": [_line(one) for one in found.messages if one.seq < found.begins],
        "texts": found.texts,
        "messages": [_line(one) for one in found.messages if one.seq >= found.begins],
        "is_shown": any(one["purpose"] == "show_chat" and one["given"] for one in found.permissions),
        "others": officers_to_give_to(_live(request), who.officer_id),
        "client_id": secrets.token_urlsafe(12),
        **more,
    }
    return environment.get_template(f"{template}.html.j2").render(**context)


def _line(message: Message) -> dict[str, Any]:
    return {
        "seq": message.seq,
        "sender": message.sender,
        "who": WHO[message.sender],
        "is_typed": message.sender in ("parent", "officer"),
        "text": message.text,
        "time": message.at.astimezone(LONDON).strftime("%H:%M") if message.at else "",
        "choices": [choice.label for choice in message.choices],
    }


def _parent_is(signs: Signs, now: datetime) -> str:
    if signs.typing and now - signs.typing < TYPES_FOR:
        return "They are typing."
    if signs.here and now - signs.here < HERE_FOR and not signs.left:
        return "Their page is open."
    if signs.left or signs.here:
        return f"Their page was last open {day_and_time(signs.left or signs.here or now, now)}."
    return "Nobody can tell whether their page is open."


def _live(request: Request) -> Live:
    office: Office = office_of(request)
    if office.live is None:
        raise HTTPException(404)
    return office.live
