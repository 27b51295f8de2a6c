"""The account that an admin names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.records.accounts import Officer, officer_named
from bot.services.office.accounts.accounts import AccountProblem, clean_user_name


def require_officer(session: Session, user_name: str) -> Officer:
    """The account called `user_name`. Raises AccountProblem if there is none."""
    officer = officer_named(session, clean_user_name(user_name))
    if officer is None:
        raise AccountProblem(f"there is no account {clean_user_name(user_name)}; see: evenhand officers list")
    return officer
