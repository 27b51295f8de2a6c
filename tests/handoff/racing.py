"""Two processes of the operating system on one relay: what each of them does, and what it was told came of it."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.casework.handoff import Event
from bot.intake.relay.keys import key_of
from bot.intake.relay.relay import Opening, Relay, RelayAway, Said

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = key_of("the token of a parent").key


def handles(number: int) -> list[str]:
    return [f"{place:032x}" for place in range(number)]


def opened(url: str, number: int) -> Relay:
    """A relay with so many conversations that wait."""
    relay = Relay(url)
    for handle in handles(number):
        ack = Said("service", {"kind": "handoff", "text": "asked"}, f"ack {handle}")
        relay.open(Opening(handle, key_of(handle).whose, KEY, "k", b"", b"", "web", 1, [ack]), NOW)
    return relay


def said(text: str, client_id: str, sender: str = "parent") -> Said:
    return Said(sender, {"kind": "text", "text": text}, client_id)


def claim_all(relay: Relay, me: str, number: int) -> list[str]:
    """The handles that this officer was told are theirs."""
    order, mine = handles(number), []
    random.Random(me).shuffle(order)
    for handle in order:
        joined = [said(f"{me[0]} is here", "", "service")]
        if relay.change(handle, Event.CLAIM, 1, joined, KEY, NOW, owner=me, by=me):
            mine.append(handle)
    return mine


def write_all(relay: Relay, me: str, number: int) -> list[str]:
    """The handles in which a parent's message was told to be written; each is sent twice, under one id."""
    written = []
    for handle in handles(number):
        rows = [relay.say(handle, [said(f"from {me[0]}", f"same {handle}")], KEY, NOW) for _ in range(2)]
        if rows[0] is not None and rows[0].held.state.value in ("waiting", "officer"):
            written.append(handle)
    return written


def close_all(relay: Relay, me: str, number: int) -> list[str]:
    """The handles that were closed, by the officer who has each."""
    # In another order than the messages come: some are over before, some after.
    closed, order = [], handles(number)
    random.Random(me).shuffle(order)
    for handle in order:
        row = relay.row(handle)
        if row and relay.change(
            handle, Event.CLOSE, row.held.epoch, [said("over", "", "service")], KEY, NOW, by=row.held.owner
        ):
            closed.append(handle)
    return closed


def answer_all(relay: Relay, me: str, number: int) -> list[str]:
    """The handles in which an answer of the officer who has each was told to be written."""
    written, order = [], handles(number)
    random.Random(me).shuffle(order)
    # As pages do: looked at, and sent a while later.
    pages = [(handle, relay.row(handle)) for handle in order]
    for handle, before in pages:
        if before is None or before.held.owner is None:
            continue
        owner, epoch = before.held.owner, before.held.epoch
        row = relay.say(
            handle, [said(f"answer at {epoch}", f"answer {handle}", "officer")], KEY, NOW, owner=owner, epoch=epoch
        )
        if row is not None and (row.held.owner, row.held.epoch) == (owner, epoch):
            written.append(handle)
    return written


def fall_silent_all(relay: Relay, me: str, number: int) -> list[str]:
    """The handles that wait again, because time passed."""
    fallen = []
    for handle in handles(number):
        row = relay.row(handle)
        if row and relay.change(handle, Event.FALL_SILENT, row.held.epoch, [said("waits", "", "service")], KEY, NOW):
            fallen.append(handle)
    return fallen


def write_until_killed(relay: Relay, me: str, number: int) -> list[str]:
    """Says each message that was written, once it is: whoever kills this process knows what must be there."""
    count = 0
    while True:
        for handle in handles(number):
            count += 1
            relay.say(handle, [said(f"message {count}", f"{count}")], KEY, NOW)
            print(json.dumps([handle, count]), flush=True)


DEEDS = {
    one.__name__: one for one in (claim_all, write_all, close_all, answer_all, fall_silent_all, write_until_killed)
}


def main() -> None:
    """racing DEED URL ME NUMBER START: begins when the file START is there."""
    deed, url, me, number, start = sys.argv[1:]
    if os.environ.get("EVENHAND_FAULT"):
        from tests.handoff.faults import put_in

        put_in(os.environ["EVENHAND_FAULT"])
    relay = Relay(url)
    relay.version()
    print("ready", flush=True)
    while not Path(start).exists():
        time.sleep(0.001)
    try:
        print(json.dumps(DEEDS[deed](relay, me, int(number))), flush=True)
    except RelayAway as problem:
        raise SystemExit(f"away: {problem}") from None


if __name__ == "__main__":
    main()
