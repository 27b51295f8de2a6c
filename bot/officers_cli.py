"""`evenhand officers`: the accounts of those who work in the office, looked after at the machine itself."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.casework.access import Role
from bot.clock import LONDON
from bot.library.content_error import ContentError
from bot.library.service import Service, read_service
from bot.operations.accounts import accounts_of
from bot.operations.telling import settings_or_stop, stop
from bot.records.key_ring import RingProblem
from bot.records.migrate import NewerDatabase
from bot.records.sealing import VaultClosed
from bot.services.office.accounts import codes
from bot.services.office.accounts.accounts import AccountProblem, Accounts
from bot.services.office.accounts.add_officer import Keys, add_officer
from bot.services.office.accounts.change_role import change_role
from bot.services.office.accounts.disable_officer import disable_officer, enable_officer, end_all_sign_ins
from bot.services.office.accounts.invite_officer import invite_again, invite_officer
from bot.services.office.accounts.link_officer import link_officer, unlink_officer
from bot.services.office.accounts.list_officers import list_officers, list_sign_ins
from bot.services.office.accounts.reset_officer import reset_officer
from bot.services.office.accounts.set_up_codes import SetUpCode

app = typer.Typer(no_args_is_help=True, help="The accounts of those who work in the office.")
UserName = Annotated[str, typer.Argument(metavar="NAME", help="The name they sign in with.")]
Generate = Annotated[bool, typer.Option("--generate", help="Make a password instead of asking for one.")]
BySetUpCode = Annotated[
    bool,
    typer.Option("--set-up-code", help="Give a code by which they set up password and code app themselves."),
]
To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="Write what they need into a new file, and print none of it."),
]


@app.command()
def add(
    user_name: UserName,
    name: Annotated[str, typer.Option(help="Their name, as colleagues see it.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.OFFICER,
    generate: Generate = False,
    set_up_code: BySetUpCode = False,
    to: To = None,
) -> None:
    """Add an account and print what its officer needs to sign in: a picture for their code app, and recovery codes."""
    with _telling() as (accounts, service):
        if set_up_code:
            _hand_out_code(invite_officer(accounts, user_name, name, role, datetime.now(UTC)), to)
            return
        password = _password(generate)
        keys = add_officer(
            accounts, user_name, name, role, password, service_names=_names(service), now=datetime.now(UTC)
        )
        _hand_out(keys, service, password if generate else None, to)


@app.command(name="list")
def list_() -> None:
    """List the accounts."""
    with _telling() as (accounts, _):
        found = list_officers(accounts)
        for one in found:
            waits = one.set_up_until is not None
            marks = [
                "" if one.active else "disabled",
                "linked" if one.linked else "",
                "not set up yet" if waits else "",
            ]
            print(
                f"{one.user_name:24} {one.role.value:15} {one.display_name}  {' '.join(filter(None, marks))}".rstrip()
            )
        if not found:
            print("There are no accounts yet. Add one with: evenhand officers add")


@app.command()
def reset(user_name: UserName, generate: Generate = False, set_up_code: BySetUpCode = False, to: To = None) -> None:
    """Give an officer a new password, code app and recovery codes; every sign-in of theirs ends."""
    with _telling() as (accounts, service):
        if set_up_code:
            _hand_out_code(invite_again(accounts, user_name, datetime.now(UTC)), to)
            return
        password = _password(generate)
        keys = reset_officer(accounts, user_name, password, service_names=_names(service), now=datetime.now(UTC))
        _hand_out(keys, service, password if generate else None, to)


@app.command()
def disable(user_name: UserName) -> None:
    """Let nobody sign in with this account until it is enabled or reset; its sign-ins end now."""
    with _telling() as (accounts, _):
        print(f"Disabled. Ended {disable_officer(accounts, user_name, datetime.now(UTC))} sign-ins.")


@app.command()
def enable(user_name: UserName) -> None:
    """Let an officer sign in again, with the password and code app they had."""
    with _telling() as (accounts, _):
        print("Enabled." if enable_officer(accounts, user_name, datetime.now(UTC)) else "That account is not disabled.")


@app.command(name="role")
def change_role_(
    user_name: UserName, role: Annotated[Role, typer.Argument(help="What they may do from now on.")]
) -> None:
    """Change what an officer may do; they sign in again. Cases stay with them until a lead moves them."""
    with _telling() as (accounts, _):
        is_new = change_role(accounts, user_name, role, datetime.now(UTC))
        print(f"The role is {role.value} now." if is_new else f"The role was {role.value} before.")


@app.command()
def link(
    user_name: UserName,
    issuer: Annotated[str, typer.Argument(help="The identity provider's address (EVENHAND_OIDC_ISSUER).")],
    subject: Annotated[str, typer.Argument(help='What it calls this officer in "sub"; never an e-mail address.')],
) -> None:
    """Let an identity provider sign this officer in, as exactly this subject."""
    with _telling() as (accounts, _):
        link_officer(accounts, user_name, issuer, subject, datetime.now(UTC))
        print("Linked.")


@app.command()
def unlink(user_name: UserName) -> None:
    """Let no identity provider sign this officer in any more; their sign-ins end, their password goes on working."""
    with _telling() as (accounts, _):
        print("Unlinked." if unlink_officer(accounts, user_name, datetime.now(UTC)) else "That account is not linked.")


@app.command()
def sessions(
    user_name: UserName, end: Annotated[bool, typer.Option("--end", help="End all of them now.")] = False
) -> None:
    """Show where an officer is signed in, or end it."""
    with _telling() as (accounts, _):
        now = datetime.now(UTC)
        if end:
            print(f"Ended {end_all_sign_ins(accounts, user_name, now)} sign-ins.")
            return
        found = list_sign_ins(accounts, user_name, now)
        for began, seen in found:
            print(f"since {_local(began)}, last seen {_local(seen)}")
        if not found:
            print("Not signed in anywhere.")


@contextmanager
def _telling() -> Iterator[tuple[Accounts, Service]]:
    settings = settings_or_stop()
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        yield accounts_of(settings), read_service(settings.content)
    except (AccountProblem, ContentError, RingProblem, NewerDatabase) as problem:
        stop(str(problem))
    except VaultClosed:
        stop("the office's keys do not open what is kept; run: evenhand keys records check")
    except SQLAlchemyError:
        stop("the office's database does not answer; look at EVENHAND_RECORDS")
    except OSError as problem:
        stop(f"{problem.filename or settings.var} cannot be written: {problem.strerror}")


def _password(generate: bool) -> str:
    if generate:
        return secrets.token_urlsafe(18)
    password: str = typer.prompt("Password (at least 15 characters)", hide_input=True, confirmation_prompt="Again")
    return password


def _hand_out(keys: Keys, service: Service, password: str | None, to: Path | None) -> None:
    address = codes.address_for_app(keys.secret, keys.user_name, service.short_name)
    lines = [f"User name: {keys.user_name}"]
    lines += [f"Password: {password}", "Change it at the first sign-in, under your name."] if password else []
    lines += ["", "Scan this with a code app:", "", codes.picture_for_terminal(address)]
    lines += [f"or type into it: {keys.secret}", "", "Recovery codes, each good once; keep them on paper:", ""]
    _tell("\n".join([*lines, *keys.recovery_codes, ""]), keys.user_name, to)


def _hand_out_code(given: SetUpCode, to: Path | None) -> None:
    address = settings_or_stop().office_url
    told = f"""User name: {given.user_name}
Set-up code: {given.code}

Set up the account at {address}/set-up
The code works once, until {_local(given.until)}.
"""
    _tell(told, given.user_name, to)


def _tell(told: str, user_name: str, to: Path | None) -> None:
    if to is None:
        print(told)
        return
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(told)
    print(f"Wrote what {user_name} needs to {to}. Give it to them in person, then delete it.")


def _names(service: Service) -> tuple[str, ...]:
    return (service.name, service.short_name, service.area, service.council)


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%d %B %Y %H:%M}"
