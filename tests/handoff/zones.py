"""The front desk and two officers as processes of their own, by the real use cases, on the same conversations at once.

python -m tests.handoff.zones WHO FOLDER NUMBER START: begins when the file START is there, and prints what it was told.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.casework.handoff import Event
from bot.intake.conversation import Conversation
from bot.intake.envelope import new_id
from bot.intake.keys import sealing_key
from bot.intake.relay.keys import for_office, key_of, seal
from bot.intake.relay.relay import Opening
from bot.intake.relay.written import said_by
from bot.library.compose import Library
from bot.records.accounts import Officer
from bot.services.office.conversations import hold, write
from bot.services.office.working import Acting, NotHere, NotNow
from bot.services.public.live.follow import restored
from bot.settings import PROJECT
from tests.handoff.living import Again
from tests.services.office.talking import Talk

MESSAGES = 4


def token_of(number: int) -> str:
    return f"{number:043d}"


def open_all(talk: Talk, number: int, owner: Acting) -> list[str]:
    """So many conversations that this officer has; their handles."""
    office, handles = sealing_key(talk.records.keys), []
    for place in range(number):
        mine, handle = key_of(token_of(place)), new_id()
        evidence = seal({"permissions": []}, mine.key, handle, 0)
        sealed = for_office(mine.key, office.key)
        asked = [said_by("service", "handoff", "asked")]
        opening = Opening(handle, mine.whose, mine.key, office.id, sealed, evidence, "web", 1, asked)
        talk.relay.open(opening, talk.now)
        talk.relay.change(handle, Event.CLAIM, 1, [], mine.key, talk.now, owner=owner.id.hex, by=owner.id.hex)
        handles.append(handle)
    return handles


def parents(talk: Again, number: int) -> list[list[Any]]:
    """Each parent writes, every message sent twice under one id, the second time often to a front desk that was restarted:
    who, what, how often the assistant was asked, and answered."""
    told = []
    for place in range(number):
        found = restored(talk.sessions, talk.relay, token_of(place), 0.0)
        talk.conversation = found or Conversation.of_token(token_of(place), 0.0)
        for count in range(MESSAGES):
            text = f"message {count} of {place}"
            asyncio.run(talk.say(text, f"id {count}"))
            again = restored(talk.sessions, talk.relay, token_of(place), 0.0) if count % 2 else None
            talk.conversation = again or talk.conversation
            asyncio.run(talk.say(text, f"id {count}"))
            asked = [turn.text for turns in talk.engine.turns.values() for turn in turns].count(text)
            answered = sum(one.sender == "assistant" and text in one.text for one in talk.conversation.messages)
            told.append([place, text, asked, answered])
        talk.engine.turns.clear()
    return told


def ash(talk: Again, number: int) -> list[list[Any]]:
    """Answers, then gives it to the assistant, to all, or ends it: what was told to be written or done."""
    told, me = [], _officer(talk, "ash")
    for place in _order(number, "ash"):
        row = talk.relay.find(key_of(token_of(place)).whose)
        if row is None:
            continue
        for count in range(2):
            text = f"answer {count} to {place}"
            if _did(write.reply, talk.live, me, row.handle, row.held.epoch, text, text, talk.now):
                told.append([place, text])
        deed = (hold.hand_back, hold.close, hold.release)[place % 3]
        if _did(deed, talk.live, me, row.handle, row.held.epoch, talk.now):
            told.append([place, deed.__name__])
    return told


def lin(talk: Again, number: int) -> list[list[Any]]:
    """Takes over what another has, and answers."""
    told, me = [], _officer(talk, "lin")
    for place in _order(number, "lin"):
        row = talk.relay.find(key_of(token_of(place)).whose)
        if row is None:
            continue
        if _did(hold.take_over, talk.live, me, row.handle, row.held.epoch, talk.now):
            told.append([place, "take_over"])
            text = f"lin to {place}"
            if _did(write.reply, talk.live, me, row.handle, row.held.epoch + 1, text, text, talk.now):
                told.append([place, text])
    return told


def _order(number: int, who: str) -> list[int]:
    order = list(range(number))
    # Nearly as the parents come, so that they meet.
    chance = random.Random(who)
    order.sort(key=lambda place: place + chance.uniform(0, 6))
    return order


def _did(deed: Callable[..., Any], *args: Any) -> bool:
    try:
        deed(*args)
    except (NotHere, NotNow):
        return False
    return True


def _officer(talk: Talk, name: str) -> Acting:
    with talk.live.sessions() as session:
        return next(Acting(one.id, one.role) for one in session.query(Officer) if one.user_name.startswith(name))


def main() -> None:
    """See above."""
    who, folder, number, start = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    talk = Again(folder, Library(PROJECT / "content"), "of nobody")
    if fault := os.environ.get("EVENHAND_FAULT"):
        from tests.handoff import test_faults

        getattr(test_faults, fault)(pytest.MonkeyPatch())
    print("ready", flush=True)
    while not start.exists():
        time.sleep(0.001)
    print(json.dumps({"parents": parents, "ash": ash, "lin": lin}[who](talk, number)), flush=True)


if __name__ == "__main__":
    main()
