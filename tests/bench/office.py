"""The officers' pages with five thousand cases on SQLite: how long the queue and a case take."""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from bot.casework.office.ledger import Change
from bot.casework.office.queue import Waiting
from bot.intake.envelope import new_id
from bot.library.compose import Library
from bot.records.case_keys import make_case_key
from bot.records.cases import Case, Permission
from bot.records.queue import QueueItem
from bot.settings import PROJECT
from tests.back_office.whole_office import WholeLab, press
from tests.services.office.intake import NOON

CASES, WAITING, AT_ONCE, ASKED = 5_000, 200, 100, 40


@dataclass(frozen=True)
class Pages:
    """Milliseconds, the median of forty requests each; and the seconds a withdrawal takes to find its file among all."""

    queue: float
    case: float
    withdrawal: float


def pages() -> Pages:
    """One run in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        lab = WholeLab(Path(folder))
        fill(lab)
        browser = lab.browser(Library(PROJECT / "content"))
        queue = _median(lambda: browser.get("/queue").text)
        item = browser.page.split('formaction="/queue/')[1].split("/claim")[0]
        press(browser, f"/queue/{item}/claim")
        case = re.findall(r'href="(/cases/[0-9a-f]+)"', browser.get("/queue").text)[0]
        shown = _median(lambda: browser.get(case).text)
        lab.inbox.ask(find=f"07700 9{CASES - 1:05}")
        began = time.perf_counter()
        assert lab.inbox.take().suspended == 1
        return Pages(queue, shown, time.perf_counter() - began)


def fill(lab: WholeLab) -> None:
    """Cases with three permissions each; one in twenty-five waits in the queue."""
    for block in range(0, CASES, AT_ONCE):
        with lab.inbox.sessions.begin() as session:
            for number in range(block, block + AT_ONCE):
                answers = {"name": f"Marian {number}", "phone": f"07700 9{number:05}", "help": "Please help us. " * 30}
                case = Case(opened_at=NOON, reference=f"oak-ash-{number}", answers=answers, safety={}, conversation=[])
                make_case_key(session, case.id, NOON)
                session.add(case)
                session.flush()
                for seq, purpose in enumerate(("open_case", "may_call", "party_talk_to"), 1):
                    session.add(_permission(case.id, seq, purpose))
                if number % (CASES // WAITING) == 0:
                    session.add(_waiting(case.id, number))


def _permission(case: str, seq: int, purpose: str) -> Permission:
    return Permission(
        case_id=case,
        seq=seq,
        purpose=purpose,
        change=Change.GIVEN,
        at=NOON,
        how="web",
        wording="0" * 64,
        recipient="Mrs Bell, Hillside Primary" if purpose.startswith("party_") else "",
        evidence={"words": "May we do this for you? " * 20, "reply": "yes"},
    )


def _waiting(case: str, number: int) -> QueueItem:
    due = NOON + timedelta(hours=number % 90)
    place = {"kind": Waiting.REFERRAL, "since": NOON, "due": due, "channel": "web", "needs": False}
    return QueueItem(id=new_id(), case_id=case, version=number + 1, **place)


def _median(ask) -> float:
    times = []
    for _ in range(ASKED):
        began = time.perf_counter()
        assert ask()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)
