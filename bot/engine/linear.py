"""Logistic regression over a message, used to tell kinds of message and leaflets apart.

Rasa's LogisticRegressionClassifier was looked at: it reads the whole message only, and stores itself with skops,
whose version Rasa pins has known holes (CVE-2025-54412) and costs four seconds at start.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import List, Sequence, Tuple

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy import sparse

from bot.engine.embedding_featurizer import EMBEDDING

# How each is fitted. Held-out questions found their leaflet first .877 times with one regression a class ("liblinear"),
# .865 with one over all classes; kinds were told alike, and "saga" stops in a tenth of the time of sklearn's default.
SOLVERS = {
    "one a class": {"solver": "liblinear", "dual": True, "max_iter": 60, "tol": 1e-2},
    "one over all": {"solver": "saga", "max_iter": 15, "tol": 1e-3},
}
# understanding.md: C 10 and the embedding doubled were best on held-out questions.
INVERSE_REGULARISATION = 10.0
EMBEDDING_WEIGHT = 2.0

# Probabilities of each class: of the whole message, shape (classes,), and of its sentences, shape (sentences, classes).
Scores = Tuple[np.ndarray, np.ndarray]


class Linear:
    """Two regressions over the same classes: a quick one on words alone, and one on words and embedding together.

    Where the quick one is sure, the other agrees on held-out questions, and the embedding need not be computed.
    """

    def __init__(
        self, classes: Sequence[str], quick: Weights, full: Weights, embedding: np.ndarray, each_class: bool
    ) -> None:
        """`embedding` has shape (384, classes); `each_class` says that there is one regression a class."""
        self.classes, self._each_class = list(classes), each_class
        self._quick, self._full, self._embedding = quick, full, embedding

    @classmethod
    def fit(cls, messages: List[Message], labels: Sequence[str], how: str) -> Linear:
        """Learned from whole messages, as `SOLVERS` says; the same messages give the same weights."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        # More steps changed no held-out answer.
        warnings.filterwarnings("ignore", category=ConvergenceWarning)

        ngrams = sparse.vstack([_ngrams(message)[0] for message in messages], format="csr")
        vectors = np.vstack([message.get(EMBEDDING).whole for message in messages]) * EMBEDDING_WEIGHT
        both = sparse.hstack([ngrams, sparse.csr_matrix(vectors)], format="csr")
        models = [
            LogisticRegression(C=INVERSE_REGULARISATION, class_weight="balanced", random_state=0, **SOLVERS[how]).fit(
                features.astype(np.float32), labels
            )
            for features in (ngrams, both)
        ]
        split = ngrams.shape[1]
        quick, full = (Weights(model.coef_.T[:split], model.intercept_) for model in models)
        return cls(
            [str(name) for name in models[0].classes_],
            quick,
            full,
            models[1].coef_.T[split:] * EMBEDDING_WEIGHT,
            SOLVERS[how]["solver"] == "liblinear",
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
            each_class=np.array(self._each_class),
        )

    @classmethod
    def load(cls, path: Path) -> Linear:
        """What `save` wrote."""
        with np.load(path, allow_pickle=False) as saved:
            quick = Weights(saved["quick"], saved["quick_intercept"])
            full = Weights(saved["full"], saved["full_intercept"])
            return cls(saved["classes"].tolist(), quick, full, saved["embedding"], bool(saved["each_class"]))

    def quick(self, message: Message) -> Scores:
        """What the words alone say."""
        whole, sentences = (self._quick.logits(rows) for rows in _ngrams(message))
        return self._probabilities(whole)[0], self._probabilities(sentences)

    def full(self, message: Message) -> Scores:
        """What words and embedding say together."""
        whole, sentences = (self._full.logits(rows) for rows in _ngrams(message))
        embedding = message.get(EMBEDDING)
        return (
            self._probabilities(whole + embedding.whole @ self._embedding)[0],
            self._probabilities(sentences + embedding.sentences @ self._embedding),
        )

    def _probabilities(self, logits: np.ndarray) -> np.ndarray:
        most = logits.max(axis=1, keepdims=True)
        odds = 1 / (1 + np.exp(-logits)) if self._each_class else np.exp(logits - most)
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


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
