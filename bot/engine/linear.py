"""Logistic regression over a message, used to tell kinds of message and leaflets apart.

Rasa's LogisticRegressionClassifier was looked at: it reads the whole message only, and stores itself with skops,
whose version Rasa pins has known holes (CVE-2025-54412) and costs four seconds at start.
"""

from __future__ import annotations

from pathlib import Path
from typing import List, Sequence, Tuple

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy import sparse

from bot.engine.embedding_featurizer import EMBEDDING

# understanding.md: C 10 and the embedding doubled were best on held-out questions.
INVERSE_REGULARISATION = 10.0
EMBEDDING_WEIGHT = 2.0

# Probabilities of each class: of the whole message, shape (classes,), and of its sentences, shape (sentences, classes).
Scores = Tuple[np.ndarray, np.ndarray]


class Linear:
    """Two regressions over the same classes: a quick one on words alone, and one on words and embedding together.

    Where the quick one is sure, the other agrees on held-out questions, and the embedding need not be computed.
    """

    def __init__(self, classes: Sequence[str], quick: Weights, full: Weights, embedding: np.ndarray) -> None:
        """`embedding` has shape (384, classes)."""
        self.classes = list(classes)
        self._quick, self._full, self._embedding = quick, full, embedding

    @classmethod
    def fit(cls, messages: List[Message], labels: Sequence[str]) -> Linear:
        """Learned from whole messages; the same messages give the same weights."""
        from sklearn.linear_model import LogisticRegression

        ngrams = sparse.vstack([_ngrams(message)[0] for message in messages], format="csr")
        vectors = np.vstack([message.get(EMBEDDING).whole for message in messages]) * EMBEDDING_WEIGHT
        both = sparse.hstack([ngrams, sparse.csr_matrix(vectors)], format="csr")
        models = [
            LogisticRegression(C=INVERSE_REGULARISATION, max_iter=1000, class_weight="balanced").fit(features, labels)
            for features in (ngrams, both)
        ]
        split = ngrams.shape[1]
        quick, full = (Weights(model.coef_.T[:split], model.intercept_) for model in models)
        return cls(
            [str(name) for name in models[0].classes_], quick, full, models[1].coef_.T[split:] * EMBEDDING_WEIGHT
        )

    def save(self, path: Path) -> None:
        """Writes plain arrays: loading them can run no code."""
        np.savez(
            path,
            classes=np.array(self.classes, dtype=np.str_),
            quick=self._quick.ngrams,
            quick_intercept=self._quick.intercept,
            full=self._full.ngrams,
            full_intercept=self._full.intercept,
            embedding=self._embedding.astype(np.float32),
        )

    @classmethod
    def load(cls, path: Path) -> Linear:
        """What `save` wrote."""
        with np.load(path, allow_pickle=False) as saved:
            quick = Weights(saved["quick"], saved["quick_intercept"])
            full = Weights(saved["full"], saved["full_intercept"])
            return cls(saved["classes"].tolist(), quick, full, saved["embedding"])

    def quick(self, message: Message) -> Scores:
        """What the words alone say."""
        whole, sentences = (self._quick.logits(rows) for rows in _ngrams(message))
        return _probabilities(whole)[0], _probabilities(sentences)

    def full(self, message: Message) -> Scores:
        """What words and embedding say together."""
        whole, sentences = (self._full.logits(rows) for rows in _ngrams(message))
        embedding = message.get(EMBEDDING)
        return (
            _probabilities(whole + embedding.whole @ self._embedding)[0],
            _probabilities(sentences + embedding.sentences @ self._embedding),
        )


class Weights:
    """A weight for every n-gram and class, shape (features, classes), and one for every class."""

    def __init__(self, ngrams: np.ndarray, intercept: np.ndarray) -> None:
        """Kept as 32-bit numbers, row by row."""
        self.ngrams = np.ascontiguousarray(ngrams, dtype=np.float32)
        self.intercept = intercept.astype(np.float32)

    def logits(self, rows: sparse.csr_matrix) -> np.ndarray:
        """Shape (rows, classes). Gathers the few weights a row touches: quicker than a sparse product."""
        sums = np.empty((rows.shape[0], len(self.intercept)), dtype=np.float32)
        for place, (start, end) in enumerate(zip(rows.indptr, rows.indptr[1:])):
            sums[place] = rows.data[start:end] @ self.ngrams[rows.indices[start:end]]
        return sums + self.intercept


def has_features(message: Message) -> bool:
    """Whether the featurizers saw any text in the message."""
    return message.get(EMBEDDING) is not None and message.get_sparse_features(TEXT)[1] is not None


def _ngrams(message: Message) -> Tuple[sparse.csr_matrix, sparse.csr_matrix]:
    sentences, whole = message.get_sparse_features(TEXT)
    return whole.features, sentences.features


def _probabilities(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
