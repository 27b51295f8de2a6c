"""An alert, from the envelope to the lead's decision (C-90, C-95, C-96, C-98). Every look and every change is noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from bot.casework.access import Ability
from bot.casework.alerts import Decision, Stage, Told, acknowledge_by, decide_by, erase_on
from bot.records import audit
from bot.records.accounts import Officer, officers
from bot.records.alerts import Alert, alert_of, decided, latest_alert_version, undecided
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.case_keys import case_vault, make_case_key
from bot.records.vault import Opaque
from bot.services.office.working import Acting, Desk, NotHere, NotNow

_DETAIL = {
    Decision.REFERRED: AuditDetail.REFERRED,
    Decision.NOT_REFERRED: AuditDetail.NOT_REFERRED,
    Decision.NO_CONCERN: AuditDetail.NO_CONCERN,
    Decision.DRILL: AuditDetail.DRILL,
}
# What may be kept of a message without permission (C-95); anything else in an envelope is left behind.
PERMITTED = ("messages", "channel", "contact", "replied")


@dataclass(frozen=True)
class AlertLine:
    """An alert as the queue and the log show it: nothing that was said."""

    id: str
    at: datetime
    level: int
    channel: str
    is_drill: bool
    stage: Stage
    due: datetime
    owner_id: UUID | None
    owner: str
    version: int
    decision: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    told: str = ""


@dataclass(frozen=True)
class AlertView:
    """An alert opened: what was kept, and the reasons for what was decided."""

    line: AlertLine
    content: dict[str, Any]
    reasons: dict[str, Any]


def keep_alert(session: Session, envelope: str, content: Mapping[str, Any], at: datetime, now: datetime) -> str:
    """Keeps what an envelope holds, under a key of its own; its id."""
    alert = Alert(
        envelope=envelope,
        at=at,
        level=int(content["level"]),
        channel=str(content["channel"])[:10],
        is_drill=bool(content.get("drill", False)),
        stage=Stage.DUTY.value,
        version=latest_alert_version(session) + 1,
        content={name: content[name] for name in PERMITTED if name in content},
        reasons={},
    )
    vault = make_case_key(session, alert.id, now)
    session.add(alert)
    session.flush()
    audit.note(session, AuditAction.ALERT_CAME, audit.SYSTEM, vault.opaque_id(alert.id), now)
    return alert.id


def waiting_alerts(session: Session, desk: Desk) -> list[AlertLine]:
    """All that wait for a decision."""
    return [_line(session, desk, one) for one in undecided(session)]


def log_of_alerts(desk: Desk, acting: Acting) -> list[AlertLine]:
    """The whole log of decided alerts. Raises NotHere for who may not see it (C-79)."""
    if not acting.may(Ability.SEE_SAFEGUARDING):
        raise NotHere
    with desk.sessions() as session:
        return [_line(session, desk, one) for one in decided(session)]


def acknowledge(desk: Desk, acting: Acting, id_: str, now: datetime, *, take_over: bool = False) -> None:
    """The officer has it. Raises NotHere; NotNow("taken", who) if another has it, unless it is taken over openly."""
    with desk.sessions.begin() as session:
        alert = _waiting(session, id_)
        if alert.owner not in (None, acting.id) and not take_over:
            officer = session.get(Officer, alert.owner)
            raise NotNow("taken", officer.display_name if officer else "")
        alert.owner, alert.acknowledged_at = acting.id, alert.acknowledged_at or now
        alert.version = latest_alert_version(session) + 1
        audit.note(session, AuditAction.ALERT_ACKNOWLEDGED, acting.id, _subject(session, alert), now)


def give_back(desk: Desk, acting: Acting, id_: str, now: datetime) -> None:
    """Nobody has it any more, and the clock runs again. Raises NotHere for what this officer has not."""
    with desk.sessions.begin() as session:
        alert = _waiting(session, id_)
        if alert.owner != acting.id:
            raise NotHere
        alert.owner, alert.acknowledged_at = None, None
        alert.version = latest_alert_version(session) + 1
        audit.note(session, AuditAction.CASE_RELEASED, acting.id, _subject(session, alert), now)


def show_alert(desk: Desk, acting: Acting, id_: str, now: datetime) -> AlertView:
    """The alert, for the officer who has it and for the lead and the manager. Raises NotHere for anybody else."""
    with desk.sessions.begin() as session:
        alert = _seen_by(session, acting, id_)
        audit.note(session, AuditAction.ALERT_VIEWED, acting.id, _subject(session, alert), now)
        return AlertView(_line(session, desk, alert), alert.content, alert.reasons)


def decide_alert(
    desk: Desk,
    acting: Acting,
    id_: str,
    decision: Decision,
    now: datetime,
    *,
    reasons: str,
    told: Told | None,
    recipient: str = "",
    necessity: str = "",
    fields: tuple[str, ...] = (),
) -> str:
    """Records what the lead decided, and returns what may be told to the `recipient`: the named `fields`, nothing else.

    Telling children's social care or the police is the one disclosure without a grant (C-90): it needs the lead or the
    manager, reasons, why it is necessary, to whom and which fields. Raises NotHere; NotNow("no_override"), ("empty").
    """
    with desk.sessions.begin() as session:
        alert = _seen_by(session, acting, id_)
        if alert.decided_at:
            raise NotHere
        if alert.is_drill:
            decision, told, reasons = Decision.DRILL, Told.NOT_REACHED, "drill"
        elif not acting.may(Ability.OVERRIDE_SAFEGUARDING):
            raise NotNow("no_override")
        elif decision is Decision.DRILL:
            raise NotNow("empty")
        referred = decision is Decision.REFERRED
        if (
            not reasons.strip()
            or told is None
            or (referred and not (recipient.strip() and necessity.strip() and fields))
        ):
            raise NotNow("empty")
        alert.owner, alert.acknowledged_at = alert.owner or acting.id, alert.acknowledged_at or now
        alert.decided_at, alert.decided_by = now, acting.id
        alert.decision, alert.told = decision.value, told.value
        alert.erase_on = erase_on(decision, now, desk.service.safeguarding)
        alert.version = latest_alert_version(session) + 1
        alert.reasons = {"reasons": reasons, "recipient": recipient, "necessity": necessity, "fields": list(fields)}
        subject = _subject(session, alert)
        audit.note(session, AuditAction.ALERT_DECIDED, acting.id, subject, now, _DETAIL[decision])
        if not referred:
            return ""
        audit.note(session, AuditAction.OVERRIDE, acting.id, subject, now, AuditDetail.SERIOUS_HARM)
        return _text(alert.content, fields)


def note_override(
    session: Session, desk: Desk, acting: Acting, case: str, told: Mapping[str, Any], now: datetime
) -> None:
    """A file of its own for what was told out of a case without permission: it has its own years, and points to the case."""
    alert = Alert(
        envelope=None,
        at=now,
        level=2,
        channel="office",
        owner=acting.id,
        acknowledged_at=now,
        stage=Stage.DUTY.value,
        decided_at=now,
        decided_by=acting.id,
        decision=Decision.REFERRED.value,
        told=Told.NOT_REACHED.value,
        erase_on=erase_on(Decision.REFERRED, now, desk.service.safeguarding),
        version=latest_alert_version(session) + 1,
        content={},
        reasons={**told, "case": case},
    )
    make_case_key(session, alert.id, now)
    session.add(alert)
    session.flush()


def _waiting(session: Session, id_: str) -> Alert:
    alert = alert_of(session, id_)
    if alert is None or alert.decided_at:
        raise NotHere
    return alert


def _seen_by(session: Session, acting: Acting, id_: str) -> Alert:
    alert = alert_of(session, id_)
    if alert is None or not (alert.owner == acting.id or acting.may(Ability.SEE_SAFEGUARDING)):
        raise NotHere
    return alert


def _line(session: Session, desk: Desk, alert: Alert) -> AlertLine:
    names = {officer.id: officer.display_name for officer in officers(session)}
    hours, rules = desk.service.hours, desk.service.safeguarding
    due = decide_by(alert.at, hours, rules) if alert.acknowledged_at else acknowledge_by(alert.at, hours, rules)
    return AlertLine(
        alert.id,
        alert.at,
        alert.level,
        alert.channel,
        alert.is_drill,
        Stage(alert.stage),
        due,
        alert.owner,
        names.get(alert.owner, "") if alert.owner else "",
        alert.version,
        alert.decision or "",
        alert.decided_at,
        names.get(alert.decided_by, "") if alert.decided_by else "",
        alert.told or "",
    )


def _subject(session: Session, alert: Alert) -> Opaque:
    return case_vault(session, alert.id).opaque_id(alert.id)


def _text(content: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    parts = []
    for name in fields:
        if name == "messages":
            parts += [f"{one['at']}: {one['text']}" for one in content.get("messages", [])]
        elif name in PERMITTED and content.get(name):
            parts.append(f"{name}: {content[name]}")
    return "\n".join(parts)
