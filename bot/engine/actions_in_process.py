"""Runs our actions inside the engine: no action server, no network."""

from __future__ import annotations

import json
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.engine.replies import note_failure


class InProcessActions(EndpointConfig):
    """An action endpoint whose request is a call: the seam Rasa offers, nothing patched."""

    def __init__(self, package: str) -> None:
        """Registers every action found in `package`."""
        super().__init__(url="inproc://actions")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    @property
    def names(self) -> list[str]:
        """The names of the actions it can run."""
        return sorted(self._executor.actions)

    async def request(self, method: str = "post", **arguments: Any) -> Any:
        """Runs the action that Rasa asks for. Raises ClientResponseError 400 when the action declines to run."""
        try:
            done = await self._executor.run(arguments["json"])
        except ActionExecutionRejection as declined:
            reason = json.dumps({"action_name": declined.action_name, "error": "declined"})
            raise ClientResponseError(400, "declined", reason) from None
        except Exception as problem:
            note_failure(problem)
            raise
        return done.model_dump() if hasattr(done, "model_dump") else done
