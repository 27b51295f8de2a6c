"""Rasa's Agent with a processor that does not prepare debug lines nobody may see.

Rasa copies every event and slot, deeply, into arguments of debug lines that our logs drop: a fifth of a turn. What is
overridden here does the same without the copies; the rest is Rasa's.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple, Union

from rasa.core.actions.action import Action, action_for_name_or_text
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.engine import loader
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.shared.core.constants import ACTION_EXTRACT_SLOTS
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.engine.runner import StraightGraphRunner
from bot.engine.tracker_store import LiveTrackerStore


class LeanProcessor(MessageProcessor):
    """Handles a message as Rasa does, without the debug copies."""

    @staticmethod
    def _load_model(model_path: Union[str, Path]) -> Tuple[str, ModelMetadata, StraightGraphRunner]:
        with tempfile.TemporaryDirectory() as folder:
            metadata, runner = loader.load_predict_graph_runner(
                Path(folder), Path(model_path), LocalModelStorage, StraightGraphRunner
            )
        return Path(model_path).name, metadata, runner

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fills slots from the newest message."""
        extract = action_for_name_or_text(ACTION_EXTRACT_SLOTS, self.domain, self.action_endpoint)
        events = await extract.run(output_channel, self.nlg, tracker, self.domain)
        await self._send_bot_messages(events, tracker, output_channel)
        tracker.update_with_events(events, self.domain)
        return tracker

    def _log_action_on_tracker(
        self, tracker: DialogueStateTracker, action: Action, events: Optional[List[Event]], prediction: Any
    ) -> None:
        # An action that declines is caught before this in our engine: only an exception can decline.
        tracker.update_with_events(prediction.events, self.domain)
        tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events or [], self.domain)

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Nothing: slots are never logged."""

    def _check_for_unseen_features(self, parse_data: Dict[str, Any]) -> None:
        """Nothing: `rasa train` checked that the domain has every intent (0.1 ms a turn)."""


def load_agent(model: Path, nlg: NaturalLanguageGenerator, store: LiveTrackerStore, actions: EndpointConfig) -> Agent:
    """An agent over `model` that keeps its conversations in `store` and runs `actions` in process."""
    agent = Agent(generator=nlg, tracker_store=store, action_endpoint=actions, lock_store=InMemoryLockStore())
    # Not Agent.load: it would wrap the store in one that hides a failed save. Ours cannot fail.
    agent.processor = LeanProcessor(model, store, agent.lock_store, agent.nlg, actions)
    agent.domain = store.domain = agent.processor.domain
    return agent
