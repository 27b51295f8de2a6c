"""The sentence embedding as dense features."""

from __future__ import annotations

from typing import Any, Dict, List, Text

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.engine.encoder import Encoder, folder
from bot.engine.featurizing import RowFeaturizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddingFeaturizer(RowFeaturizer):
    """One vector of 384 numbers a sentence, from the encoder that set-up converted."""

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource, name: Text) -> None:
        """Raises EncoderError if set-up has not converted the encoder."""
        super().__init__(config, storage, resource, name)
        self._encoder = Encoder(folder())

    def rows(self, texts: List[str]) -> np.ndarray:
        """Unit vectors, shape (len(texts), 384)."""
        return self._encoder.embed(texts)
