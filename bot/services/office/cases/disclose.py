"""The one way out for anything of a case: email, letter, export, print (C-4). Nothing else may send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.casework.access import Ability
from bot.casework.office.gate import Allowed, Override, Refusal, decide
from bot.records import audit
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.cases import Case, Disclosure
from bot.services.office.alerts.alert import note_override
from bot.services.office.cases.opening import live_grants, own_case, subject_of
from bot.services.office.working import Acting, Desk, NotNow
from bot.services.office.writing.identity import identity_in

_DETAIL = {
    Refusal.NO_PERMISSION: AuditDetail.NO_PERMISSION,
    Refusal.OTHER_PURPOSE: AuditDetail.OTHER_PURPOSE,
}


# Puts into words what may leave, inside the transaction that allowed it: what it adds to the session is kept with it.
Compose = Callable[[Session, Case, Sequence[str]], str]


@dataclass(frozen=True)
class Disclosed:
    """What may leave, as text; or why it may not. Exactly one is set."""

    text: str = ""
    refusal: Refusal | None = None


def disclose(
    desk: Desk,
    acting: Acting,
    id_: str,
    recipient: str,
    purpose: str,
    fields: Sequence[str],
    now: datetime,
    *,
    take_in_first: Callable[[], object],
    compose: Compose,
    way: str = "",
    proved_since: datetime | None = None,
    override: Override | None = None,
) -> Disclosed:
    """The fields of the case for this recipient and purpose, if a live permission allows it; noted either way.

    `take_in_first` takes in what waits in the post box, so that a withdrawal that has arrived counts before anything goes
    out. `compose` puts the fields into words and is called only once they may go; `way` is the permission by which the
    parent themself is reached. With `proved_since` (UTC) only a proof of the person after it counts. An override is the
    lead's, or the manager's as their deputy (C-90), and has a file of its own. Raises NotHere; NotNow("no_override") for who
    may not, ("empty") without its reason and necessity.
    """
    take_in_first()
    if override and not (override.reason.strip() and override.necessity.strip()):
        raise NotNow("empty")
    if override and not acting.may(Ability.OVERRIDE_SAFEGUARDING):
        raise NotNow("no_override")
    with desk.sessions.begin() as session:
        by = Ability.OVERRIDE_SAFEGUARDING if override else Ability.OPEN_ANY_CASE
        case = own_case(session, acting, id_, now, reason="override" if override else "", by=by)
        live = live_grants(session, case, now)
        is_verified = identity_in(case, since=proved_since).is_verified
        decision = decide(live, recipient, purpose, fields, is_verified=is_verified, way=way, override=override)
        subject, refused = subject_of(session, case), not isinstance(decision, Allowed)
        text = "" if isinstance(decision, Refusal) else compose(session, case, decision.fields)
        session.add(
            Disclosure(
                case_id=case.id,
                at=now,
                by=acting.id,
                outcome="refused" if refused else "override" if override else "sent",
                permission_seq=decision.grant if isinstance(decision, Allowed) else None,
                purpose=purpose[:40],
                recipient=recipient,
                fields=list(fields),
                content=text,
            )
        )
        if isinstance(decision, Refusal):
            audit.note(session, AuditAction.DISCLOSURE_REFUSED, acting.id, subject, now, _DETAIL.get(decision))
            return Disclosed(refusal=decision)
        if override:
            why = {"reasons": override.reason, "necessity": override.necessity, "recipient": recipient}
            note_override(session, desk, acting, case.id, {**why, "fields": list(fields)}, now)
        action = AuditAction.OVERRIDE if override else AuditAction.DISCLOSED
        audit.note(session, action, acting.id, subject, now, AuditDetail.SERIOUS_HARM if override else None)
        return Disclosed(text)
