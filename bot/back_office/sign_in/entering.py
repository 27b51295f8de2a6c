"""/sign-in, /sign-in/code, /sign-out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.sign_in.cookies import Cookie, drop, read, write
from bot.back_office.sign_in.own_form import remember, require_own_form, signed_out_form, token_for_signed_out
from bot.back_office.sign_in.presence import maybe_signed_in, path_within
from bot.back_office.sign_in.showing import show
from bot.intake.limits import address_of
from bot.services.office.accounts.sign_in import NewSignIn, TooMany, begin, finish
from bot.services.office.accounts.sign_out import sign_out
from bot.services.office.accounts.who_is import Present

router = APIRouter()
RETRY_AFTER_SECONDS = 15 * 60
WHY = {
    "idle": "You were signed out because nothing was done for a while. Sign in to go on.",
    "too_long": "You have been signed in for as long as is safe. Sign in to go on.",
    "out": "You have signed out.",
    "late": "That took longer than five minutes. Start again.",
}
Anybody = Annotated[Present | None, Depends(maybe_signed_in)]


@router.get("/sign-in")
def ask_password(request: Request, who: Anybody, why: str = "", next: str = "/") -> Response:
    """The form for name and password."""
    if who:
        return RedirectResponse(path_within(next), 303)
    return _show(request, "sign_in", said=WHY.get(why, ""), next=path_within(next), missing=False)


@router.post("/sign-in", dependencies=[Depends(signed_out_form)])
def take_password(
    request: Request,
    user_name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Goes on to the code, whatever was typed (see services/office/accounts/sign_in.py)."""
    if not user_name.strip() or not password:
        return _show(request, "sign_in", 422, said="", next=path_within(next), missing=True)
    office = office_of(request)
    try:
        half = begin(
            office.accounts,
            user_name,
            password,
            address=_address(request),
            devices=read(request, Cookie.KNOWN),
            now=office.now(),
        )
    except TooMany:
        raise _too_many() from None
    response = RedirectResponse(_with_next("/sign-in/code", next), 303)
    write(response, request, Cookie.HALF, half)
    return response


@router.get("/sign-in/code")
def ask_code(request: Request, next: str = "/") -> Response:
    """The form for the code."""
    if not read(request, Cookie.HALF):
        return RedirectResponse(_with_next("/sign-in", next), 303)
    return _show(request, "code", next=path_within(next), wrong=False)


@router.post("/sign-in/code", dependencies=[Depends(signed_out_form)])
def take_code(request: Request, code: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/") -> Response:
    """Signs in, or says that something did not match and not what."""
    office, half = office_of(request), read(request, Cookie.HALF)
    if not half:
        return RedirectResponse("/sign-in?why=late", 303)
    try:
        new = finish(
            office.accounts,
            half,
            code,
            address=_address(request),
            devices=read(request, Cookie.KNOWN),
            now=office.now(),
        )
    except TooMany:
        raise _too_many() from None
    if new is None:
        return _show(request, "code", 401, next=path_within(next), wrong=True)
    # What this browser was signed in as before ends: a sign-in always has a token of its own.
    sign_out(office.accounts, read(request, Cookie.SIGN_IN), office.now())
    return entered(RedirectResponse("/account" if new.by_recovery_code else path_within(next), 303), request, new)


@router.post("/sign-out")
async def leave(request: Request, who: Anybody) -> Response:
    """Ends the sign-in; again, or after its end, does nothing more."""
    if who:
        await require_own_form(request, who.csrf)
    return await run_in_threadpool(_left, request)


def entered(response: Response, request: Request, new: NewSignIn) -> Response:
    """`response`, with what the browser keeps of a new sign-in."""
    write(response, request, Cookie.SIGN_IN, new.token)
    write(response, request, Cookie.KNOWN, new.devices)
    drop(response, request, Cookie.HALF)
    drop(response, request, Cookie.FORM)
    return response


def _left(request: Request) -> Response:
    office = office_of(request)
    sign_out(office.accounts, read(request, Cookie.SIGN_IN), office.now())
    response = RedirectResponse("/sign-in?why=out", 303)
    # Not its cookies: that the browser is known must stay (brake.py).
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    drop(response, request, Cookie.SIGN_IN)
    return response


def _too_many() -> HTTPException:
    return HTTPException(429, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _address(request: Request) -> str:
    return address_of(request.client.host if request.client else None)


def _with_next(path: str, next: str) -> str:
    within = path_within(next)
    return path if within == "/" else f"{path}?next={within}"


def _show(request: Request, template: str, status_code: int = 200, **context: object) -> Response:
    token, kept = token_for_signed_out(request)
    has_provider = office_of(request).provider is not None
    response = show(request, template, status_code, csrf=token, has_provider=has_provider, **context)
    remember(response, request, kept)
    return response
