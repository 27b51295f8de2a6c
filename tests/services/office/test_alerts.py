"""A safeguarding alert in the office: taken in under its own key, taken, decided by the lead, escalated, erased, tried."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.casework.access import Role
from bot.casework.alerts import NOTIFICATION, Decision, Stage, Told, acknowledge_by
from bot.casework.office.queue import Waiting
from bot.intake import keys
from bot.intake.envelope import ALERT, new_id, seal
from bot.records import alerts as kept
from bot.records.case_keys import case_vault
from bot.records.sealing import VaultClosed
from bot.records.texts import texts_about
from bot.services.office.alerts.alert import (
    PERMITTED,
    acknowledge,
    decide_alert,
    give_back,
    log_of_alerts,
    show_alert,
)
from bot.services.office.alerts.look_after import (
    Drill,
    alerts_are_silent,
    erase_what_is_due,
    escalate,
    send_drill_if_due,
)
from bot.services.office.queue.list_queue import list_queue
from bot.services.office.sms.of_case import Texting
from bot.services.office.working import Acting, Desk, NotHere, NotNow
from tests.services.office.intake import NOON, Office

SAID = "dad hurts me at night canaryword"
CONTENT = {
    "messages": [{"text": SAID, "at": NOON.isoformat()}],
    "channel": "web",
    "contact": "",
    "replied": "If you are in danger now, call 999.",
    "level": 3,
    "name": "never kept canaryname",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    keys.make(made.keys / keys.ALERTS, NOON)
    yield made
    made.tray.close()
    made.box.close()


@pytest.fixture
def ann(office: Office) -> Acting:
    return office.officer("Ann")


@pytest.fixture
def lead(office: Office) -> Acting:
    return office.officer("Lea", Role.LEAD)


def test_danger_now_stands_before_what_came_earlier(office: Office) -> None:
    key = keys.sealing_key(office.keys / keys.ALERTS)
    for level, at in ((2, NOON), (3, NOON + timedelta(minutes=5))):
        office.box.put(seal(ALERT, {**CONTENT, "level": level}, key.key, key.id, new_id(), at))
    office.take()
    assert [line.level for line in list_queue(office.desk, NOON).lines] == [3, 2]


def arrive(office: Office, at: datetime = NOON) -> str:
    key = keys.sealing_key(office.keys / keys.ALERTS)
    office.box.put(seal(ALERT, CONTENT, key.key, key.id, new_id(), at))
    office.take()
    with office.sessions() as session:
        (alert,) = kept.undecided(session)
        return alert.id


def decide(office: Office, acting: Acting, id_: str, decision: Decision = Decision.NO_CONCERN, **more: object) -> str:
    given = {"reasons": "a game they play", "told": Told.NOT_REACHED, **more}
    return decide_alert(office.desk, acting, id_, decision, NOON, **given)  # type: ignore[arg-type]


def test_it_stands_first_in_the_queue_and_sounds_until_somebody_takes_it(office: Office, ann: Acting) -> None:
    office.refer(deadline="23 November 2026")
    id_ = arrive(office)
    first, *others = list_queue(office.desk, NOON).lines
    assert first.kind is Waiting.SAFEGUARDING and first.sounds and others
    assert first.due == NOON + timedelta(minutes=office.desk.service.safeguarding.acknowledge_minutes)
    version = list_queue(office.desk, NOON).version
    acknowledge(office.desk, ann, id_, NOON)
    now = list_queue(office.desk, NOON)
    assert not now.lines[0].sounds and now.lines[0].owner == "Ann" and now.version != version
    give_back(office.desk, ann, id_, NOON)
    assert list_queue(office.desk, NOON).lines[0].sounds


def test_only_the_permitted_fields_are_kept_and_none_of_them_open(office: Office, ann: Acting) -> None:
    id_ = arrive(office)
    acknowledge(office.desk, ann, id_, NOON)
    assert set(show_alert(office.desk, ann, id_, NOON).content) == set(PERMITTED)
    with sqlite3.connect(office.folder / "records.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = b"".join(path.read_bytes() for path in office.folder.glob("*.db*"))
    assert b"canaryword" not in held and b"canaryname" not in held
    assert office.tray.envelopes() == []


def test_the_ordinary_key_does_not_open_an_alert(office: Office) -> None:
    shutil.move(office.keys / keys.ALERTS / keys.PRIVATE, office.folder / "elsewhere")
    with pytest.raises(ValueError):
        arrive(office)
    assert [line.kind for line in list_queue(office.desk, NOON).lines] == [Waiting.UNREADABLE]


def test_only_the_one_who_has_it_the_lead_and_the_manager_see_it(office: Office, ann: Acting, lead: Acting) -> None:
    id_ = arrive(office)
    with pytest.raises(NotHere):
        show_alert(office.desk, ann, id_, NOON)
    acknowledge(office.desk, ann, id_, NOON)
    assert show_alert(office.desk, ann, id_, NOON).content["messages"][0]["text"] == SAID
    assert show_alert(office.desk, lead, id_, NOON)
    bo = office.officer("Bo")
    with pytest.raises(NotNow, match="taken"):
        acknowledge(office.desk, bo, id_, NOON)
    with pytest.raises(NotHere):
        show_alert(office.desk, bo, id_, NOON)
    with pytest.raises(NotHere):
        log_of_alerts(office.desk, ann)


def test_the_lead_decides_and_an_officer_cannot(office: Office, ann: Acting, lead: Acting) -> None:
    id_ = arrive(office)
    acknowledge(office.desk, ann, id_, NOON)
    with pytest.raises(NotNow, match="no_override"):
        decide(office, ann, id_)
    with pytest.raises(NotNow, match="empty"):
        decide(office, lead, id_, reasons=" ")
    with pytest.raises(NotNow, match="empty"):
        decide(office, lead, id_, told=None)
    decide(office, lead, id_, Decision.NOT_REFERRED)
    (line,) = log_of_alerts(office.desk, lead)
    assert (line.decision, line.decided_by, line.told) == ("not_referred", "Lea", "not_reached")
    with pytest.raises(NotHere):
        decide(office, lead, id_)


@pytest.mark.parametrize("missing", ["recipient", "necessity", "fields"])
def test_social_care_is_told_the_named_fields_and_nothing_without_reason(
    office: Office, lead: Acting, missing: str
) -> None:
    id_ = arrive(office)
    given = {"recipient": "Duty team, children's social care", "necessity": "a child is hurt", "fields": ("messages",)}
    with pytest.raises(NotNow, match="empty"):
        decide(office, lead, id_, Decision.REFERRED, **{**given, missing: () if missing == "fields" else " "})
    told = decide(office, lead, id_, Decision.REFERRED, **given)
    assert SAID in told and "999" not in told


def test_what_nobody_takes_goes_to_the_lead_then_the_manager_once_each(office: Office) -> None:
    arrive(office)
    rules = office.desk.service.safeguarding
    due = NOON + timedelta(minutes=rules.acknowledge_minutes)
    assert escalate(office.desk, due - timedelta(seconds=1)) == []
    assert escalate(office.desk, due) == [Stage.LEAD] and escalate(office.desk, due) == []
    assert escalate(office.desk, due + timedelta(minutes=rules.escalate_minutes)) == [Stage.MANAGER]
    assert list_queue(office.desk, due).lines[0].stage is Stage.MANAGER


def test_whom_it_comes_to_gets_one_neutral_text(office: Office) -> None:
    arrive(office)
    service = office.desk.service
    rules = replace(service.safeguarding, lead_mobile="07700 900321", manager_mobile="none")
    desk, texting = Desk(office.sessions, replace(service, safeguarding=rules)), Texting(fiction=True)
    due = NOON + timedelta(minutes=rules.acknowledge_minutes)
    for now in (due, due, due + timedelta(minutes=rules.escalate_minutes)):
        escalate(desk, now, texting)
    with office.sessions() as session:
        (text,) = texts_about(session, "alert")
        assert text.message == {"to": "+447700900321", "text": NOTIFICATION} and text.is_reply


def test_out_of_hours_the_clock_begins_at_opening_unless_somebody_is_on_call(office: Office) -> None:
    night = datetime(2026, 11, 23, 22, tzinfo=UTC)
    service = office.desk.service
    assert acknowledge_by(night, service.hours, service.safeguarding) == datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
    on_call = type(service.safeguarding)(**{**vars(service.safeguarding), "on_call": True})
    assert acknowledge_by(night, service.hours, on_call) == night + timedelta(minutes=15)


def test_what_was_nothing_is_erased_after_the_set_days_and_the_rest_stays(office: Office, lead: Acting) -> None:
    id_ = arrive(office)
    decide(office, lead, id_)
    other = arrive(office)
    decide(office, lead, other, Decision.NOT_REFERRED)
    days = timedelta(days=office.desk.service.safeguarding.erase_dismissed_days)
    assert erase_what_is_due(office.desk, NOON + days - timedelta(days=1)) == 0
    assert erase_what_is_due(office.desk, NOON + days) == 1
    with pytest.raises(NotHere):
        show_alert(office.desk, lead, id_, NOON)
    with office.sessions() as session, pytest.raises(VaultClosed):
        case_vault(session, id_)
    assert show_alert(office.desk, lead, other, NOON)


def test_a_trial_comes_each_week_and_its_absence_is_an_alarm(office: Office, ann: Acting) -> None:
    drill = Drill()
    assert send_drill_if_due(office.desk, office.box.put, office.keys, NOON, drill)
    assert not send_drill_if_due(office.desk, office.box.put, office.keys, NOON + timedelta(minutes=1), drill)
    office.take()
    (line,) = list_queue(office.desk, NOON).lines
    assert line.is_drill and line.sounds
    acknowledge(office.desk, ann, line.id, NOON)
    decide_alert(office.desk, ann, line.id, Decision.DRILL, NOON, reasons="", told=None)
    assert list_queue(office.desk, NOON).lines == ()
    assert not send_drill_if_due(office.desk, office.box.put, office.keys, NOON + timedelta(days=6), Drill())
    assert send_drill_if_due(office.desk, office.box.put, office.keys, NOON + timedelta(days=7), Drill())
    assert not alerts_are_silent(office.desk, NOON + timedelta(days=8))
    assert alerts_are_silent(office.desk, NOON + timedelta(days=12))
