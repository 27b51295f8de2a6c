"""Cuts a message into sentences: parents write long, and the question is often the last one."""

from __future__ import annotations

import re
from typing import Any, Dict, List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

# A sentence ends at . ! ? or a new line. People also run questions together: "... and how long", "..., also can we".
_QUESTION_WORD = r"(?:how|what|whats|when|where|who|why|which|can|could|do|does|is|are|will|would|should)"
BOUNDARY = re.compile(
    rf"(?<=[.!?])\s+|\n+|,?\s+(?:and|but|plus)(?: also)?,?\s+(?={_QUESTION_WORD}\b)|,?\s+also,?\s+(?={_QUESTION_WORD}\b)",
    re.IGNORECASE,
)
# More sentences than this are read as part of the whole only: a bound on the work one message can ask for.
MOST_SENTENCES = 8


def sentences(text: str) -> List[str]:
    """The sentences of `text` that hold a letter or digit, at most the last eight; a text without any is one sentence."""
    parts = [part.strip() for part in BOUNDARY.split(text)]
    kept = [part for part in parts if any(character.isalnum() for character in part)]
    return kept[-MOST_SENTENCES:] or [text]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SentenceTokenizer(Tokenizer):
    """Rasa's tokens, each of which is a sentence: sequence features are then one row a sentence."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Rasa's options of every tokenizer; none is ours."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> List[Token]:
        """The sentences of the message with their places in it."""
        text, tokens, end = message.get(attribute), [], 0
        for sentence in sentences(text):
            start = text.index(sentence, end)
            end = start + len(sentence)
            tokens.append(Token(sentence, start, end))
        return tokens
