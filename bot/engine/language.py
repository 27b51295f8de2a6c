"""Which language a message is in, if it is surely not English: lingua over the languages of content/languages.toml.

Its low accuracy mode: on sentences of four words it told these apart as well as the other, in 20 MB instead of 220.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Iterable, Optional

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

# Short or doubtful texts ("ehcp", "mum") are English.
LEAST_WORDS = 4
# How sure it must be; held against every training text of ours in tests/engine/test_language.py.
SURE, MOST_ENGLISH = 0.9, 0.05
CODES = ("ar", "bn", "zh", "fr", "gu", "pl", "pt", "pa", "ro", "so", "es", "tr", "uk", "ur")
# A word parents used this often in questions on our leaflets is English, whatever its letters look like ("too far to
# walk" is no Somali); where at least this share of a message is such words, the message is.
USED, ENGLISH_SHARE = 2, 0.5
_WORD = re.compile(r"[^\W\d_]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def english_words(questions: Iterable[str]) -> frozenset[str]:
    """The words these English questions are made of, lower-case; one used only once may be a slip or a name."""
    used = Counter(word for question in questions for word in _WORD.findall(question.lower()))
    return frozenset(word for word, times in used.items() if times >= USED)


def language_of(text: str, english: frozenset[str]) -> Optional[str]:
    """The ISO 639-1 code of the language of `text`; None if it is English, too short or in doubt.

    `english` is what `english_words` found.
    """
    words = _WORD.findall(text.lower())
    if len(_CHINESE.findall(text)) < LEAST_WORDS and len(words) < LEAST_WORDS:
        return None
    if sum(word in english for word in words) >= ENGLISH_SHARE * max(1, len(words)):
        return None
    values = _detector().compute_language_confidence_values(text)
    best = values[0]
    is_english = next((one.value for one in values if one.language == Language.ENGLISH), 0.0)
    if best.language == Language.ENGLISH or best.value < SURE or is_english > MOST_ENGLISH:
        return None
    return str(best.language.iso_code_639_1.name).lower()


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    codes = [getattr(IsoCode639_1, code.upper()) for code in ("en", *CODES)]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()
