"""What our two featurizers share: rows of features, one a sentence and one for the whole message."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class RowFeaturizer(Featurizer, GraphComponent):
    """Features of the whole text as Rasa's sentence features, of each sentence in it as its sequence features."""

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource, name: Text) -> None:
        """As Rasa makes every component; `name` marks whose features they are."""
        super().__init__(name, config)
        self._storage, self._resource = storage, resource

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RowFeaturizer":
        """A new component, not trained yet."""
        return cls(config, model_storage, resource, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Nothing can be set wrongly."""

    @abstractmethod
    def rows(self, texts: List[str]) -> Any:
        """A matrix with one row of features for each of `texts`."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the features to each message and returns the messages."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._featurize(message, text)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features to every training example."""
        self.process(training_data.training_examples)
        return training_data

    def _featurize(self, message: Message, text: str) -> None:
        parts = [token.text for token in message.get(TOKENS_NAMES[TEXT], [])]
        if parts in ([], [text]):
            # One sentence is the whole: the same row serves as both.
            whole = self.rows([text])
            self.add_features_to_message(whole, whole, TEXT, message)
        else:
            rows = self.rows([text, *parts])
            self.add_features_to_message(rows[1:], rows[:1], TEXT, message)
