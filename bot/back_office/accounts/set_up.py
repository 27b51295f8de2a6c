"""/set-up: somebody with a set-up code chooses their password and connects their code app. Works without scripts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.sign_in.entering import RETRY_AFTER_SECONDS
from bot.back_office.sign_in.own_form import remember, signed_out_form, token_for_signed_out
from bot.back_office.sign_in.showing import show
from bot.intake.limits import address_of
from bot.services.office.accounts import codes
from bot.services.office.accounts.accounts import AccountProblem
from bot.services.office.accounts.set_up import Offer, begin_set_up, finish_set_up, offered_again
from bot.services.office.accounts.sign_in import TooMany

router = APIRouter(prefix="/set-up")
Text = Annotated[str, Form(max_length=300)]
Password = Annotated[str, Form(max_length=1_001)]
OurForm = Depends(signed_out_form)


@router.get("")
def ask(request: Request) -> Response:
    """The form for user name and code. It is never in an address: addresses are logged, and kept by browsers."""
    return _show(request, "set_up")


@router.post("", dependencies=[OurForm])
def take_code(request: Request, user_name: Text = "", set_up_code: Text = "") -> Response:
    """Goes on to password and code app."""
    office = office_of(request)
    try:
        offer = begin_set_up(office.accounts, user_name, set_up_code, address=_address(request), now=office.now())
    except TooMany:
        raise _too_many() from None
    if offer is None:
        return _show(request, "set_up", 422, wrong=True)
    return _offer(request, offer, set_up_code)


@router.post("/finish", dependencies=[OurForm])
def take_all(
    request: Request,
    user_name: Text = "",
    set_up_code: Text = "",
    offered: Text = "",
    new: Password = "",
    again: Password = "",
    code: Text = "",
) -> Response:
    """Sets the account up and shows its recovery codes, once."""
    office, address, now = office_of(request), _address(request), office_of(request).now()
    try:
        offer = offered_again(office.accounts, user_name, set_up_code, offered, address=address, now=now)
    except AccountProblem:
        return _show(request, "set_up", 422, wrong=True)
    except TooMany:
        raise _too_many() from None
    try:
        if new != again:
            raise AccountProblem("The two passwords differ; type the same one twice")
        recovery = finish_set_up(
            office.accounts,
            user_name,
            set_up_code,
            offered,
            new,
            code,
            service_names=office.service_names,
            address=address,
            now=now,
        )
    except AccountProblem as problem:
        return _offer(request, offer, set_up_code, f"{problem}.")
    except TooMany:
        raise _too_many() from None
    return _show(request, "set_up_done", codes=recovery)


def _offer(request: Request, offer: Offer, set_up_code: str, problem: str = "") -> Response:
    address = codes.address_for_app(offer.secret, offer.user_name, office_of(request).service.short_name)
    spaced = " ".join(offer.secret[start : start + 4] for start in range(0, len(offer.secret), 4))
    told = {"offer": offer, "picture": codes.picture(address), "secret": spaced, "set_up_code": set_up_code}
    return _show(request, "set_up_offer", 422 if problem else 200, problem=problem, **told)


def _show(request: Request, template: str, status_code: int = 200, **context: Any) -> Response:
    token, kept = token_for_signed_out(request)
    response = show(request, template, status_code, csrf=token, **{"wrong": False, **context})
    remember(response, request, kept)
    return response


def _too_many() -> HTTPException:
    return HTTPException(429, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def _address(request: Request) -> str:
    return address_of(request.client.host if request.client else None)
