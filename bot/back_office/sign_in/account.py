"""/account: an officer's own password, code app, recovery codes, and where they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.sign_in.presence import Here
from bot.back_office.sign_in.showing import show
from bot.casework.calendar import in_words
from bot.clock import LONDON
from bot.services.office.accounts import change_own, codes
from bot.services.office.accounts.accounts import AccountProblem
from bot.services.office.accounts.sign_out import end_others
from bot.services.office.accounts.who_is import Present

router = APIRouter(prefix="/account")
DONE = {
    "password": "Your password is changed. Wherever else you were signed in, you are not any more.",
    "code-app": "Your codes now come from the new app.",
    "ended": "That sign-in has ended.",
}
Password = Annotated[str, Form()]


@router.get("")
def look(request: Request, who: Here, done: str = "") -> Response:
    """The account page."""
    return _page(request, who, said=DONE.get(done, ""))


@router.post("/password")
def change_password(
    request: Request, who: Here, present: Password = "", new: Password = "", again: Password = ""
) -> Response:
    """Sets a new password, typed twice."""
    office = office_of(request)
    try:
        if new != again:
            raise AccountProblem("The two new passwords differ; type the same one twice")
        change_own.change_password(
            office.accounts, who, present, new, service_names=office.service_names, now=office.now()
        )
    except AccountProblem as problem:
        is_present = str(problem) in (change_own.WRONG_PASSWORD, change_own.TOO_OFTEN)
        return _page(request, who, 422, wrong={"password" if is_present else "new": f"{problem}."})
    return RedirectResponse("/account?done=password", 303)


@router.post("/recovery-codes")
def renew_codes(request: Request, who: Here, present: Password = "") -> Response:
    """Makes new recovery codes and shows them, once."""
    office = office_of(request)
    try:
        new = change_own.renew_recovery_codes(office.accounts, who, present, office.now())
    except AccountProblem as problem:
        return _page(request, who, 422, wrong={"recovery": f"{problem}."})
    return show(request, "recovery_codes", who=who, codes=new)


@router.post("/code-app")
def offer_app(request: Request, who: Here, present: Password = "") -> Response:
    """Shows the secret for a new code app."""
    office = office_of(request)
    try:
        secret, sealed = change_own.offer_code_app(office.accounts, who, present, office.now())
    except AccountProblem as problem:
        return _page(request, who, 422, wrong={"app": f"{problem}."})
    return _offer(request, who, secret, sealed)


@router.post("/code-app/confirm")
def take_app(
    request: Request, who: Here, offered: Annotated[str, Form()] = "", code: Annotated[str, Form()] = ""
) -> Response:
    """Uses the new app once it has shown a code."""
    office = office_of(request)
    try:
        secret = change_own.offered_secret(office.accounts, who, offered)
    except AccountProblem as problem:
        return _page(request, who, 422, wrong={"app": f"{problem}."})
    try:
        change_own.take_code_app(office.accounts, who, offered, code, office.now())
    except AccountProblem as problem:
        return _offer(request, who, secret, offered, f"{problem}.")
    return RedirectResponse("/account?done=code-app", 303)


@router.post("/sign-ins/end")
def end_all_others(request: Request, who: Here) -> Response:
    """Signs out everywhere but here."""
    office = office_of(request)
    end_others(office.accounts, who.officer_id, office.now(), but=who.sign_in_id)
    return RedirectResponse("/account?done=ended", 303)


@router.post("/sign-ins/{sign_in}/end")
def end_one(request: Request, who: Here, sign_in: str) -> Response:
    """Ends one sign-in of the officer's own; 404 for any other, there or not (C-76)."""
    office = office_of(request)
    try:
        id_ = UUID(sign_in)
    except ValueError:
        raise HTTPException(404) from None
    if not end_others(office.accounts, who.officer_id, office.now(), only=id_):
        raise HTTPException(404)
    return RedirectResponse("/account?done=ended", 303)


def _offer(request: Request, who: Present, secret: str, sealed: str, wrong: str = "") -> Response:
    address = codes.address_for_app(secret, who.user_name, office_of(request).service.short_name)
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    told = {"picture": codes.picture(address), "secret": spaced, "offered": sealed, "wrong": wrong}
    return show(request, "code_app", 422 if wrong else 200, who=who, **told)


def _page(
    request: Request, who: Present, status_code: int = 200, *, said: str = "", wrong: dict[str, str] | None = None
) -> Response:
    office = office_of(request)
    left, found = change_own.own_account(office.accounts, who, office.now(), idle=office.idle, at_most=office.at_most)
    sign_ins: list[dict[str, Any]] = [
        {"id": id_, "began": _in_words(began), "seen": _in_words(seen), "is_this": id_ == who.sign_in_id}
        for id_, began, seen in found
    ]
    return show(
        request, "account", status_code, who=who, said=said, wrong=wrong or {}, codes_left=left, sign_ins=sign_ins
    )


def _in_words(moment: datetime) -> str:
    here = moment.astimezone(LONDON)
    return f"{in_words(here.date())} at {here:%H:%M}"
