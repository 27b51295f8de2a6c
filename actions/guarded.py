"""The one place where whatever an action raises is caught: only the class of the error is kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher


class ActionFailed(RuntimeError):
    """An action went wrong. Its text is the class of the error, never what anybody said."""


class GuardedAction(Action, ABC):
    """An action whose faults carry no words out: Rasa prints a whole conversation with an exception (engine.md 7)."""

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Dict[str, Any]]:
        """The events of this action. Slots in, one question to a pure rule, events out."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[Dict[str, Any]]:
        """As Rasa calls it. Raises ActionFailed, and nothing else."""
        try:
            return self.act(dispatcher, tracker)
        except Exception as problem:
            failed = ActionFailed(type(problem).__name__)
        raise failed
