"""The account that an admin names, and the rule that one admin stays."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from bot.casework.access import Role
from bot.records.accounts import Officer, officer_named, working_admins
from bot.services.office.accounts.accounts import AccountProblem, clean_user_name

# By user name at the machine itself, by id on the pages.
Named = str | UUID


def require_officer(session: Session, named: Named) -> Officer:
    """The account with this user name or id. Raises AccountProblem if there is none."""
    if isinstance(named, UUID):
        officer = session.get(Officer, named)
        if officer is None:
            raise AccountProblem("there is no such account")
        return officer
    officer = officer_named(session, clean_user_name(named))
    if officer is None:
        raise AccountProblem(f"there is no account {clean_user_name(named)}; see: evenhand officers list")
    return officer


def require_another_admin(session: Session, officer: Officer) -> None:
    """Raises AccountProblem if `officer` is the only admin who can sign in: nobody could look after accounts any more.

    An admin who is disabled, or has not set up their account yet, does not count.
    """
    admins = [one.id for one in working_admins(session)]
    if officer.role is Role.ADMIN and admins == [officer.id]:
        raise AccountProblem("this is the only admin who can sign in; make another one first")
