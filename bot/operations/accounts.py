"""Puts officers' accounts together from the settings: for the back office and for `evenhand officers`."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.records.base import open_records
from bot.records.case_keys import office_vault
from bot.records.key_ring import KeyRing
from bot.records.migrate import migrate
from bot.records.unlocked import rings_in, unlocked
from bot.records_cli import prepare_rings, records_url
from bot.services.office.accounts.accounts import Accounts
from bot.settings import Settings

# The ring of what signs the tokens that known browsers keep: losing it costs nobody more than a wait.
SIGN_IN = "sign_in"


def accounts_of(settings: Settings) -> Accounts:
    """The accounts of this deployment; its database is brought to this release, and keys are made where there are none.

    Raises RingProblem, VaultClosed or NewerDatabase if what is kept cannot be used, OSError if a key cannot be written,
    SQLAlchemyError if the database does not answer.
    """
    url, now, rings = records_url(settings), datetime.now(UTC), rings_in(settings.keys)
    prepare_rings(rings, now)
    signing = KeyRing(settings.keys / SIGN_IN)
    if not signing.ids():
        signing.make(now)
    migrate(url)
    sessions = unlocked(open_records(url), rings)
    with sessions.begin() as session:
        vault = office_vault(session, now)
    return Accounts(sessions, vault, signing.newest().key)
