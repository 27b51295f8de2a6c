"""A message too large to be read whole: whoever writes of danger in its beginning gets the emergency words (C-92)."""

from __future__ import annotations

import secrets

from fastapi import Request
from fastapi.responses import Response

from bot.front_desk.desk import desk_of
from bot.front_desk.origin import is_ours
from bot.front_desk.webchat.body import start_of_text
from bot.front_desk.webchat.enhanced import part, part_of
from bot.front_desk.webchat.padded import PaddedJSON
from bot.front_desk.webchat.page import to_transcript, warning_page
from bot.front_desk.webchat.view import public_all
from bot.services.public.send_message import warn_of_danger, words_for_danger

PAGE, SCRIPT, PROGRAM = "/chat", "/chat/messages", "/api/conversations/current/messages"


async def answer_oversize(request: Request, start: bytes) -> Response | None:
    """The emergency words, then "too long"; None where nothing in the `start` of the body gives cause for them."""
    path = request.scope["path"]
    if request.method != "POST" or path not in (PAGE, SCRIPT, PROGRAM) or not is_ours(request):
        return None
    desk = desk_of(request)
    text = start_of_text(request.headers.get("content-type", ""), start)
    conversation = desk.conversation_used(request)
    words = words_for_danger(text, desk.library, office=None if conversation else desk.office)
    if words is None:
        return None
    if conversation is None:
        if path == PAGE:
            return warning_page(request, words, text)
        return part_of(request, words, text) if path == SCRIPT else None
    after = conversation.last_seq
    warn_of_danger(
        conversation, text, secrets.token_urlsafe(12), "error/too_long", library=desk.library, office=desk.office
    )
    if path == PAGE:
        return to_transcript(request, conversation)
    if path == SCRIPT:
        return part(request, conversation, after)
    said = [message for message in conversation.since(after) if message.sender != "parent"]
    return PaddedJSON({"state": conversation.state, "messages": public_all(said)})
