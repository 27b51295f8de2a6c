"""Logistic regression over a message, used to tell kinds of message and leaflets apart.

Rasa's LogisticRegressionClassifier was looked at: it reads the whole message only, and stores itself with skops,
whose version Rasa pins has known holes (CVE-2025-54412) and costs four seconds at start.
"""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, List, Sequence, Tuple

import numpy as np
from rasa.shared.nlu.training_data.message import Message
from scipy import sparse

from bot.engine.embedding_featurizer import EMBEDDING
from bot.engine.ngram_featurizer import NGRAMS

# One regression a class. One over all classes knew .89 of the other kinds where these knew .91, on tests/understanding/
# tuning; fitted more exactly they said the same of 9,995 in 10,000 training texts.
SOLVER = {"solver": "liblinear", "dual": True, "max_iter": 10, "tol": 0.1}
# understanding.md: C 10 and the embedding doubled were best on held-out questions.
INVERSE_REGULARISATION = 10.0
EMBEDDING_WEIGHT = 2.0

# How likely each class is, each by itself: of the whole message, shape (classes,), and of its sentences, shape
# (sentences, classes).
Scores = Tuple[np.ndarray, np.ndarray]
WEIGHED = "weighed"


class Linear:
    """Two regressions for every class: a quick one on words alone, and one on words and embedding together.

    Where the quick one is sure, the other agrees on held-out questions, and the embedding need not be computed.
    """

    def __init__(self, classes: Sequence[str], quick: Weights, full: Weights, embedding: np.ndarray) -> None:
        """`embedding` has shape (384, classes)."""
        self.classes = list(classes)
        self._quick, self._full, self._embedding = quick, full, embedding

    @classmethod
    def fit(cls, messages: List[Message], labels: Sequence[str]) -> Linear:
        """Learned from whole messages; the same messages give the same weights."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        # More steps changed no held-out answer.
        warnings.filterwarnings("ignore", category=ConvergenceWarning)

        ngrams = sparse.vstack([message.get(NGRAMS).whole for message in messages], format="csr")
        vectors = np.vstack([message.get(EMBEDDING).whole for message in messages]) * EMBEDDING_WEIGHT
        both = sparse.hstack([ngrams, sparse.csr_matrix(vectors)], format="csr")

        def fitted(features: sparse.csr_matrix) -> Any:
            model = LogisticRegression(C=INVERSE_REGULARISATION, class_weight="balanced", random_state=0, **SOLVER)
            return model.fit(features.astype(np.float32), labels)

        with ThreadPoolExecutor() as threads:  # the solvers let go of Python's lock
            models = list(threads.map(fitted, (ngrams, both)))
        split = ngrams.shape[1]
        quick, full = (Weights(model.coef_.T[:split], model.intercept_) for model in models)
        return cls(
            [str(name) for name in models[0].classes_],
            quick,
            full,
            models[1].coef_.T[split:] * EMBEDDING_WEIGHT,
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
        whole, sentences = (self._quick.logits(rows) for rows in message.get(NGRAMS))
        return _odds(whole)[0], _odds(sentences)

    def full(self, message: Message) -> Scores:
        """What words and embedding say together."""
        whole, sentences = (self._full.logits(rows) for rows in message.get(NGRAMS))
        embedding = message.get(EMBEDDING)
        return (
            _odds(whole + embedding.whole @ self._embedding)[0],
            _odds(sentences + embedding.sentences @ self._embedding),
        )


class Weighed:
    """A message and what a model makes of it, found when first asked for."""

    def __init__(self, model: Linear, message: Message) -> None:
        """Costs nothing yet."""
        self._model, self._message = model, message

    @property
    def classes(self) -> List[str]:
        """What each place of the scores stands for."""
        return self._model.classes

    @cached_property
    def quick(self) -> Scores:
        """What the words alone say."""
        return self._model.quick(self._message)

    @cached_property
    def full(self) -> Scores:
        """What words and embedding say together."""
        return self._model.full(self._message)


class Weights:
    """A weight for every n-gram and class, shape (features, classes), and one for every class."""

    def __init__(self, ngrams: np.ndarray, intercept: np.ndarray) -> None:
        """Kept row by row; the n-grams' as 16-bit numbers, which weigh the same to three digits in half the memory."""
        self.ngrams = np.ascontiguousarray(ngrams, dtype=np.float16)
        self.intercept = intercept.astype(np.float32)

    def logits(self, rows: sparse.csr_matrix) -> np.ndarray:
        """Shape (rows, classes). Gathers the few weights a row touches: quicker than a sparse product."""
        sums = np.empty((rows.shape[0], len(self.intercept)), dtype=np.float32)
        for place, (start, end) in enumerate(zip(rows.indptr, rows.indptr[1:])):
            sums[place] = rows.data[start:end] @ self.ngrams[rows.indices[start:end]].astype(np.float32)
        return sums + self.intercept


def _odds(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits)))


def has_features(message: Message) -> bool:
    """Whether the featurizers saw any text in the message."""
    return message.get(EMBEDDING) is not None and message.get(NGRAMS) is not None
