"""A new account, or an old one anew, that its officer sets up with a code of one use."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from bot.casework.access import Role
from bot.records import audit
from bot.records.accounts import Officer, end_sign_ins, officer_named, replace_recovery_codes
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.vault import Opaque
from bot.services.office.accounts import codes
from bot.services.office.accounts.accounts import AccountProblem, Accounts
from bot.services.office.accounts.add_officer import require_names
from bot.services.office.accounts.find_officer import Named, require_another_admin, require_officer
from bot.services.office.accounts.set_up_codes import SetUpCode, give_code


def invite_officer(
    accounts: Accounts,
    user_name: str,
    display_name: str,
    role: Role,
    now: datetime,
    *,
    by: UUID | Opaque = audit.SYSTEM,
) -> SetUpCode:
    """Adds an account nobody can sign in to before it is set up. Raises AccountProblem for a name that is taken or none."""
    name, shown = require_names(user_name, display_name)
    with accounts.sessions.begin() as session:
        if officer_named(session, name):
            raise AccountProblem(f"there is an account {name} already")
        id_ = uuid4()
        officer = Officer(
            id=id_,
            user_name=name,
            display_name=shown,
            role=role,
            totp_sealed=_of_nobody(accounts, id_),
            totp_step=0,
            active=True,
            added_at=now,
        )
        given = give_code(officer, now)
        session.add(officer)
        session.flush()
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, by, id_, now, AuditDetail.ADDED)
        return given


def invite_again(accounts: Accounts, named: Named, now: datetime, *, by: UUID | Opaque = audit.SYSTEM) -> SetUpCode:
    """For an officer who lost telephone or password: neither works any more, nor a recovery code, and sign-ins end.

    Raises AccountProblem if there is no such account, if it is disabled, and for the only admin (who could then no longer
    be helped by the pages).
    """
    with accounts.sessions.begin() as session:
        officer = require_officer(session, named)
        if not officer.active:
            raise AccountProblem("this account is disabled; enable it first")
        require_another_admin(session, officer)
        given = give_code(officer, now)
        officer.totp_sealed, officer.totp_step = _of_nobody(accounts, officer.id), 0
        replace_recovery_codes(session, officer.id, ())
        end_sign_ins(session, officer.id, now)
        accounts.note(session, AuditAction.ACCOUNT_CHANGED, by, officer.id, now, AuditDetail.RESET)
        return given


def _of_nobody(accounts: Accounts, officer_id: UUID) -> bytes:
    # A secret that nobody was shown: no code fits it.
    return accounts.vault.seal(codes.new_secret().encode(), codes.where_kept(officer_id))
