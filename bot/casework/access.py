"""Who may do what in the officers' pages: one table, asked by every route.

It is the role matrix of C-79, with the roles of channels.md E2. E2's lead is an officer who also hands out cases and sees
reports, and is the lead for safeguarding: of C-79's row "manager / safeguarding lead" they have what safeguarding needs, the
manager has all of it. Whether a case is an officer's own is asked elsewhere: an ability is what a role may do at all.
"""

from __future__ import annotations

from enum import Enum
from typing import Dict, FrozenSet


class Role(str, Enum):
    """The kinds of account. A council's SEND team, a school, its IT and a supplier have none (C-32)."""

    OFFICER = "officer"
    LEAD = "lead"
    MANAGER = "manager"
    CONTENT_EDITOR = "content_editor"
    ADMIN = "admin"
    AUDITOR = "auditor"

    @property
    def in_words(self) -> str:
        """The role as a page says it."""
        return self.value.replace("_", " ").capitalize()


class Ability(str, Enum):
    """What a route may ask for."""

    USE_OWN_ACCOUNT = "use_own_account"
    SEE_QUEUE = "see_queue"  # that someone waits, and for how long
    OPEN_CASE = "open_case"  # one's own: what was said, facts, permissions
    OPEN_ANY_CASE = "open_any_case"  # another's, with a reason that is logged
    REASSIGN = "reassign"  # give a case to another officer
    OVERRIDE = "override"  # decide against what a rule advises, with a reason that is logged
    RECORD_SAFEGUARDING = "record_safeguarding"  # and see one's own entries
    SEE_SAFEGUARDING = "see_safeguarding"  # the whole log
    # Decide on an alert, and tell children's social care or the police without permission (C-90): the lead, and the
    # manager as their deputy.
    OVERRIDE_SAFEGUARDING = "override_safeguarding"
    SEE_AGGREGATES = "see_aggregates"  # numbers that are not published
    EDIT_CONTENT = "edit_content"
    SEE_CONTENT_AUDIT = "see_content_audit"
    SEE_OWN_AUDIT = "see_own_audit"
    SEE_AUDIT = "see_audit"
    CHECK_AUDIT = "check_audit"  # that its chain is whole, not what it says
    MANAGE_ACCOUNTS = "manage_accounts"
    CHANGE_SETTINGS = "change_settings"
    SEE_SYSTEM_METRICS = "see_system_metrics"


_EVERYBODY = frozenset({Ability.USE_OWN_ACCOUNT})
_OFFICER = _EVERYBODY | {
    Ability.SEE_QUEUE,
    Ability.OPEN_CASE,
    Ability.RECORD_SAFEGUARDING,
    Ability.SEE_AGGREGATES,
    Ability.SEE_OWN_AUDIT,
}
_LEAD = _OFFICER | {Ability.REASSIGN, Ability.SEE_SAFEGUARDING, Ability.OVERRIDE_SAFEGUARDING}
_MANAGER = _LEAD | {Ability.OPEN_ANY_CASE, Ability.OVERRIDE, Ability.SEE_AUDIT}

MATRIX: Dict[Role, FrozenSet[Ability]] = {
    Role.OFFICER: _OFFICER,
    Role.LEAD: _LEAD,
    Role.MANAGER: _MANAGER,
    Role.CONTENT_EDITOR: _EVERYBODY | {Ability.EDIT_CONTENT, Ability.SEE_CONTENT_AUDIT},
    # An admin meets ciphertext only: no name, no case, and of the audit whether it is whole.
    Role.ADMIN: _EVERYBODY
    | {Ability.MANAGE_ACCOUNTS, Ability.CHANGE_SETTINGS, Ability.SEE_SYSTEM_METRICS, Ability.CHECK_AUDIT},
    Role.AUDITOR: _EVERYBODY | {Ability.SEE_AUDIT, Ability.SEE_CONTENT_AUDIT, Ability.CHECK_AUDIT},
}


def may(role: Role, ability: Ability) -> bool:
    """Whether an account of `role` may do `ability` (C-79, channels.md E2). What the table does not name is refused."""
    return ability in MATRIX[role]
