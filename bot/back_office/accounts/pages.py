"""/accounts: who may sign in and as what, looked after by an admin, who opens no case (C-79).

What gives somebody a way in asks for the admin's own password: an open browser that was left is no way to make one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.queue.words import day_and_time
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import show
from bot.casework.access import Ability, Role
from bot.services.office.accounts.accounts import AccountProblem, Accounts
from bot.services.office.accounts.change_own import require_password
from bot.services.office.accounts.change_role import change_role
from bot.services.office.accounts.disable_officer import disable_officer, enable_officer, end_all_sign_ins
from bot.services.office.accounts.invite_officer import invite_again, invite_officer
from bot.services.office.accounts.link_officer import link_officer, unlink_officer
from bot.services.office.accounts.list_officers import Line, list_officers, list_sign_ins, one_officer
from bot.services.office.accounts.set_up_codes import SetUpCode
from bot.services.office.accounts.who_is import Present

router = APIRouter()
Admin = Annotated[Present, Depends(signed_in(Ability.MANAGE_ACCOUNTS))]
Text = Annotated[str, Form(max_length=300)]
Password = Annotated[str, Form(max_length=1_001)]
ROLES = {
    Role.OFFICER: "opens their own cases",
    Role.LEAD: "also hands out cases",
    Role.MANAGER: "also opens any case with a reason, and decides on safeguarding",
    Role.CONTENT_EDITOR: "edits leaflets, opens no case",
    Role.ADMIN: "looks after accounts, opens no case",
    Role.AUDITOR: "reads the audit, opens no case",
}
DONE = {
    "role": "The role is changed. They sign in again. Cases they have stay with them until a lead moves them.",
    "disabled": "The account is disabled, and they are signed out everywhere. Cases they have stay with them until a lead "
    "moves them.",
    "enabled": "They can sign in again, with the password and code app they had.",
    "linked": "They can sign in with your organisation now.",
    "unlinked": "They sign in with their password only, and are signed out everywhere.",
    "ended": "They are signed out everywhere.",
}


@router.get("/accounts")
def look(request: Request, who: Admin) -> Response:
    """Every account."""
    return _list(request, who)


@router.post("/accounts")
def add(
    request: Request,
    who: Admin,
    name: Text = "",
    user_name: Text = "",
    role: Annotated[Role, Form()] = Role.OFFICER,
    present: Password = "",
) -> Response:
    """Adds an account and shows its set-up code, once."""
    accounts, now = _accounts(request), _now(request)
    try:
        require_password(accounts, who, present, now)
        given = invite_officer(accounts, user_name, name, role, now, by=who.officer_id)
    except AccountProblem as problem:
        typed = {"name": name, "user_name": user_name, "role": role}
        return _list(request, who, 422, problem=_said(problem), typed=typed)
    return _code(request, who, given)


@router.get("/accounts/{id_}")
def one(request: Request, who: Admin, id_: str, done: str = "") -> Response:
    """One account and what can be done about it."""
    return _one(request, who, id_, said=DONE.get(done, ""))


@router.post("/accounts/{id_}/role")
def set_role(request: Request, who: Admin, id_: str, role: Annotated[Role, Form()], present: Password = "") -> Response:
    """Gives it another role."""
    return _do(request, who, id_, "role", partial(change_role, role=role, by=who.officer_id), present)


@router.post("/accounts/{id_}/enable")
def enable(request: Request, who: Admin, id_: str, present: Password = "") -> Response:
    """Lets them sign in again."""
    return _do(request, who, id_, "enabled", partial(enable_officer, by=who.officer_id), present)


@router.post("/accounts/{id_}/set-up")
def set_up_again(request: Request, who: Admin, id_: str, present: Password = "") -> Response:
    """A new set-up code, for who lost password or telephone."""
    given: list[SetUpCode] = []

    def act(accounts: Accounts, officer: UUID, *, now: datetime) -> None:
        given.append(invite_again(accounts, officer, now, by=who.officer_id))

    answer = _do(request, who, id_, "", act, present)
    return _code(request, who, given[0]) if given else answer


@router.post("/accounts/{id_}/link")
def link(
    request: Request, who: Admin, id_: str, issuer: Text = "", subject: Text = "", present: Password = ""
) -> Response:
    """Lets an identity provider sign them in."""
    act = partial(link_officer, issuer=issuer.strip(), subject=subject.strip(), by=who.officer_id)
    return _do(request, who, id_, "linked", act, present)


@router.post("/accounts/{id_}/unlink")
def unlink(request: Request, who: Admin, id_: str) -> Response:
    """Lets none do so."""
    return _do(request, who, id_, "unlinked", partial(unlink_officer, by=who.officer_id))


@router.post("/accounts/{id_}/disable")
def disable(request: Request, who: Admin, id_: str) -> Response:
    """Lets nobody sign in with it."""
    return _do(request, who, id_, "disabled", partial(disable_officer, by=who.officer_id))


@router.post("/accounts/{id_}/sign-ins/end")
def end(request: Request, who: Admin, id_: str) -> Response:
    """Signs them out everywhere."""
    return _do(request, who, id_, "ended", partial(end_all_sign_ins, by=who.officer_id))


def _do(
    request: Request, who: Present, id_: str, done: str, act: Callable[..., object], present: str | None = None
) -> Response:
    """Does `act` to somebody else's account, after the admin's password where `present` is one."""
    accounts, now, officer = _accounts(request), _now(request), _id(id_)
    _line(request, officer)
    try:
        if officer == who.officer_id:
            raise AccountProblem("another admin must do that to your own account; your password is under your name")
        if present is not None:
            require_password(accounts, who, present, now)
        act(accounts, officer, now=now)
    except AccountProblem as problem:
        return _one(request, who, id_, 422, problem=_said(problem))
    return RedirectResponse(f"/accounts/{officer}?done={done}", 303)


def _list(request: Request, who: Present, status_code: int = 200, **more: Any) -> Response:
    found = [(line, _state(request, line)) for line in list_officers(_accounts(request))]
    shown = {"problem": "", "typed": {"name": "", "user_name": "", "role": None}, **more}
    return show(request, "accounts", status_code, who=who, found=found, roles=ROLES, **shown)


def _one(request: Request, who: Present, id_: str, status_code: int = 200, **more: Any) -> Response:
    line = _line(request, _id(id_))
    sign_ins = [
        (_when(request, began), _when(request, seen))
        for began, seen in list_sign_ins(_accounts(request), line.id, _now(request))
    ]
    shown = {"said": "", "problem": "", **more}
    about = {"account": line, "state": _state(request, line), "sign_ins": sign_ins, "roles": ROLES}
    return show(request, "account_of", status_code, who=who, **about, is_own=line.id == who.officer_id, **shown)


def _code(request: Request, who: Present, given: SetUpCode) -> Response:
    address = f"{office_of(request).url}/set-up"
    return show(request, "set_up_code", who=who, given=given, until=_when(request, given.until), address=address)


def _line(request: Request, officer: UUID) -> Line:
    try:
        return one_officer(_accounts(request), officer)
    except AccountProblem:
        raise HTTPException(404) from None


def _id(id_: str) -> UUID:
    try:
        return UUID(id_)
    except ValueError:
        raise HTTPException(404) from None


def _state(request: Request, line: Line) -> str:
    if not line.active:
        return "Disabled"
    if line.set_up_until is None:
        return "In use"
    if line.set_up_until <= _now(request):
        return "Not set up: the code is too old, give a new one"
    return f"Not set up: the code is good until {_when(request, line.set_up_until)}"


def _said(problem: AccountProblem) -> str:
    said = str(problem)
    return f"{said[0].upper()}{said[1:]}."


def _accounts(request: Request) -> Accounts:
    return office_of(request).accounts


def _now(request: Request) -> datetime:
    return office_of(request).now()


def _when(request: Request, moment: datetime) -> str:
    return day_and_time(moment, _now(request))
