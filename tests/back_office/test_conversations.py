"""The page of a live conversation, without scripts: who is second is told, what was being written is never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.casework.access import Role
from bot.intake.envelope import new_id
from bot.intake.keys import sealing_key
from bot.intake.relay.keys import for_office, key_of, seal
from bot.intake.relay.relay import Opening
from bot.intake.relay.written import said_by
from bot.library.compose import Library
from tests.back_office.office_making import Browser, shown
from tests.back_office.whole_office import WholeLab, press

TOKEN = key_of("a token of a parent")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[WholeLab]:
    made = WholeLab(tmp_path)
    yield made
    made.inbox.tray.close()
    made.inbox.box.close()


@pytest.fixture
def handle(lab: WholeLab) -> str:
    """Somebody was put through and has written."""
    key, id_ = sealing_key(lab.inbox.keys), new_id()
    said = [
        said_by("service", "handoff", "I have asked for an officer."),
        said_by("parent", "text", "my son Wren <b>was</b> sent home"),
    ]
    opening = Opening(
        id_,
        TOKEN.whose,
        TOKEN.key,
        key.id,
        for_office(TOKEN.key, key.key),
        seal({"permissions": []}, TOKEN.key, id_, 0),
        "web",
        1,
        said,
    )
    lab.relay.open(opening, lab.now)
    return id_


def claimed(lab: WholeLab, library: Library, handle: str, role: Role = Role.OFFICER) -> Browser:
    browser = lab.browser(library, role)
    browser.get("/queue")
    press(browser, f"/conversations/{handle}/claim")
    return browser


def said(lab: WholeLab, handle: str) -> int:
    return len(lab.relay.messages(handle))


def test_it_stands_in_the_queue_without_a_word_of_it(lab: WholeLab, library: Library, handle: str) -> None:
    page = shown(lab.browser(library).get("/queue").text)
    assert "Conversation" in page and "With nobody" in page and "Wren" not in page


def test_taken_it_is_read_as_typed_and_answered(lab: WholeLab, library: Library, handle: str) -> None:
    ann = claimed(lab, library, handle)
    assert "<b>was</b> sent home" in shown(ann.page) and "<b>was</b>" not in ann.page
    assert "Identity not verified" in shown(ann.page)
    press(ann, f"/conversations/{handle}/reply", text="Hello, I am Ada.")
    assert "Hello, I am Ada." in shown(ann.page)


def test_nobody_else_finds_it_and_the_second_is_told_who_has_it(lab: WholeLab, library: Library, handle: str) -> None:
    bo = lab.browser(library)
    bo.get("/queue")
    claimed(lab, library, handle)
    queue = bo.page
    second = press(bo, f"/conversations/{handle}/claim")
    assert "has taken this already" in shown(second.page)
    assert bo.get(f"/conversations/{handle}").status_code == 404
    assert bo.get(f"/conversations/{handle}/part").status_code == 410
    assert "Wren" not in bo.page and "Wren" not in queue


def test_what_was_being_written_outlives_a_take_over(lab: WholeLab, library: Library, handle: str) -> None:
    ann, bo = claimed(lab, library, handle), lab.browser(library)
    bo.get("/queue")
    press(bo, f"/conversations/{handle}/take-over")
    before = said(lab, handle)
    lost = press(ann, f"/conversations/{handle}/reply", text="half of a long answer")
    assert "half of a long answer" in shown(lost.page) and said(lab, handle) == before


@pytest.mark.parametrize("way", ["close", "hand-back", "release"])
def test_nothing_unsent_is_thrown_away_by_stopping(lab: WholeLab, library: Library, handle: str, way: str) -> None:
    ann = claimed(lab, library, handle)
    press(ann, f"/conversations/{handle}/{way}", text="half")
    assert "have not sent what you were writing" in shown(ann.page) and ">\nhalf</textarea>" in ann.page
    press(ann, f"/conversations/{handle}/{way}", text="")
    assert ann.get(f"/conversations/{handle}").status_code == 404


def test_the_constant_answer_keeps_what_was_being_written(lab: WholeLab, library: Library, handle: str) -> None:
    ann = claimed(lab, library, handle)
    press(ann, f"/conversations/{handle}/refuse", text="I was writing")
    constant = library.say("non_disclosure/constant", "web").text.split(".")[0]
    assert constant in shown(ann.page) and ">\nI was writing</textarea>" in ann.page


@pytest.mark.parametrize("role", [Role.CONTENT_EDITOR, Role.ADMIN, Role.AUDITOR])
def test_whose_role_sees_no_queue_sees_none(lab: WholeLab, library: Library, handle: str, role: Role) -> None:
    browser = lab.browser(library, role)
    for path in ("", "/part", "/events"):
        assert browser.get(f"/conversations/{handle}{path}").status_code == 404


def test_another_sites_form_writes_nothing(lab: WholeLab, library: Library, handle: str) -> None:
    ann = claimed(lab, library, handle)
    before = said(lab, handle)
    answer = ann.http.post(f"/conversations/{handle}/reply", data={"text": "forged", "epoch": "2", "csrf": "guess"})
    assert answer.status_code == 403 and said(lab, handle) == before


def test_a_change_is_told_to_whoever_listens(lab: WholeLab, library: Library, handle: str) -> None:
    watch = lab.office(library).watch
    assert watch is not None

    async def heard() -> bool:
        looking = asyncio.create_task(watch.run())
        await asyncio.sleep(0.3)
        with watch.listening(handle) as changed:
            lab.relay.say(handle, [said_by("parent", "text", "hello")], TOKEN.key, lab.now)
            async with asyncio.timeout(2):
                await changed.wait()
        looking.cancel()
        return True

    assert asyncio.run(heard())


def test_marked_as_not_safe_and_back_without_losing_what_was_written(
    lab: WholeLab, library: Library, handle: str
) -> None:
    browser = claimed(lab, library, handle)
    browser.get(f"/conversations/{handle}")
    page = press(browser, f"/conversations/{handle}/mark", unsafe="yes", text="Half a sentence").page
    assert "Marked: not safe" in page and "Half a sentence" in page
    assert "Marked: not safe" not in press(browser, f"/conversations/{handle}/mark", unsafe="no").page
    theirs = lab.browser(library, Role.OFFICER)
    assert theirs.post(f"/conversations/{handle}/mark", unsafe="yes").status_code in (403, 404)
