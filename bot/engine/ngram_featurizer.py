"""Words and pieces of words as sparse features, weighted by TF-IDF: typos keep most of their pieces.

Rasa's CountVectorsFeaturizer was looked at: it counts without weighting, and it vectorises every token apart.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.engine.featurizing import RowFeaturizer

# understanding.md: words 1-2 and characters 2-5 were right at 1 for .88 of held-out questions without any embedding.
ANALYSERS = {
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(RowFeaturizer):
    """TF-IDF of words (1 to 2) and of characters within words (2 to 5), side by side."""

    def __init__(self, config: Dict[Text, Any], storage: ModelStorage, resource: Resource, name: Text) -> None:
        """An untrained featurizer; `load` gives it its vocabulary."""
        super().__init__(config, storage, resource, name)
        self._vectorizers: Dict[str, TfidfVectorizer] = {}

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the vocabulary and its weights from the training questions and stores them."""
        texts = [example.get(TEXT) for example in training_data.intent_examples if example.get(TEXT)]
        for name, options in ANALYSERS.items():
            self._vectorizers[name] = TfidfVectorizer(sublinear_tf=True, min_df=2, dtype=np.float32, **options).fit(texts)
        with self._storage.write_to(self._resource) as folder:
            for name, vectorizer in self._vectorizers.items():
                terms = vectorizer.get_feature_names_out()
                # A plain text array and numbers: nothing here can run code when it is loaded.
                np.savez(folder / f"{name}.npz", terms=np.array(terms, dtype=np.str_), idf=vectorizer.idf_)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "NgramFeaturizer":
        """The trained featurizer out of the model."""
        featurizer = cls(config, model_storage, resource, execution_context.node_name)
        with model_storage.read_from(resource) as folder:
            for name, options in ANALYSERS.items():
                with np.load(folder / f"{name}.npz", allow_pickle=False) as saved:
                    terms, idf = saved["terms"].tolist(), saved["idf"]
                vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, vocabulary=terms, **options)
                vectorizer.idf_ = idf
                featurizer._vectorizers[name] = vectorizer
        return featurizer

    def rows(self, texts: List[str]) -> sparse.csr_matrix:
        """Shape (len(texts), size of both vocabularies)."""
        return sparse.hstack([vectorizer.transform(texts) for vectorizer in self._vectorizers.values()], format="csr")
