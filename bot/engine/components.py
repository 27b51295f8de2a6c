"""How Rasa makes our components: those that learn something for the model, and those that learn nothing."""

from __future__ import annotations

from typing import Any, Dict

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage


class LearningComponent(GraphComponent):
    """Made with its place in the model, where `train` stores what it learned and `load` finds it."""

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        """Not trained yet."""
        self._storage, self._resource = storage, resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Any:
        """A new component, not trained yet."""
        return cls(model_storage, resource)


class ReadyComponent(GraphComponent):
    """Made of nothing: it learns nothing and stores nothing."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Any:
        """A component, ready to use."""
        return cls()
