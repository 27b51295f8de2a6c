"""Conversations, in memory only: live objects, at most a time idle, at most so many."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from typing import Any, Callable, Container, Iterable, Optional, Tuple

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

# C-61: at most 30 minutes idle before permission. The front desk keeps the time; this is the engine's own bound.
IDLE_SECONDS = int(os.environ.get("EVENHAND_IDLE_MINUTES", "30")) * 60
MOST_CONVERSATIONS = 20_000


class LiveTrackerStore(TrackerStore):
    """Keeps trackers as they are: nothing is written anywhere, and what is idle or one too many is forgotten."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[EndpointConfig] = None,
        *,
        idle_seconds: float = IDLE_SECONDS,
        most: int = MOST_CONVERSATIONS,
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        """As Rasa makes it from endpoints.yml; `clock` gives seconds that never go back."""
        super().__init__(domain)
        self._idle_seconds, self._most, self._clock = idle_seconds, most, clock
        self._kept: OrderedDict[str, Tuple[float, DialogueStateTracker]] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the conversation as it stands now, shortened to what its next turn needs."""
        self._kept.pop(tracker.sender_id, None)
        self._kept[tracker.sender_id] = (self._clock(), compact(tracker))
        self.forget_idle()

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation, or None if it is unknown or was idle too long.

        The thing itself, not a copy: a conversation in which a turn failed is dropped and replayed.
        """
        self.forget_idle()
        kept = self._kept.get(sender_id)
        return kept[1] if kept else None

    async def keys(self) -> Iterable[str]:
        """The ids of the conversations kept."""
        return list(self._kept)

    @property
    def kept(self) -> Container[str]:
        """The ids of the conversations kept, to look one up in."""
        return self._kept.keys()

    def __len__(self) -> int:
        """How many conversations are kept."""
        return len(self._kept)

    def forget(self, sender_id: str) -> None:
        """Drops the conversation at once."""
        self._kept.pop(sender_id, None)

    def forget_idle(self) -> None:
        """Drops what is idle too long, and the oldest beyond the most that are kept."""
        oldest_kept = self._clock() - self._idle_seconds
        while self._kept:
            saved_at, _ = next(iter(self._kept.values()))
            if saved_at >= oldest_kept and len(self._kept) <= self._most:
                break
            self._kept.popitem(last=False)


def compact(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """The same state in few events: slots, the active form, the last replies; waiting for the parent.

    A tracker slows with every event (2.9 ms to 7.9 ms by turn 60), and dropping old ones loses a form's
    slots, so they are set again instead. What was said is not kept at all.
    """
    last_user = max((i for i, event in enumerate(tracker.events) if event.type_name == "user"), default=0)
    replies = [event for event in list(tracker.events)[last_user:] if isinstance(event, BotUttered)]
    slots = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value != slot.initial_value]
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted(), *slots, *replies]
    if tracker.active_loop_name:
        events += [ActionExecuted(tracker.active_loop_name), ActiveLoop(tracker.active_loop_name)]
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return DialogueStateTracker.from_events(
        tracker.sender_id, events, tracker.slots.values(), sender_source=tracker.sender_source
    )
