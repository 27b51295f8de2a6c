"""Words of a file go into a live conversation only once it is proved, in that conversation, who writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.intake.envelope import new_id
from bot.intake.keys import sealing_key
from bot.intake.relay.keys import for_office, key_of, seal
from bot.intake.relay.relay import Opening
from bot.intake.relay.written import said_by
from bot.library.compose import Library
from bot.records.cases import Disclosure
from tests.back_office.office_making import Browser, shown
from tests.back_office.test_working import arrive, claim
from tests.back_office.test_writing import words_in_box
from tests.back_office.whole_office import WholeLab, press

TOKEN = key_of("a token of a parent")
REFERENCE = "Oak kettle RIVER"
HELP = "Can we appeal?"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WholeLab]:
    made = WholeLab(tmp_path)
    yield made
    made.inbox.tray.close()
    made.inbox.box.close()


def put_through(lab: WholeLab, channel: str = "web") -> str:
    key, id_ = sealing_key(lab.inbox.keys), new_id()
    said = [said_by("service", "handoff", "I have asked for an officer."), said_by("parent", "text", "it is me")]
    evidence = seal({"permissions": []}, TOKEN.key, id_, 0)
    office_key = for_office(TOKEN.key, key.key)
    lab.relay.open(Opening(id_, TOKEN.whose, TOKEN.key, key.id, office_key, evidence, channel, 1, said), lab.now)
    return id_


def working(lab: WholeLab, library: Library, channel: str = "web") -> tuple[Browser, str, str]:
    """Ann with a file of hers and a live conversation, and where both are."""
    case, ann = arrive(lab), lab.browser(library)
    claim(lab, ann)
    handle = put_through(lab, channel)
    ann.get("/queue")
    press(ann, f"/conversations/{handle}/claim")
    return ann, case.split("/")[2], f"/conversations/{handle}"


def help_with(browser: Browser, here: str, **fields: str) -> str:
    csrf = browser.page.split('name="csrf" value="')[1].split('"')[0]
    browser.page = browser.http.post(f"{here}/help", data={"csrf": csrf, "epoch": "2", **fields}).text
    return shown(browser.page)


def outcomes(lab: WholeLab) -> list[str]:
    with lab.inbox.sessions() as session:
        return [one.outcome for one in session.scalars(select(Disclosure).order_by(Disclosure.at))]


def test_nothing_of_the_file_goes_in_before_the_person_is_proved(lab: WholeLab, library: Library) -> None:
    ann, case, here = working(lab, library)
    before = len(lab.relay.messages(here.split("/")[2]))
    page = help_with(ann, here, text="Hello.", act="file", reference=REFERENCE)
    assert "Nothing of it can be put in yet" in page and "Identity not verified" in page and HELP not in page
    assert 'name="fields"' not in ann.page, "it is not even offered"
    refused = help_with(ann, here, text="Hello.", act="put-in", file=case, fields="help")
    assert "First make sure that it is the parent" in refused and HELP not in refused
    assert words_in_box(ann).strip() == "Hello." and outcomes(lab) == ["refused"]
    assert "That is not the safe word" in help_with(ann, here, text="Hello.", act="prove", file=case, said="kettle")

    proved = help_with(ann, here, text="Hello.", act="prove", file=case, said=" TeaPot")
    assert (
        "Identity verified" in proved
        and "for the file oak-kettle-river alone" in proved
        and 'name="fields" value="help"' in ann.page
    )
    help_with(ann, here, text="Hello.", act="put-in", file=case, fields="help")
    assert words_in_box(ann).strip() == f"Hello.\n\n- What you want help with: “{HELP}”"
    assert outcomes(lab) == ["refused", "sent"]
    assert len(lab.relay.messages(here.split("/")[2])) == before, "the parent reads nothing of it until it is sent"


def test_a_proof_from_before_the_conversation_does_not_count(lab: WholeLab, library: Library) -> None:
    case, ann = arrive(lab), lab.browser(library)
    claim(lab, ann)
    id_ = case.split("/")[2]
    press(ann, f"{case}/identity", said="teapot")
    assert "Identity verified" in shown(ann.get(case).text)
    lab.pass_time(minutes=1)
    handle = put_through(lab)
    here = f"/conversations/{handle}"
    ann.get("/queue")
    press(ann, f"{here}/claim")
    assert "Identity not verified" in help_with(ann, here, reference=REFERENCE)
    refused = help_with(ann, here, act="put-in", file=id_, fields="help")
    assert "First make sure that it is the parent" in refused and HELP not in refused
    called = help_with(ann, here, act="called", file=id_)
    assert "Identity verified" in called and "for the file oak-kettle-river alone" in called
    assert HELP in help_with(ann, here, act="put-in", file=id_, fields="help")


def test_a_file_of_somebody_else_is_as_one_that_is_not_there(lab: WholeLab, library: Library) -> None:
    case, bo = arrive(lab), lab.browser(library)
    claim(lab, bo)
    handle, ann = put_through(lab), lab.browser(library)
    here = f"/conversations/{handle}"
    ann.get("/queue")
    press(ann, f"{here}/claim")
    ids = [case.split("/")[2], "0" * 32]
    told = [help_with(ann, here, reference=one) for one in (REFERENCE, "fern otter lamp")]
    told += [help_with(ann, here, act=act, file=one, said="teapot") for act in ("prove", "put-in") for one in ids]
    for page in told:
        assert "You have no open file with that reference." in page and "Identity not verified" in page
        assert "oak-kettle-river" not in page and HELP not in page
    assert "Identity not verified" in shown(bo.get(case).text), "and nothing was proved by it"
    assert outcomes(lab) == []


def test_who_does_not_have_the_conversation_any_more_puts_nothing_in(lab: WholeLab, library: Library) -> None:
    ann, case, here = working(lab, library)
    help_with(ann, here, file=case, said="teapot")
    stays = ann.page
    bo = lab.browser(library)
    bo.get("/queue")
    press(bo, f"{here}/take-over")
    ann.page = stays
    lost = help_with(ann, here, text="Half a thought", act="put-in", file=case, fields="help")
    assert "has this conversation now" in lost and "Half a thought" in lost and HELP not in lost
    assert outcomes(lab) == []


def test_nothing_of_a_file_goes_into_a_text_message(lab: WholeLab, library: Library) -> None:
    ann, case, here = working(lab, library, "sms")
    assert "Put in something of their file" not in shown(ann.page)
    help_with(ann, here, file=case, said="teapot")
    assert HELP not in help_with(ann, here, act="put-in", file=case, fields="help") and outcomes(lab) == []
