"""POST /sms/inbound answers a text with TwiML; POST /sms/status passes on what became of an officer's text."""

from __future__ import annotations

import asyncio
import logging
import re

from fastapi import APIRouter, Request
from fastapi.responses import Response
from twilio.twiml.messaging_response import MessagingResponse

from bot.front_desk.desk import Desk, Texting, desk_of
from bot.front_desk.sms.signed import field, signed_form
from bot.intake.post_box import NotPosted
from bot.intake.receipts import Receipt, put_receipt
from bot.services.public.answer_text import Inbound, Means, answer_text

_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
_STATUS = re.compile(r"[a-z]{1,20}")

log = logging.getLogger("evenhand.front_desk")
router = APIRouter(prefix="/sms", include_in_schema=False)


@router.post("/inbound")
async def inbound(request: Request) -> Response:
    """One text from a parent; nothing is done before its signature is found good."""
    desk, texting = desk_of(request), _texting(request)
    form = await signed_form(request, texting.settings)
    if form is None or field(form, "To") != texting.settings.number:
        return Response(status_code=403)
    sid, media = field(form, "MessageSid"), field(form, "NumMedia")
    if not _SID.fullmatch(sid):
        return twiml("")
    # Where the number comes from (FromCity and the like) is of no use to us and goes no further.
    text = Inbound(
        sid,
        field(form, "From"),
        field(form, "Body"),
        int(media) if media.isascii() and media.isdigit() else 0,
        was_answered=bool(field(form, "OptOutType")),
    )
    try:
        return twiml(await answer_text(text, desk.library, _means(desk, texting)))
    except Exception as problem:
        log.error("a text was not answered: %s", type(problem).__name__)
        return twiml(desk.library.say("error/trouble", "sms").text)


@router.post("/status")
async def status(request: Request) -> Response:
    """What became of a text that the office sent. This side keeps nothing of it and cannot look it up."""
    texting = _texting(request)
    form = await signed_form(request, texting.settings)
    if form is None:
        return Response(status_code=403)
    sid, state, code = field(form, "MessageSid"), field(form, "MessageStatus"), field(form, "ErrorCode")
    if _SID.fullmatch(sid) and _STATUS.fullmatch(state):
        number = int(code) if code.isascii() and code.isdigit() and len(code) < 7 else 0
        try:
            await asyncio.to_thread(put_receipt, texting.box, Receipt(sid, state, number))
        except NotPosted:
            return Response(status_code=503)
    return twiml("")


def twiml(text: str) -> Response:
    """`text` as the one message of an answer; without a text the answer is empty. Never text/plain: that would be texted."""
    answer = MessagingResponse()
    if text:
        answer.message(text)
    return Response(str(answer), media_type="text/xml")


def _texting(request: Request) -> Texting:
    texting = desk_of(request).texting
    assert texting is not None, "these routes are there only where texts are set up"
    return texting


def _means(desk: Desk, texting: Texting) -> Means:
    return Means(
        texting.texters,
        texting.stops,
        desk.sessions,
        desk.engine,
        desk.office,
        desk.limits,
        desk.today,
        desk.steady,
        texting.settings.key,
        texting.settings.fiction,
    )
