"""Which language a message is in, if it is surely not English: lingua over the languages of content/languages.toml.

Its low accuracy mode: on sentences of four words it told these apart as well as the other, in 20 MB instead of 220.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Optional

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

# Short or doubtful texts ("ehcp", "mum") are English.
LEAST_WORDS = 4
# How sure it must be; held against every training text of ours in tests/engine/test_language.py.
SURE, MOST_ENGLISH = 0.9, 0.05
CODES = ("ar", "bn", "zh", "fr", "gu", "pl", "pt", "pa", "ro", "so", "es", "tr", "uk", "ur")
# One of these and it is English, whatever the letters look like ("too far to walk" is no Somali): none is a word of the
# other languages. Of those that are ("can" is Turkish, "do" Polish) it takes two.
_ENGLISH = re.compile(
    r"\b(?:the|for|just|same|ask|wot|now|with|what|how|who|phone|walk|policy|section|overdue|late|diff\w*|mtgs|sld|pmld|spld"
    r"|is|my|does|you|his|him|she|he|and|of|when|they|not|have|it|get|school|council|plan|child|help|language|want|need"
    r"|time|hours|parts|wkly|weeks?|form|nah|NPQ|senco|paid|still|after)\b",
    re.IGNORECASE,
)
_ALSO_ENGLISH = re.compile(r"\b(?:to|do|i|a|her|are|we|has|can|be|please|on|an|in|at|or|by|as|no)\b", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def language_of(text: str) -> Optional[str]:
    """The ISO 639-1 code of the language of `text`; None if it is English, too short or in doubt."""
    if len(_CHINESE.findall(text)) < LEAST_WORDS and len(re.findall(r"[^\W\d_]+", text)) < LEAST_WORDS:
        return None
    if _ENGLISH.search(text) or len(_ALSO_ENGLISH.findall(text)) > 1:
        return None
    values = _detector().compute_language_confidence_values(text)
    best = values[0]
    english = next((one.value for one in values if one.language == Language.ENGLISH), 0.0)
    if best.language == Language.ENGLISH or best.value < SURE or english > MOST_ENGLISH:
        return None
    return str(best.language.iso_code_639_1.name).lower()


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    codes = [getattr(IsoCode639_1, code.upper()) for code in ("en", *CODES)]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()
