"""Two processes at once on one relay, and one that is killed: never two owners, nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.casework.handoff import Event, State
from bot.intake.relay.keys import unseal
from bot.intake.relay.relay import Relay
from bot.settings import PROJECT
from tests.handoff.faults import FAULTS
from tests.handoff.racing import KEY, NOW, claim_all, handles, opened, said

A, B = "a" * 32, "b" * 32
# `make proof` tries ten thousand.
FULL = os.environ.get("EVENHAND_PROOF") == "full"
TRIES = 5_000 if FULL else 500
# One may pass by while the machine does something else.
RACES = 5


class NotAtOnce(Exception):
    """One process was done before the other began, on a machine with much to do: that says nothing."""


class Race:
    """Conversations in a folder, and processes that begin at the same moment."""

    def __init__(self, folder: Path, number: int, *, owner: str = "", fault: str = "") -> None:
        self.folder, self.number, self.fault = folder, number, fault
        self.url = f"sqlite:///{folder / 'relay.db'}"
        self.relay = opened(self.url, number)
        for handle in handles(number) if owner else ():
            self.relay.change(handle, Event.CLAIM, 1, [], KEY, NOW, owner=owner, by=owner)

    def begin(self, deed: str, me: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.handoff.racing", deed, self.url, me, str(self.number)]
        environment = os.environ | {"PYTHONPATH": str(PROJECT), "EVENHAND_FAULT": self.fault}
        started = subprocess.Popen(
            [*command, str(self.folder / "start")], stdout=subprocess.PIPE, text=True, env=environment, cwd=PROJECT
        )
        assert started.stdout and started.stdout.readline() == "ready\n"
        return started

    def run(self, *deeds: tuple[str, str]) -> list[list[str]]:
        """What each process was told, once all have finished."""
        started = [self.begin(*deed) for deed in deeds]
        (self.folder / "start").touch()
        told = [process.communicate(timeout=300)[0] for process in started]
        assert [process.returncode for process in started] == [0] * len(started), "a process could not do its work"
        return [json.loads(one) for one in told]

    def texts(self, handle: str) -> list[str]:
        written = self.relay.messages(handle)
        assert [one.seq for one in written] == list(range(1, len(written) + 1)), "no number is missing or taken twice"
        return [unseal(one.sealed, KEY, handle, one.seq)["text"] for one in written]

    def state(self, handle: str) -> State:
        row = self.relay.row(handle)
        assert row is not None
        return row.held.state


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def two_claim(race: Race) -> None:
    first, second = race.run(("claim_all", A), ("claim_all", B))
    assert sorted(first + second) == handles(race.number), "each is one officer's, and each somebody's"
    for handle in handles(race.number):
        row, texts = race.relay.row(handle), race.texts(handle)
        assert row is not None and row.held.owner == (A if handle in first else B)
        assert len(texts) == 2 and texts[1] == f"{row.held.owner[0]} is here", "the parent is told of one officer"


def both_write(race: Race) -> None:
    race.run(("write_all", A), ("write_all", B))
    for handle in handles(race.number):
        assert len(race.texts(handle)) == 2, "the same message is written once, whoever brings it"


def written_while_closed(race: Race) -> None:
    written, closed = race.run(("write_all", A), ("close_all", B))
    assert sorted(closed) == handles(race.number)
    if len(written) in (0, race.number):
        raise NotAtOnce
    for handle in handles(race.number):
        assert ("from a" in race.texts(handle)) is (handle in written), (
            "what is told to be written is, and nothing else"
        )


def answered_while_time_passes(race: Race) -> None:
    answered, fallen = race.run(("answer_all", A), ("fall_silent_all", B))
    assert fallen == handles(race.number)
    if not race.fault and len(answered) in (0, race.number):
        raise NotAtOnce
    for handle in handles(race.number):
        texts = race.texts(handle)
        assert any(text.startswith("answer") for text in texts) is (handle in answered)
        if handle in answered:
            assert texts.index("answer at 2") < texts.index("waits"), "nobody writes who does not have it any more"


SCENES: dict[str, tuple[Callable[[Race], None], str]] = {
    "two claim": (two_claim, ""),
    "both write": (both_write, ""),
    "written while closed": (written_while_closed, A),
    "answered while time passes": (answered_while_time_passes, A),
}
# Which scene finds which fault.
CAUGHT_BY = {
    "claim_without_comparing": "two claim",
    "transactions_that_read_first": "two claim",
    "the_same_message_again": "both write",
    "an_answer_from_whoever": "answered while time passes",
    "words_after_the_end": "written while closed",
}


@pytest.mark.parametrize("scene", SCENES)
def test_nothing_breaks(tmp_path: Path, scene: str) -> None:
    play, owner = SCENES[scene]
    for number in range(RACES):
        try:
            return play(Race(made(tmp_path / str(number)), TRIES, owner=owner))
        except NotAtOnce:
            continue
    pytest.fail("the processes never ran at once")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_put_into_the_code_is_found(tmp_path: Path, fault: str) -> None:
    play, owner = SCENES[CAUGHT_BY[fault]]
    for number in range(RACES):
        try:
            play(Race(made(tmp_path / str(number)), 300, owner=owner, fault=fault))
        except AssertionError:
            return
        except NotAtOnce:
            continue
    pytest.fail("no race found it")


def test_threads_of_one_process_race_as_well(tmp_path: Path) -> None:
    race, told = Race(tmp_path, 300), {}
    officers = [f"{number:032x}" for number in range(4)]
    threads = [
        threading.Thread(target=lambda me=me: told.update({me: claim_all(race.relay, me, race.number)}))
        for me in officers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = Counter(handle for mine in told.values() for handle in mine)
    assert sorted(won) == handles(race.number) and set(won.values()) == {1}


@pytest.mark.parametrize("after", [5, 40, 41, 100])
def test_killed_at_any_step_what_was_told_to_be_written_is_there_once(tmp_path: Path, after: int) -> None:
    race = Race(tmp_path, 3)
    process = race.begin("write_until_killed", A)
    (tmp_path / "start").touch()
    assert process.stdout is not None
    told = [json.loads(process.stdout.readline()) for _ in range(after)]
    process.kill()
    told += [json.loads(line) for line in process.stdout if line.endswith("]\n")]
    process.wait()
    for handle in handles(3):
        texts = race.texts(handle)
        expected = [f"message {number}" for of, number in told if of == handle]
        # One more may have been written and not told: it was under way.
        assert texts[1 : 1 + len(expected)] == expected and len(texts) <= 2 + len(expected)
    assert race.relay.say(handles(3)[0], [said("after", "after")], KEY, NOW) is not None


def test_what_was_asked_for_twice_is_acknowledged_once(tmp_path: Path) -> None:
    relay = opened(f"sqlite:///{tmp_path / 'relay.db'}", 1)
    again = opened(f"sqlite:///{tmp_path / 'relay.db'}", 1)
    assert len(relay.messages(handles(1)[0])) == 1 and again.row(handles(1)[0]) == relay.row(handles(1)[0])


def test_the_relay_is_opened_by_processes_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'relay.db'}"
    found: list[Relay] = []
    threads = [threading.Thread(target=lambda: found.append(Relay(url))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and found[0].version() == 0
