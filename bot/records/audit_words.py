"""The words of the audit: a closed list, so that no name and no free text can get in (C-98, C-133)."""

from __future__ import annotations

from enum import StrEnum


class AuditAction(StrEnum):
    """What was done."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    ACCOUNT_CHANGED = "account_changed"
    CASE_OPENED = "case_opened"
    CASE_VIEWED = "case_viewed"
    CASE_CLAIMED = "case_claimed"
    CASE_RELEASED = "case_released"
    CASE_TRANSFERRED = "case_transferred"
    CASE_CLOSED = "case_closed"
    NOTE_WRITTEN = "note_written"
    REQUEST_DECIDED = "request_decided"
    PERMISSION_RECORDED = "permission_recorded"
    PERMISSION_WITHDRAWN = "permission_withdrawn"
    DISCLOSED = "disclosed"
    DISCLOSURE_REFUSED = "disclosure_refused"
    OVERRIDE = "override"
    INCIDENT = "incident"
    LOOKUP = "lookup"
    FILE_HIDDEN = "file_hidden"
    CASE_LINKED = "case_linked"
    DOCUMENT = "document"
    CONVERSATION_MARKED = "conversation_marked"
    EXPORT = "export"
    ERASED = "erased"
    ALERT_CAME = "alert_came"
    ALERT_ACKNOWLEDGED = "alert_acknowledged"
    ALERT_ESCALATED = "alert_escalated"
    ALERT_VIEWED = "alert_viewed"
    ALERT_DECIDED = "alert_decided"
    KEY_MADE = "key_made"
    KEYS_REWRAPPED = "keys_rewrapped"


class AuditDetail(StrEnum):
    """More about it, where there is more to say. Add a word here; never anything that is about a person."""

    # Of a sign-in.
    WITH_RECOVERY_CODE = "with_recovery_code"
    WITH_PROVIDER = "with_provider"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    WRONG_CODE = "wrong_code"
    TOO_OFTEN = "too_often"
    DISABLED_ACCOUNT = "disabled_account"
    # Of an account.
    ADDED = "added"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    CODE_APP_CHANGED = "code_app_changed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    SIGN_INS_ENDED = "sign_ins_ended"
    RESET = "reset"
    DISABLED = "disabled"
    ENABLED = "enabled"
    LINKED = "linked"
    UNLINKED = "unlinked"
    SET_UP = "set_up"
    ROLE_CHANGED = "role_changed"
    # Of what stands around a case.
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    SHOWN_AGAIN = "shown_again"
    TAKEN_AWAY = "taken_away"
    OPENED = "opened"
    AWAY = "away"
    LEAVING = "leaving"
    TOO_MANY_CASES = "too_many_cases"
    FOUND = "found"
    NOT_FOUND = "not_found"
    # Of a conversation.
    UNSAFE = "unsafe"
    SAFE_AGAIN = "safe_again"
    # Of a decision.
    ALLOWED = "allowed"
    REFUSED = "refused"
    NO_PERMISSION = "no_permission"
    PERMISSION_ENDED = "permission_ended"
    OTHER_PURPOSE = "other_purpose"
    REFERRED = "referred"
    NOT_REFERRED = "not_referred"
    NO_CONCERN = "no_concern"
    DRILL = "drill"
    TO_LEAD = "to_lead"
    TO_MANAGER = "to_manager"
    SERIOUS_HARM = "serious_harm"
    LEGAL_DUTY = "legal_duty"
    # Of an erasure.
    RETENTION = "retention"
    ON_REQUEST = "on_request"
