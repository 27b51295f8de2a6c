"""Logistic regression over the message's features, used to tell kinds of message and leaflets apart.

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

# understanding.md: C 10 and the embedding doubled were best on held-out questions.
INVERSE_REGULARISATION = 10.0
EMBEDDING_WEIGHT = 2.0


class Linear:
    """Classes, and for each a weight for every feature."""

    def __init__(self, classes: Sequence[str], ngrams: np.ndarray, embedding: np.ndarray, intercept: np.ndarray) -> None:
        """`ngrams` has shape (features, classes), `embedding` (384, classes), `intercept` (classes,)."""
        self.classes = list(classes)
        self._ngrams, self._embedding, self._intercept = ngrams, embedding, intercept

    @classmethod
    def fit(cls, messages: List[Message], labels: Sequence[str]) -> "Linear":
        """Learned from whole messages; the same messages give the same weights."""
        from sklearn.linear_model import LogisticRegression

        ngrams = sparse.vstack([_whole(message)[0] for message in messages])
        embedding = np.vstack([_whole(message)[1] for message in messages])
        features = sparse.hstack([ngrams, sparse.csr_matrix(embedding * EMBEDDING_WEIGHT)], format="csr")
        model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=1000, class_weight="balanced")
        model.fit(features, labels)
        coefficients = model.coef_.T.astype(np.float32)
        split = ngrams.shape[1]
        return cls(
            [str(name) for name in model.classes_],
            np.ascontiguousarray(coefficients[:split]),
            np.ascontiguousarray(coefficients[split:] * EMBEDDING_WEIGHT),
            model.intercept_.astype(np.float32),
        )

    def save(self, path: Path) -> None:
        """Writes plain arrays: loading them can run no code."""
        classes = np.array(self.classes, dtype=np.str_)
        np.savez(path, classes=classes, ngrams=self._ngrams, embedding=self._embedding, intercept=self._intercept)

    @classmethod
    def load(cls, path: Path) -> "Linear":
        """What `save` wrote."""
        with np.load(path, allow_pickle=False) as saved:
            return cls(saved["classes"].tolist(), saved["ngrams"], saved["embedding"], saved["intercept"])

    def score(self, message: Message) -> Tuple[np.ndarray, np.ndarray]:
        """Probabilities of each class: of the whole message, shape (classes,), and of its sentences, shape (n, classes)."""
        whole = self._probabilities(*_whole(message))
        sparse_rows, _ = message.get_sparse_features(TEXT)
        dense_rows, _ = message.get_dense_features(TEXT)
        if sparse_rows.features.shape[0] == 1:
            return whole[0], whole
        return whole[0], self._probabilities(sparse_rows.features, dense_rows.features)

    def _probabilities(self, ngrams: sparse.csr_matrix, embedding: np.ndarray) -> np.ndarray:
        logits = embedding @ self._embedding + self._intercept
        for row, start, end in zip(logits, ngrams.indptr, ngrams.indptr[1:]):
            row += ngrams.data[start:end] @ self._ngrams[ngrams.indices[start:end]]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)


def has_features(message: Message) -> bool:
    """Whether the featurizers saw any text in the message."""
    return message.get_sparse_features(TEXT)[1] is not None


def _whole(message: Message) -> Tuple[sparse.csr_matrix, np.ndarray]:
    _, ngrams = message.get_sparse_features(TEXT)
    _, embedding = message.get_dense_features(TEXT)
    return ngrams.features, embedding.features
