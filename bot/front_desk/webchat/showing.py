"""Whether a browser may see what was said, and the address it sees it at.

Someone else may hold the phone. What was said is therefore shown once at each address: a second visit to the same one
comes from the back button, a restored browser or a copied tab, and is asked "Carry on" or "Clear" first. A reload is
no such visit: browsers send Cache-Control with it, and with none of those (measured with Chromium, where a test holds it).
"""

from __future__ import annotations

import secrets
from typing import Literal

from fastapi import Request

from bot.intake.conversation import Conversation

# After this long without doing anything, whoever opens the chat may not be the one who wrote in it.
RETURN_SECONDS = 5 * 60.0
# The addresses a conversation remembers; one forgotten counts as visited.
MOST_PAGES = 20
# Ours have eight characters; what somebody else puts there must not stand in the way of a message.
MOST_IN_PAGE = 100
# The address without a page in it. It is visited from the moment something is said there.
PLAIN = ""


def new_page(conversation: Conversation, *, visited: bool = False) -> str:
    """A new address for this transcript, to be put behind "/chat?page="."""
    page = secrets.token_urlsafe(6)
    _note(conversation, page, "shown" if visited else "new")
    return page


def visit(conversation: Conversation, page: str) -> None:
    """Notes that the transcript was shown at `page`."""
    _note(conversation, page, "shown")


def ask_first(conversation: Conversation, page: str) -> None:
    """Notes that "Carry on" was asked at `page`: a reload there asks again."""
    if page in conversation.pages:
        _note(conversation, page, "asked")


def _note(conversation: Conversation, page: str, what: Literal["new", "shown", "asked"]) -> None:
    conversation.pages[page] = what
    # An address forgotten counts as visited, but for the plain one: that is kept.
    while len(conversation.pages) > MOST_PAGES:
        del conversation.pages[next(page for page in conversation.pages if page != PLAIN)]


def may_show(conversation: Conversation, request: Request, now: float) -> bool:
    """Whether this GET of the chat may see what was said. `now` is in seconds of the steady clock of the sessions."""
    if is_left(conversation, now):
        return False
    page = page_of(request)
    if page == PLAIN and PLAIN not in conversation.pages:
        return True
    noted = conversation.pages.get(page)
    return noted == "new" or (noted == "shown" and is_reload(request))


def page_of(request: Request) -> str:
    """Which address of the chat this is."""
    return request.query_params.get("page", PLAIN)[:MOST_IN_PAGE]


def is_left(conversation: Conversation, now: float) -> bool:
    """Whether nobody has done anything here for so long that it may be somebody else who comes now."""
    return now - conversation.used_at > RETURN_SECONDS


def has_back_button(request: Request) -> bool:
    """Whether a browser sent this; they say where from. For a program every address goes on showing what was said."""
    return "sec-fetch-site" in request.headers


def is_reload(request: Request) -> bool:
    """Whether the browser says that this is a reload of the page it shows.

    Not so "no-cache": with its cache switched off a browser says that at every visit.
    """
    return "max-age=0" in request.headers.get("cache-control", "")
