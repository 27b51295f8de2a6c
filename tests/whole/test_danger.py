"""A worrying message on the running service, on the web and by text: from the middle of a form to the lead's decision.

Only what C-95 permits is kept: the message, when and how it came, a number if one came with it, what was answered. What was
said before it, and after it, stands nowhere.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from bot.casework.access import Role
from bot.operations.accounts import accounts_of
from bot.records.alerts import Alert
from bot.settings import read_settings
from tests.back_office.office_making import shown
from tests.back_office.whole_office import press
from tests.running import Parent
from tests.sms.twilio_signing import SMS_ENVIRONMENT, inbound_fields, signed
from tests.whole.canaries import keepers
from tests.whole.living import OfficerPage, Whole, patiently

pytestmark = pytest.mark.service
WORRYING = "My stepdad punches my little brother {name} every night and he has bruises all over"
PERMITTED = {"messages", "channel", "contact", "replied"}
BEFORE, KEPT, AFTER, TEXTED = "Ottoline Quarrendon", "Thrupplewick", "Peregrine Oddershaw", "Wennifrith"
NUMBER = "+447700900373"
COMES_WITHIN = 60.0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    started = Whole(tmp_path_factory.mktemp("danger"), dict(SMS_ENVIRONMENT)).start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def lead(whole: Whole) -> OfficerPage:
    return whole.officer("lea", "Lea Marchbanks", Role.LEAD)


def texts(whole: Whole, text: str, number: str = NUMBER) -> str:
    """What comes back by text."""
    url = f"{whole.url}/sms/inbound"
    body, headers = signed(url, inbound_fields(text, number))
    answer = httpx.post(url, content=body, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return unescape(re.sub(r"<[^>]+>", "", answer.text))


def taken_by(lead: OfficerPage) -> str:
    """The lead takes the alert that came; its address."""
    found: list[str] = []

    def came() -> bool:
        lead.get("/queue")
        found[:] = re.findall(r'formaction="(/alerts/[0-9a-f]+)/claim"', lead.page)
        return bool(found)

    began = time.monotonic()
    patiently(came)
    assert time.monotonic() - began < COMES_WITHIN, "C-96: within a minute"
    (address,) = found
    assert "data-sounds" in lead.page
    lead.page = lead.page.replace("<form method", f'<form action="{address}/claim" method', 1)
    csrf = lead.page.split('name="csrf" value="')[1].split('"')[0]
    assert lead.http.post(f"{address}/claim", data={"csrf": csrf}).status_code == 303
    return address


def contents(whole: Whole) -> list[dict]:
    """What is sealed in the alerts of this office, newest last; no trials."""
    with accounts_of(read_settings(whole.settings)).sessions() as session:
        alerts = session.query(Alert).order_by(Alert.at).all()
        return [dict(one.content) for one in alerts if not one.is_drill]


def test_on_the_web_from_the_middle_of_a_form_to_the_lead_s_decision(whole: Whole, lead: OfficerPage) -> None:
    parent = Parent(whole.url)
    parent.say(f"I am {BEFORE}. When is the annual review?")
    asked = parent.say("I would like to refer myself")
    answered = parent.say(WORRYING.format(name=KEPT))
    assert "999" in answered[0]["text"] and "passed it on" in answered[1]["text"]
    assert answered[-1]["choices"] == asked[-1]["choices"], "the form goes on where it was"
    parent.say(f"it is about {AFTER}")

    address = taken_by(lead)
    page = shown(lead.get(address).text)
    assert WORRYING.format(name=KEPT) in page and "They gave nothing." in page
    assert BEFORE not in page and AFTER not in page
    decided = {"decision": "referred", "reasons": "A child is hurt.", "told": "not_reached", "fields": "messages"}
    lead.get(address)
    told = press(lead, f"{address}/decide", **decided, recipient="Duty team", necessity="To keep him safe").page
    assert "You may tell Duty team this" in shown(told)
    assert "Told to children" in shown(lead.get("/alerts").text)
    parent.http.delete("/api/conversations/current", headers=parent.bearer)


def test_by_text_with_the_engine_stopped(whole: Whole, lead: OfficerPage) -> None:
    texts(whole, f"hello {BEFORE} here, how long does an assessment take")
    os.kill(whole.newest("engine"), signal.SIGKILL)
    answer = texts(whole, WORRYING.format(name=TEXTED))
    assert answer.startswith("Thanks for your text.") and "999" in answer
    assert "passed it on" not in answer, "somebody may look at this telephone"
    texts(whole, f"sorry, {AFTER}")

    address = taken_by(lead)
    page = shown(lead.get(address).text)
    assert WORRYING.format(name=TEXTED) in page and NUMBER in page.replace(" ", "")
    assert BEFORE not in page and AFTER not in page
    lead.get(address)
    press(lead, f"{address}/decide", decision="no_concern", reasons="A scene of a play.", told="yes")
    assert "No concern" in shown(lead.get("/alerts").text)


def test_only_what_is_permitted_is_kept(whole: Whole) -> None:
    """After the two above: sealed, these fields; in clear, nothing anywhere."""
    web, text = contents(whole)
    assert set(web) == set(text) == PERMITTED
    assert [one["text"] for one in web["messages"]] == [WORRYING.format(name=KEPT)]
    assert [one["text"] for one in text["messages"]] == [WORRYING.format(name=TEXTED)]
    assert (web["contact"], text["contact"]) == ("", NUMBER)
    assert not any(name in str([web, text]) for name in (BEFORE, AFTER))
    assert keepers([whole.folder], [BEFORE, KEPT, AFTER, TEXTED, NUMBER]) == []
    # The control: written down once, it is found.
    (whole.folder / "careless.log").write_text(WORRYING.format(name=KEPT))
    assert keepers([whole.folder], [KEPT])
