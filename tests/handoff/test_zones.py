"""Parents write, one officer answers and gives it away, another takes over: three processes, the real use cases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.casework.access import Role
from bot.intake.relay.keys import key_of
from bot.intake.relay.written import as_message
from bot.library.compose import Library
from bot.settings import PROJECT
from tests.handoff.zones import MESSAGES, open_all, token_of
from tests.services.office.talking import Talk

CONVERSATIONS = 1_000 if os.environ.get("EVENHAND_PROOF") == "full" else 90
# What ends ash's having it, as the parent reads it.
GIVEN_AWAY = {
    "hand_back": "The officer has finished",
    "close": "The officer has ended",
    "release": "The officer had to leave",
    "take_over": "Lin goes on with you",
}


class Zones:
    """Conversations that ash has, and what became of them once three processes did what they wanted."""

    def __init__(self, folder: Path, library: Library, fault: str = "") -> None:
        talk = Talk(folder, library)
        ash = talk.officer("Ash Penhaligon")
        talk.officer("Lin Okonjo", Role.LEAD)
        handles = open_all(talk, CONVERSATIONS, ash)
        self.told = self._run(folder, fault)
        self.said: list[list[tuple[str, str]]] = []
        for place, handle in enumerate(handles):
            key = key_of(token_of(place)).key
            messages = [as_message(one, key, handle) for one in talk.relay.messages(handle)]
            assert [one.seq for one in messages] == list(range(1, len(messages) + 1)), "a number is missing"
            self.said.append([(one.sender, one.text) for one in messages])

    def _run(self, folder: Path, fault: str) -> dict[str, list[list[Any]]]:
        environment = os.environ | {"PYTHONPATH": str(PROJECT), "EVENHAND_FAULT": fault}
        started = {}
        for who in ("parents", "ash", "lin"):
            command = [sys.executable, "-m", "tests.handoff.zones", who, str(folder)]
            started[who] = subprocess.Popen(
                [*command, str(CONVERSATIONS), str(folder / "start")],
                stdout=subprocess.PIPE,
                text=True,
                env=environment,
                cwd=PROJECT,
            )
        for process in started.values():
            assert process.stdout and process.stdout.readline() == "ready\n"
        (folder / "start").touch()
        told = {who: process.communicate(timeout=600)[0] for who, process in started.items()}
        if any(process.returncode for process in started.values()):
            raise RuntimeError("a process could not do its work")
        return {who: json.loads(one) for who, one in told.items()}

    def check(self) -> None:
        for place, text, asked, answered in self.told["parents"]:
            to_officers = self.said[place].count(("parent", text))
            assert to_officers + asked == 1, f"{text!r}: {to_officers} times to officers, {asked} to the assistant"
            assert asked == answered, f"the assistant was asked {text!r} {asked} times and answered {answered}"
        assert len(self.told["parents"]) == CONVERSATIONS * MESSAGES
        written = Counter(
            (place, text) for place, said in enumerate(self.said) for who, text in said if who == "officer"
        )
        told = Counter(
            (place, what) for who in ("ash", "lin") for place, what in self.told[who] if what not in GIVEN_AWAY
        )
        assert written == told, "what is told to be written is, once, and nothing else"
        for who in ("ash", "lin"):
            for place, what in self.told[who]:
                if what in GIVEN_AWAY:
                    self._only_before(place, what)

    def _only_before(self, place: int, what: str) -> None:
        """Once ash does not have it, ash says nothing more; and that somebody else has it is said once."""
        texts = [text for _, text in self.said[place]]
        found = [number for number, text in enumerate(texts) if text.startswith(GIVEN_AWAY[what])]
        assert len(found) == 1, (what, texts)
        assert not any(text.startswith("answer") for text in texts[found[0] :]), texts

    @property
    def met(self) -> bool:
        """Whether they were really at it at once: some messages went one way, some the other, and some takings failed."""
        asked = sum(asked for _, _, asked, _ in self.told["parents"])
        took = [place for place, what in self.told["lin"] if what == "take_over"]
        return 0 < asked < len(self.told["parents"]) and 0 < len(took) < CONVERSATIONS


def test_three_processes_at_once_lose_nothing_and_say_nothing_twice(tmp_path: Path, library: Library) -> None:
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        zones = Zones(tmp_path / str(number), library)
        zones.check()
        if zones.met:
            return
    pytest.fail("the processes never ran at once")


@pytest.mark.parametrize(
    "fault", ["ids_not_looked_at", "first_come_by_what_was_seen", "owners_not_asked", "said_in_a_second_step"]
)
def test_a_fault_put_into_the_code_is_found(tmp_path: Path, library: Library, fault: str) -> None:
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        try:
            Zones(tmp_path / str(number), library, fault).check()
        except AssertionError:
            return
    pytest.fail("nothing found it")
