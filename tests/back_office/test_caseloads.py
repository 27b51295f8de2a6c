"""A lead gives cases of one officer to another by pages alone; who had them is told, who never had them learns nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.casework.access import Role
from bot.library.compose import Library
from tests.back_office.office_making import Browser, shown
from tests.back_office.test_working import arrive, claim
from tests.back_office.whole_office import WholeLab, press


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WholeLab]:
    made = WholeLab(tmp_path)
    yield made
    made.inbox.tray.close()
    made.inbox.box.close()


def caseload(lead: Browser) -> tuple[str, str, str]:
    """The page of the only officer with cases: its address, the case to pick, and the first officer to give it to."""
    (address,) = re.findall(r'href="(/caseloads/[0-9a-f-]{36})"', lead.get("/caseloads").text)
    page = lead.get(address).text
    (seen,) = re.findall(r'name="case" value="([0-9a-f]{32}:\d+)"', page)
    return address, seen, re.findall(r'<option value="([0-9a-f-]{36})"', page)[0]


def test_a_lead_picks_cases_and_a_reason_and_they_move(lab: WholeLab, library: Library) -> None:
    case, ann, bo, lead = arrive(lab), lab.browser(library), lab.browser(library), lab.browser(library, Role.LEAD)
    claim(lab, ann)
    ann.get(case)
    address, seen, to = caseload(lead)
    assert "oak-kettle-river, opened today" in shown(lead.page) and "Marian" not in lead.page
    for missing in ({"to": to, "reason": "Somebody is away"}, {"case": seen, "to": to}, {"case": seen, "to": "Bo"}):
        lead.get(address)
        assert "Pick the cases, who is to have them, and why" in shown(press(lead, address, **missing).page)
    assert f'value="{seen}" checked' in lead.page, "what was picked stays picked"
    told = shown(press(lead, address, case=seen, to=to, reason="Somebody is away").page)
    assert "1 case was moved." in told and "has no open cases" in told
    assert "Marian Ashgrove" in bo.get(case).text or "Marian Ashgrove" in lead.get(case).text
    assert ann.get(case).status_code == 409
    lead.get("/caseloads")
    again, seen, _ = caseload(lead)
    other = re.findall(r'<option value="([0-9a-f-]{36})"', lead.page)
    stale = seen.split(":")[0] + ":0"
    told = shown(press(lead, again, case=stale, to=other[0], reason="Somebody is leaving").page)
    assert "0 cases were moved. 1 case changed while you looked at this page, and was not moved." in told
    told = shown(press(lead, again, everything="yes", to=other[0], reason="Somebody is leaving").page)
    assert "1 case was moved." in told


def test_who_never_had_a_case_is_answered_as_for_one_that_is_not_there(lab: WholeLab, library: Library) -> None:
    case, ann, cy, lead = arrive(lab), lab.browser(library), lab.browser(library), lab.browser(library, Role.LEAD)
    claim(lab, ann)
    ann.get(case)
    address, seen, to = caseload(lead)
    press(lead, address, case=seen, to=to, reason="Somebody has too many cases")
    nowhere = f"/cases/{'0' * 32}"
    strangers = [one for one in (cy, lead) if one.get(case).status_code != 200]
    assert strangers, "at most one of them has it"
    for one in strangers:
        answers = [one.get(path) for path in (case, nowhere)]
        assert {answer.status_code for answer in answers} == {404}
        bodies = [re.sub(r"\w{20,}", "", answer.text.replace(case, "").replace(nowhere, "")) for answer in answers]
        assert bodies[0] == bodies[1] and dict(answers[0].headers) == dict(answers[1].headers)
    # The control: the same comparison tells who had it from who did not.
    had = ann.get(case)
    assert had.status_code == 409 and had.text != answers[0].text


def test_caseloads_of_nobody_are_not_there(lab: WholeLab, library: Library) -> None:
    lead = lab.browser(library, Role.LEAD)
    for officer in ("0" * 32, "no-officer", "0"):
        assert lead.get(f"/caseloads/{officer}").status_code == 404
