"""Who is signed in, asked by every route: `Depends(signed_in(Ability.SEE_QUEUE))`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.sign_in.cookies import Cookie, read
from bot.back_office.sign_in.own_form import require_own_form
from bot.casework.access import Ability, may
from bot.services.office.accounts.who_is import Absent, Present, who_is

# Only a plain path of ours: no other host, no query.
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~/-]{0,200}")


class SignInFirst(HTTPException):
    """Nobody is signed in: a page leads to the form, a script is told 401."""

    def __init__(self, why: Absent, request: Request) -> None:
        """`why` is said on the form, where it was time that ended it."""
        asked = {"why": why.value} if why in (Absent.IDLE, Absent.TOO_LONG) else {}
        if request.method in ("GET", "HEAD") and (path := path_within(request.scope["path"])) != "/":
            asked["next"] = path
        self.location = "/sign-in" + ("?" + urlencode(asked) if asked else "")
        super().__init__(401)


Asked = Callable[[Request], Awaitable[Present]]


def signed_in(ability: Ability, *, touch: bool = True) -> Asked:
    """A dependency: the officer who is signed in and may do `ability`.

    Raises SignInFirst if nobody is; 404, as for an address that does not exist, if their role may not (C-76); 403 for a
    form that is not ours. `touch=False` lets the idle time run on.
    """

    async def present(request: Request) -> Present:
        office = office_of(request)
        token = read(request, Cookie.SIGN_IN)
        found = await run_in_threadpool(
            who_is, office.accounts, token, office.now(), touch=touch, idle=office.idle, at_most=office.at_most
        )
        if isinstance(found, Absent):
            raise SignInFirst(found, request)
        if not may(found.role, ability):
            raise HTTPException(404)
        await require_own_form(request, found.csrf)
        request.state.present = found
        return found

    present.ability = ability  # type: ignore[attr-defined]  # read by what lists the routes by role
    return present


Here = Annotated[Present, Depends(signed_in(Ability.USE_OWN_ACCOUNT))]


async def maybe_signed_in(request: Request) -> Present | None:
    """The officer who is signed in, if any; for pages that are shown to everybody."""
    office = office_of(request)
    token = read(request, Cookie.SIGN_IN)
    found = await run_in_threadpool(
        who_is, office.accounts, token, office.now(), touch=False, idle=office.idle, at_most=office.at_most
    )
    return None if isinstance(found, Absent) else found


def path_within(path: str) -> str:
    """`path` if it is a plain one within these pages, else the first page."""
    return path if _PATH.fullmatch(path) else "/"


def is_script(request: Request) -> bool:
    """Whether a script sent this, and not a person who follows a link or sends a form."""
    mode = request.headers.get("sec-fetch-mode")
    if mode is not None:
        return mode != "navigate"
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted
