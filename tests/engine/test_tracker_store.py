"""Conversations live in memory only, for a time, in a bounded number, and stay short."""

from __future__ import annotations

import asyncio

from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.tracker_store import LiveTrackerStore, compact


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def tracker(name: str = "one") -> DialogueStateTracker:
    slots = [TextSlot("leaflet", mappings=[{}]), TextSlot("guide_plan", mappings=[{}])]
    made = DialogueStateTracker(name, slots)
    made.update(ActionExecuted("action_listen"))
    return made


def run(coroutine):  # type: ignore[no-untyped-def]
    return asyncio.new_event_loop().run_until_complete(coroutine)


def test_a_conversation_idle_too_long_is_forgotten() -> None:
    clock = Clock()
    store = LiveTrackerStore(idle_seconds=60, clock=clock)
    run(store.save(tracker()))
    clock.now = 60
    assert run(store.retrieve("one")) is not None
    clock.now = 61
    assert run(store.retrieve("one")) is None and len(store) == 0


def test_the_longest_idle_goes_when_there_is_one_too_many() -> None:
    store = LiveTrackerStore(most=2)
    for name in ("one", "two", "one", "three"):
        run(store.save(tracker(name)))
    assert sorted(run(store.keys())) == ["one", "three"]


def test_compacting_keeps_slots_form_and_last_reply_and_nothing_said() -> None:
    talk = tracker()
    for text in ("first words", "second words"):
        talk.update(UserUttered(text, {"name": "inform"}))
        talk.update(SlotSet("guide_plan", "No plan"))
        talk.update(BotUttered(f"reply to {text}", {"custom": {"kind": "text"}}))
    talk.update(ActionExecuted("guide_form"))
    talk.update(ActiveLoop("guide_form"))
    talk.update(ActionExecuted("action_listen"))
    short = compact(talk)
    assert short.get_slot("guide_plan") == "No plan"
    assert short.active_loop_name == "guide_form"
    assert short.latest_action_name == "action_listen"
    assert [event.text for event in short.events if isinstance(event, BotUttered)] == ["reply to second words"]
    assert not any(isinstance(event, UserUttered) for event in short.events)


def test_compacting_again_changes_nothing() -> None:
    talk = tracker()
    talk.update(SlotSet("leaflet", "mediation"))
    once = compact(talk)
    assert [e.type_name for e in compact(once).events] == [e.type_name for e in once.events]
