"""What the office does about alerts by itself: escalates, erases, sends a trial each week (C-96, C-98)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot.casework.alerts import LONDON, NOTIFICATION, Stage, is_drill_due, is_silent, stage
from bot.intake.envelope import ALERT, Envelope, new_id, seal
from bot.intake.keys import ALERTS, sealing_key
from bot.messaging.mobiles import e164
from bot.records import audit
from bot.records.alerts import last_drill, latest_alert_version, to_erase, undecided
from bot.records.audit_words import AuditAction, AuditDetail
from bot.records.case_keys import case_vault, erase_case_key
from bot.services.office.sms.enqueue import CannotText, enqueue
from bot.services.office.sms.of_case import Texting
from bot.services.office.working import Desk

AGAIN = timedelta(days=1)
NOBODY, ABOUT = "none", "alert"

log = logging.getLogger("evenhand.back_office")


def escalate(desk: Desk, now: datetime, texting: Texting | None = None) -> list[Stage]:
    """Raises what nobody took in time: to the lead, then to the manager. Returns to whom.

    With `texting` whoever it came to gets one neutral text, if the service gave a number for them.
    """
    raised = []
    with desk.sessions.begin() as session:
        for alert in undecided(session):
            wanted = stage(alert.at, now, desk.service.hours, desk.service.safeguarding)
            if alert.acknowledged_at or wanted.value <= alert.stage:
                continue
            alert.stage, alert.version = wanted.value, latest_alert_version(session) + 1
            subject = case_vault(session, alert.id).opaque_id(alert.id)
            detail = AuditDetail.TO_LEAD if wanted is Stage.LEAD else AuditDetail.TO_MANAGER
            audit.note(session, AuditAction.ALERT_ESCALATED, audit.SYSTEM, subject, now, detail)
            session.flush()
            raised.append(wanted)
        if texting:
            for whom in dict.fromkeys(raised):
                _tell(session, desk, whom, now, texting)
    return raised


def _tell(session: Session, desk: Desk, whom: Stage, now: datetime, texting: Texting) -> None:
    rules = desk.service.safeguarding
    mobile = rules.lead_mobile if whom is Stage.LEAD else rules.manager_mobile
    if mobile == NOBODY:
        return
    try:
        # It cannot wait for the morning, so it goes as an answer does: at any hour.
        enqueue(session, e164(mobile), NOTIFICATION, ABOUT, by=None, now=now, is_reply=True, fiction=texting.fiction)
    except (CannotText, ValueError):
        log.critical("nobody could be told of an alert: the mobile number in service.toml is none")


def erase_what_is_due(desk: Desk, now: datetime) -> int:
    """Erases what was dismissed so long ago, and what has been kept for its years: the key first. Returns how many."""
    with desk.sessions.begin() as session:
        due = to_erase(session, now.astimezone(LONDON).date())
        for alert in due:
            subject = case_vault(session, alert.id).opaque_id(alert.id)
            audit.note(session, AuditAction.ERASED, audit.SYSTEM, subject, now, AuditDetail.RETENTION)
            session.delete(alert)
            session.flush()
            erase_case_key(session, alert.id)
        return len(due)


@dataclass
class Drill:
    """When this process last sent a trial: one that was sent and has not come is not sent again and again."""

    sent_at: datetime | None = None


def send_drill_if_due(desk: Desk, put: Callable[[Envelope], None], keys: Path, now: datetime, drill: Drill) -> bool:
    """Sends a trial alert through the post box, as the front desk would: whether it comes shows whether alerts come."""
    with desk.sessions() as session:
        last = last_drill(session)
    if drill.sent_at and now - drill.sent_at < AGAIN:
        return False
    if not is_drill_due(last, now, desk.service.hours, desk.service.safeguarding):
        return False
    key = sealing_key(keys / ALERTS)
    content = {"messages": [], "channel": "office", "contact": "", "replied": "", "level": 3, "drill": True}
    put(seal(ALERT, content, key.key, key.id, new_id(), now))
    drill.sent_at = now
    return True


def alerts_are_silent(desk: Desk, now: datetime) -> bool:
    """Whether no trial has come for so long that alerts may be lost on the way."""
    with desk.sessions() as session:
        return is_silent(last_drill(session), now, desk.service.safeguarding)
