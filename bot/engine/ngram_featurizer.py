"""Words and pieces of words as sparse features, weighted by TF-IDF: typos keep most of their pieces.

Rasa's CountVectorsFeaturizer was looked at: it counts without weighting, and it vectorises every token apart.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Dict, List, NamedTuple, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.engine.components import LearningComponent
from bot.engine.neutral import READ

# understanding.md: words 1-2 and characters 2-5 were right at 1 for .88 of held-out questions without any embedding.
ANALYSERS = {
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}


NGRAMS = "ngrams"


class Ngrams(NamedTuple):
    """Sparse rows: one of the whole message, shape (1, features), and one of each sentence, shape (sentences, features)."""

    whole: sparse.csr_matrix
    sentences: sparse.csr_matrix


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(LearningComponent):
    """TF-IDF of words (1 to 2) and of characters within words (2 to 5), side by side.

    Put on the message as `Ngrams`, not as Rasa's Features: Rasa makes a fingerprint of those of every training example
    after every component, a fifth of the time of a training.
    """

    def __init__(self, storage: ModelStorage, resource: Resource) -> None:
        """An untrained featurizer; `load` gives it its vocabulary."""
        super().__init__(storage, resource)
        self._weighings: List[Weighing] = []

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the vocabulary and its weights from the training questions and stores them."""
        texts = [example.get(READ).whole for example in training_data.intent_examples if example.get(READ)]
        with self._storage.write_to(self._resource) as folder:
            for name, options in ANALYSERS.items():
                vectorizer = TfidfVectorizer(sublinear_tf=True, min_df=2, dtype=np.float32, **options).fit(texts)
                terms = vectorizer.get_feature_names_out()
                # A plain text array and numbers: nothing here can run code when it is loaded.
                np.savez(folder / f"{name}.npz", terms=np.array(terms, dtype=np.str_), idf=vectorizer.idf_)
                self._add(vectorizer)
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        """The trained featurizer out of the model."""
        featurizer = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            for name, options in ANALYSERS.items():
                with np.load(folder / f"{name}.npz", allow_pickle=False) as saved:
                    terms, idf = saved["terms"].tolist(), saved["idf"]
                vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, vocabulary=terms, **options)
                vectorizer.idf_ = idf
                featurizer._add(vectorizer)
        return featurizer

    def _add(self, vectorizer: TfidfVectorizer) -> None:
        self._weighings.append(Weighing(vectorizer, sum(weighing.size for weighing in self._weighings)))

    def rows(self, texts: List[str]) -> sparse.csr_matrix:
        """Shape (len(texts), size of both vocabularies)."""
        columns, values, ends = [], [], [0]
        for text in texts:
            for weighing in self._weighings:
                found, weights = weighing.weigh(text)
                columns.append(found)
                values.append(weights)
            ends.append(ends[-1] + sum(map(len, columns[-len(self._weighings) :])))
        shape = (len(texts), sum(weighing.size for weighing in self._weighings))
        return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=shape)

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the features to each message that was read."""
        for message in messages:
            read = message.get(READ)
            if read:
                # One sentence is the whole: the same row serves as both.
                rows = self.rows([read.whole, *(read.sentences if read.sentences != [read.whole] else [])])
                message.set(NGRAMS, Ngrams(rows[:1], rows[1:] if rows.shape[0] > 1 else rows))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features to every training example."""
        self.process(training_data.training_examples)
        return training_data


class Weighing:
    """What a fitted TfidfVectorizer computes for one text, without the checks it makes anew each time (1 ms here)."""

    def __init__(self, vectorizer: TfidfVectorizer, first_column: int) -> None:
        """`first_column` is where its vocabulary begins among all the features."""
        self._analyse, self._vocabulary = vectorizer.build_analyzer(), vectorizer.vocabulary_
        self._idf, self._first = vectorizer.idf_.astype(np.float32), first_column
        self.size = len(self._vocabulary)

    def weigh(self, text: str) -> Tuple[np.ndarray, np.ndarray]:
        """Columns in order, and their weights: (1 + log count) x idf, of length 1 together."""
        counts = Counter(map(self._vocabulary.get, self._analyse(text)))
        counts.pop(None, None)
        found = sorted(counts.items())
        columns = np.fromiter((column for column, _ in found), dtype=np.int32, count=len(found))
        times = np.fromiter((count for _, count in found), dtype=np.float32, count=len(found))
        weights = (1 + np.log(times)) * self._idf[columns]
        return columns + self._first, weights / max(float(np.linalg.norm(weights)), 1e-9)
