"""A live conversation on the running service: processes killed in the middle of it, and what it leaves behind."""

from __future__ import annotations

import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.whole.canaries import keepers
from tests.whole.living import OfficerPage, PatientParent, Whole

pytestmark = pytest.mark.service
MESSAGES = 12
CANARIES = ["Ottoline Quarrendon", "Isambard Thrupplewick", "07700 900052", "QX7 4ZV"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    started = Whole(tmp_path_factory.mktemp("whole")).start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def ash(whole: Whole) -> OfficerPage:
    return whole.officer("ash", "Ash Penhaligon")


def talking(whole: Whole, ash: OfficerPage, *before: str) -> PatientParent:
    """A parent whom this officer has, and who lets them read what was said `before`."""
    parent = PatientParent(whole.url)
    for text in before:
        parent.write(text)
    parent.put_through("yes" if before else "no")
    ash.take()
    return parent


def test_each_process_killed_in_the_middle_nothing_is_lost_or_twice(whole: Whole, ash: OfficerPage) -> None:
    parent = talking(whole, ash)
    browser = httpx.Client(base_url=whole.url, cookies={"evenhand": parent.token}, headers={"Origin": whole.url})
    page = browser.get("/chat").text
    (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', page))
    started = {name: whole.newest(name) for name in ("front desk", "back office")}

    def parent_writes() -> None:
        for number in range(MESSAGES):
            parent.write(f"from the parent {number}")
            time.sleep(0.15)

    def officer_writes() -> None:
        for number in range(MESSAGES):
            ash.write(f"from the officer {number}")
            time.sleep(0.15)

    talks = [threading.Thread(target=parent_writes), threading.Thread(target=officer_writes)]
    for talk in talks:
        talk.start()
    time.sleep(0.5)
    whole.kill("front desk")
    time.sleep(0.5)
    whole.kill("back office")
    for talk in talks:
        talk.join(120)
    assert {name: whole.newest(name) != pid for name, pid in started.items()} == dict.fromkeys(started, True)

    expected = [f"from the parent {number}" for number in range(MESSAGES)]
    answers = [f"from the officer {number}" for number in range(MESSAGES)]
    for read in (parent.reads(), ash.reads()):
        assert [text for who, text in read if who == "parent" and text.startswith("from")] == expected
        assert [text for who, text in read if who == "officer"] == answers
    assert Counter(text for _, text in ash.reads()).most_common(1)[0][1] == 1, "something was said twice"
    assert parent.state() == "officer"

    # The page that was open all the time goes on to work with the new process.
    form = {"csrf": csrf, "text": "from the old page", "client_id": "old page"}
    for _ in range(2):
        answer = browser.post("/chat", data=form)
        assert answer.status_code == 303, answer.text
    assert [text for _, text in ash.reads()].count("from the old page") == 1
    parent.http.delete("/api/conversations/current", headers=parent.bearer)


def test_nothing_of_it_stands_anywhere_in_clear_and_cleared_not_even_sealed(whole: Whole, ash: OfficerPage) -> None:
    parent = talking(whole, ash, f"what is mediation, asks {CANARIES[0]}")
    assert CANARIES[0] in parent.reads()[1][1] and CANARIES[0] in str(ash.reads())
    for number, canary in enumerate(CANARIES * 5):
        # Some need several pages of the database, some share one: pages are split, joined and freed.
        parent.write(f"my child is {canary}. " + "He was sent home again. " * (number * 4))
        ash.write(f"thank you, I wrote down {canary}")
    assert keepers([whole.folder], CANARIES) == []

    sealed = kept(whole.var / "relay.db", ash.handle)
    assert len(sealed) > 10 * len(CANARIES)
    assert all(holders(whole.var, one) for one in sealed), "the search finds what is there"
    parent.http.delete("/api/conversations/current", headers=parent.bearer)
    assert kept(whole.var / "relay.db", ash.handle) == []
    assert [path.name for one in sealed for path in holders(whole.var, one)] == []
    assert keepers([whole.folder], CANARIES) == []


def kept(database: Path, handle: str) -> list[bytes]:
    """What is sealed of the conversation, as it stands in the file."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT sealed FROM messages WHERE handle = ?", [handle]).fetchall()
        rows += connection.execute("SELECT evidence FROM conversations WHERE handle = ?", [handle]).fetchall()
    connection.close()
    return [row[0] for row in rows if row[0]]


# A page of the database holds so much of a message together at least.
PIECE = 24


def holders(folder: Path, sealed: bytes) -> list[Path]:
    """The files in which a piece of these bytes stands, wherever in it."""
    pieces = [sealed[at : at + PIECE] for at in range(0, len(sealed) - PIECE, PIECE * 4)]
    return [path for path in folder.rglob("*") if path.is_file() and any(one in path.read_bytes() for one in pieces)]


@pytest.mark.parametrize("pragma", ["PRAGMA secure_delete = OFF", "PRAGMA journal_mode = WAL"])
def test_bytes_that_were_only_deleted_are_found(tmp_path: Path, pragma: str) -> None:
    # Without overwriting, or with a journal that is not emptied: either keeps what was deleted.
    sealed = bytes(range(256)) * 3
    connection = sqlite3.connect(tmp_path / "relay.db")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(pragma)
    connection.execute("CREATE TABLE messages (handle TEXT, sealed BLOB)")
    connection.executemany("INSERT INTO messages VALUES ('a', ?)", [[sealed]] * 3)
    connection.commit()
    connection.execute("DELETE FROM messages")
    connection.commit()
    assert holders(tmp_path, sealed)
    connection.close()
