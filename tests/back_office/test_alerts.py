"""A safeguarding alert by pages alone: it comes, an officer takes it, the lead decides and tells social care, the log says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.casework.access import Role
from bot.intake import keys
from bot.intake.envelope import ALERT, new_id, seal
from bot.library.compose import Library
from tests.back_office.office_making import shown
from tests.back_office.whole_office import WholeLab, press
from tests.services.office.intake import NOON
from tests.services.office.test_alerts import CONTENT, SAID


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WholeLab]:
    made = WholeLab(tmp_path)
    folder = made.inbox.keys / keys.ALERTS
    keys.make(folder, NOON)
    key = keys.sealing_key(folder)
    made.inbox.box.put(seal(ALERT, CONTENT, key.key, key.id, new_id(), NOON))
    made.inbox.take()
    yield made
    made.inbox.tray.close()
    made.inbox.box.close()


def address(page: str) -> str:
    return page.split('formaction="/alerts/')[1].split("/")[0]


def test_from_the_queue_to_the_decision(lab: WholeLab, library: Library) -> None:
    ann, lea = lab.browser(library), lab.browser(library, Role.LEAD)
    queue = ann.get("/queue").text
    assert "Safeguarding" in shown(queue) and SAID not in queue and "data-sounds" in queue
    id_ = address(queue)
    assert ann.get(f"/alerts/{id_}").status_code == 404, "nobody has taken it"
    ann.page = queue.replace("<form method", f'<form action="/alerts/{id_}/claim" method')
    page = shown(press(ann, f"/alerts/{id_}/claim").page)
    assert SAID in page and "Danger now" in page and "The lead for safeguarding decides" in page
    assert "data-sounds" not in ann.get("/queue").text

    lea.get(f"/alerts/{id_}")
    decided = {"decision": "referred", "reasons": "A child is hurt.", "told": "not_safe"}
    refused = press(lea, f"/alerts/{id_}/decide", **decided)
    assert "Something is missing" in shown(refused.page)
    whole = {**decided, "recipient": "Duty team", "necessity": "To keep him safe", "fields": "messages"}
    told = shown(press(lea, f"/alerts/{id_}/decide", **whole).page)
    assert "You may tell Duty team this" in told and SAID in told
    assert "Nothing waits" in shown(ann.get("/queue").text)
    log = shown(lea.get("/alerts").text)
    assert "Told to children's social care or the police" in log.replace("&#39;", "'") and SAID not in log
    assert ann.get("/alerts").status_code == 404


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.CONTENT_EDITOR])
def test_no_other_role_sees_it(lab: WholeLab, library: Library, role: Role) -> None:
    id_ = address(lab.browser(library).get("/queue").text)
    assert lab.browser(library, role).get(f"/alerts/{id_}").status_code == 404
