"""Nothing a parent writes before permission reaches a log or a disk (C-60): conversations with planted names.

They visit every state (questions, the guide, dates, a referral and a request left at every step) and every failure path.
200 of them on every commit, 1,000 in `make proof`.
"""

from __future__ import annotations

import base64
import gzip
import os
import random
import resource
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote_plus

import pytest
import yaml

from bot.settings import PROJECT
from tests.running import SECRET, Parent, Service
from tests.whole.canaries import keepers

NAMES = ["Ottoline Quarrendon", "Peregrine Wolstenhulme", "Zebedee Abernathy-Vole", "Isambard Thrupplewick"]
# None of them may stand in content or data, or it would be found there.
NUMBERS = ["07700 900052", "07700900583", "QX7 4ZV", "14/03/2017"]
CANARIES = [*NAMES, *NUMBERS]
CONVERSATIONS = 1_000 if os.environ.get("EVENHAND_PROOF") else 200
# Rendering this response fails inside the engine, after the slots have changed.
BROKEN = "text/distress.web.j2"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service at forced DEBUG, in folders of its own, with one response that always fails."""
    folder = tmp_path_factory.mktemp("watched")
    content, temporary = folder / "content", folder / "tmp"
    shutil.copytree(PROJECT / "content", content)
    temporary.mkdir()
    (content / "messages" / BROKEN).write_text(
        '{% set kind = "text" %}\n{{ service.name.nothing.at_all }}{{ 1 / 0 }}\n'
    )
    service = Service(folder / "var")
    service.environment = {
        "EVENHAND_LOG_LEVEL": "DEBUG",
        "LOG_LEVEL": "DEBUG",
        "EVENHAND_CONTENT": str(content),
        "TMPDIR": str(temporary),
        "HOME": str(folder),
    }
    service.start()
    yield service
    service.stop()


def texts(seed: int) -> list[str]:
    """Messages of every kind, each with a canary in it."""
    chance = random.Random(seed)
    rows = [
        row["text"]
        for name in ("kinds.yml", "leaflet_questions.yml", "two_questions.yml")
        for row in yaml.safe_load((PROJECT / "tests" / "understanding" / name).read_text(encoding="utf-8"))
    ]
    told = chance.sample(rows, 4)
    return [f"{text} my child is {chance.choice(NAMES)}, ring {chance.choice(NUMBERS)}" for text in told]


# What leads into a form; it is then answered with canaries and left before anything is agreed to be sent.
WALKS = (
    ("I would like to refer myself", "yes", "I am the parent", "yes", "Answer questions now"),
    ("I would like to refer myself", "yes", "I am the parent", "yes", "Ask an officer to call me"),
    ("I would like to refer myself", "yes", "I am the young person", "yes", "Answer questions now"),
    ("withdraw my permission",),
    ("send me my notes",),
    ("delete everything you have about me",),
    ("my record is wrong",),
    ("have you got my referral", "Ask an officer about something I sent"),
    ("i dont know where to start",),
    ("they sent the draft plan", "last week"),
)


def walk(parent: Parent, seed: int) -> None:
    """Into a form and some way through it, with a canary in every answer."""
    chance = random.Random(seed)
    for text in chance.choice(WALKS):
        parent.send(text)
    for _ in range(chance.randint(1, 12)):
        name, number = chance.choice(NAMES), chance.choice(NUMBERS)
        parent.send(
            chance.choice([name, f"{number} {name}", "yes", "no", "skip", "go back", f"{name} works at {number}"])
        )
    if chance.random() < 0.5:
        parent.send("stop")


def talk(service: Service, seed: int) -> None:
    """One conversation that goes through a failure path of its own."""
    parent, words = Parent(service.url), texts(seed)
    canary = CANARIES[seed % len(CANARIES)]
    for text in words:
        parent.send(text)
    failures = [
        lambda: parent.send(f"i am crying and cannot cope with any of this {canary}"),
        lambda: parent.send(f"{canary} " * 400),
        lambda: parent.send({"name": canary}),
        lambda: parent.http.post(
            "/api/conversations/current/messages", content=f'{{"text": "{canary}', headers=parent.bearer
        ),
        lambda: (parent.send(canary, "one"), parent.send(canary + "!", "one")),
        lambda: parent.http.get(f"/leaflets/{canary}"),
        lambda: parent.http.post("/chat", data={"text": canary, "csrf": "wrong"}, cookies={"evenhand": parent.token}),
        lambda: parent.http.post(
            "/api/conversations/current/messages", content=canary.encode() * 9_000, headers=parent.bearer
        ),
        lambda: parent.http.get("/api/conversations/current/messages", params={"after": canary}, headers=parent.bearer),
        lambda: (parent.send("i dont know where to start"), parent.send(f"{canary} hmm"), parent.send("2")),
        lambda: parent.http.post(
            service.engine_url + "/turn",
            json={"conversation": "x", "n": 5, "text": canary, "channel": "web", "today": canary},
            headers={"Authorization": f"Bearer {SECRET}"},
        ),
        lambda: parent.http.post(
            service.engine_url + "/turn",
            json={
                "conversation": "y",
                "n": 0,
                "text": canary,
                "choice": f"no_such:{canary}",
                "channel": canary,
                "today": canary,
            },
            headers={"Authorization": f"Bearer {SECRET}"},
        ),
    ]
    failures[seed % len(failures)]()
    walk(parent, seed)
    if seed % 3 == 0:
        parent.http.delete("/api/conversations/current", headers=parent.bearer)


def test_no_log_file_or_disk_holds_a_word_of_200_conversations(watched: Service) -> None:
    for seed in range(CONVERSATIONS):
        talk(watched, seed)
    parent = Parent(watched.url)
    parent.say(f"hello from {NAMES[0]}")
    watched.kill("engine")
    later = threading.Thread(target=lambda: (time.sleep(0.5), watched.start_engine()))
    later.start()
    assert parent.say(f"how do i appeal, {NAMES[1]} on {NUMBERS[0]}")[0]["kind"] == "leaflet"
    later.join()
    for name in ("front_desk", "engine"):
        # No core file can be written: the limit is read from the running process, not from our own.
        assert resource.prlimit(watched.processes[name].pid, resource.RLIMIT_CORE) == (0, 0)
        watched.processes[name].send_signal(6)  # an abort, which would leave a core where one is allowed
        watched.processes[name].wait()
    folders = [watched.folder.parent, PROJECT / "var", PROJECT / "models", Path.cwd() / ".rasa"]
    written = list(Path(tempfile.gettempdir()).glob("core*"))
    assert keepers([folder for folder in folders if folder.exists()], CANARIES) == []
    assert written == []
    logs = (watched.folder / "engine.log").read_text() + (watched.folder / "front_desk.log").read_text()
    assert "evenhand.engine: a turn failed" in logs, "the failure path was not walked"


SPOKEN = "slot name: {} today"


@pytest.mark.parametrize("canary", [NAMES[0], NUMBERS[1]])
@pytest.mark.parametrize(
    "leak",
    [
        lambda canary: SPOKEN.format(canary).encode(),
        lambda canary: SPOKEN.format(canary.lower()).encode("utf-16-le"),
        lambda canary: canary.upper().encode(),
        lambda canary: canary[::-1].encode(),
        lambda canary: canary[:-2].encode() + b"\0\0",
        lambda canary: base64.b64encode(SPOKEN.format(canary).encode()),
        lambda canary: base64.b64encode(b"x" + SPOKEN.format(canary).encode()),
        lambda canary: base64.b64encode(b"xx" + SPOKEN.format(canary).encode()),
        lambda canary: gzip.compress(SPOKEN.format(canary).encode()),
        lambda canary: SPOKEN.format(canary).encode().hex().encode(),
        lambda canary: quote_plus(SPOKEN.format(canary)).encode(),
        lambda canary: sha256(canary.encode()).hexdigest().encode(),
        lambda canary: sha256(canary.lower().encode()).digest(),
        lambda canary: canary.replace(" ", "").encode(),
        # The middle of a dump of memory.
        lambda canary: os.urandom(5_000).replace(b"\x1f\x8b", b"") + canary.encode() + os.urandom(5_000),
    ],
)
def test_a_planted_leak_of_each_sort_is_found(tmp_path: Path, canary: str, leak: Callable[[str], bytes]) -> None:
    data = leak(canary)
    before = b"" if data.startswith(b"\x1f\x8b") else b"2026-11-22 DEBUG "
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "some.log").write_bytes(before + data)
    assert keepers([tmp_path], CANARIES)
    (tmp_path / "deep" / "some.log").write_bytes(before + b"nothing of anybody")
    assert keepers([tmp_path], CANARIES) == []


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_planted_row_is_found_even_after_it_was_deleted(tmp_path: Path, mode: str) -> None:
    with sqlite3.connect(tmp_path / "some.db") as database:
        database.execute(f"PRAGMA journal_mode = {mode}")
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE kept (words TEXT)")
        database.execute("INSERT INTO kept VALUES (?)", [f"she is {NAMES[1]}"])
        database.commit()
        assert keepers([tmp_path], CANARIES)
        database.execute("DELETE FROM kept")
        database.commit()
        assert keepers([tmp_path], CANARIES), "a page keeps what was deleted"
