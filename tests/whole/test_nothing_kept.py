"""Nothing a parent writes reaches a log or a disk: 200 conversations with planted names, through every failure path."""

from __future__ import annotations

import base64
import gzip
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.settings import PROJECT
from tests.running import SECRET, Parent, Service
from tests.whole.canaries import keepers

NAMES = ["Ottoline Quarrendon", "Peregrine Wolstenhulme", "Zebedee Abernathy-Vole", "Isambard Thrupplewick"]
# None of them may stand in content or data, or it would be found there.
NUMBERS = ["07700 900052", "07700900583", "QX7 4ZV", "14/03/2017"]
CANARIES = [*NAMES, *NUMBERS]
CONVERSATIONS = 200
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
        watched.processes[name].send_signal(6)  # an abort, which would leave a core where one is allowed
        watched.processes[name].wait()
    folders = [watched.folder.parent, PROJECT / "var", PROJECT / "models", Path.cwd() / ".rasa"]
    written = list(Path(tempfile.gettempdir()).glob("core*"))
    assert keepers([folder for folder in folders if folder.exists()], CANARIES) == []
    assert written == []
    logs = (watched.folder / "engine.log").read_text() + (watched.folder / "front_desk.log").read_text()
    assert "evenhand.engine: a turn failed" in logs, "the failure path was not walked"


@pytest.mark.parametrize("seed", range(4))
def test_a_planted_leak_of_each_sort_is_found(tmp_path: Path, seed: int) -> None:
    canary = NAMES[seed]
    leak = [
        canary.encode(),
        base64.b64encode(b"x" * seed + f"she said {canary} today".encode()),
        canary.lower().encode("utf-16-le"),
        gzip.compress(f"slot name: {canary}".encode()),
    ][seed]
    before = b"" if leak.startswith(b"\x1f\x8b") else b"2026-11-22 DEBUG "
    (tmp_path / "some.log").write_bytes(before + leak)
    assert len(keepers([tmp_path], CANARIES)) == 1
