"""What a message is read as before it is weighed: any child, any family, any need, nobody's telephone number.

A son's question and a daughter's, Ayesha's and Oliver's, about autism and about dyslexia, get the same answer because the
weights never see which it was (C-163, tests/impartiality/test_symmetry.py); held-out questions were understood as well as
before (names .001 either way).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, FrozenSet, Iterable, List

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.components import LearningComponent

READ = "read"
# What every name is read as; a capital letter and a word that training texts do not use make a name.
ANYBODY = "Alex"
# A word that so many training texts write in small letters is no name.
USED = 2
WORDS_FILE = "words.json"

# Each word on the right is read as the one on the left.
_ALIKE = {
    "they": "he she",
    "them": "him",
    "their": "his her hers",
    "themself": "himself herself",
    "theyre": "hes shes he's she's he’s she’s",
    "child": "son daughter boy girl lad lass ds dd stepson stepdaughter stepchild grandson granddaughter grandchild",
    "children": "sons daughters boys girls lads lasses",
    "child's": "son's daughter's son’s daughter’s",
    "sibling": "brother sister",
    "parent": "mum dad mam mom mother father",
    "parents": "mums dads mothers fathers",
    "gran": "grandma grandad granddad nan nana grandmother grandfather grandparent",
    "partner": "husband wife",
}
# Whatever the need, the law is the same. Illnesses that schools give medicine for are not among them: those have a
# leaflet of their own.
_NEEDS = """
    adhd, asd, asc, aspergers, asperger's, asperger’s, autism spectrum disorder, autism spectrum condition, pda, dyslexia,
    dyspraxia, dyscalculia, dcd, dld, fasd, down's syndrome, down’s syndrome, downs syndrome, down syndrome,
    cerebral palsy, hearing loss, hearing impairment, sight loss, visual impairment, deafness, blindness, selective mutism,
    tourette's, tourettes, tourette's syndrome, learning difficulties, learning disability, learning disabilities,
    global developmental delay, gdd, sensory processing disorder, speech delay, language delay
"""
A_NEED = "autism"
_READ_AS = {word: read for read, words in _ALIKE.items() for word in words.split()}
_READ_AS |= {" ".join(need.split()): A_NEED for need in _NEEDS.split(",")}
_READ_AS |= {f"foster {word}": "child" for word in ("son", "daughter", "child", "boy", "girl")}
_GENDERED = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _READ_AS), key=len, reverse=True)) + r")\b", re.IGNORECASE
)
# A telephone number, an email address, a postcode, a day in figures: they say who, never what is asked.
_CONTACT = re.compile(
    r"\+?\d[\d ()-]{7,14}\d|[^\s@]{1,64}@[^\s@]{1,255}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b",
    re.IGNORECASE,
)


# "Ring me on ...": what leads to it goes with it.
_LEADS_TO_CONTACT = re.compile(
    r"(?:\b(?:on|at|ring|call|text|phone|tel|number|no|my|is|me)\b[ :.,]*){1,4}$", re.IGNORECASE
)
_CAPITAL = re.compile(r"\b[A-Z][a-z]+(?:[-’'][A-Z]?[a-z]+)*")


def common_words(texts: Iterable[str]) -> FrozenSet[str]:
    """The words that `texts` write in small letters, at least two of them each."""
    used = Counter(word for text in texts for word in set(re.findall(r"\b[a-z]+", text)))
    return frozenset(word for word, times in used.items() if times >= USED)


def neutral(text: str, known: FrozenSet[str]) -> str:
    """`text` without names, gender, kinds of need and contact details; the text itself where nothing else would be left.

    `known` are the words that are no names.
    """
    plain = _without_contact(text)
    if not any(map(str.isalnum, plain)):
        return text
    named = _CAPITAL.sub(lambda found: found[0] if _is_known(found[0].lower(), known) else ANYBODY, plain)
    named = _SIGNED.sub("", _WHOLE_NAME.sub(ANYBODY, named))
    return _GENDERED.sub(lambda found: _READ_AS[found[0].lower()], named)


def _without_contact(text: str) -> str:
    parts, at = [], 0
    for found in _CONTACT.finditer(text):
        parts.append(_LEADS_TO_CONTACT.sub("", text[at : found.start()]))
        at = found.end()
    return " ".join([*parts, text[at:]])


def _is_known(word: str, known: FrozenSet[str]) -> bool:
    return all(part in known or part in _READ_AS for part in re.findall("[a-z]+", word) if len(part) > 1)


# First name and surname are one person.
_WHOLE_NAME = re.compile(rf"\b{ANYBODY}(?: {ANYBODY})+\b")
# A name alone at the end signs the message.
_SIGNED = re.compile(rf"\s*[,\n]\s*{ANYBODY}\s*$")


@dataclass(frozen=True)
class Read:
    """A message as it is weighed: the whole of it, and each of its sentences."""

    whole: str
    sentences: List[str]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NeutralReader(LearningComponent):
    """Puts a `Read` on every message; it learns which words are no names."""

    def __init__(self, storage: ModelStorage, resource: Resource, known: FrozenSet[str] = frozenset()) -> None:
        """Without `known` words it must be trained before it can read."""
        super().__init__(storage, resource)
        self._known = known

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NeutralReader:
        """The trained reader out of the model."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, frozenset(json.loads((folder / WORDS_FILE).read_text("utf-8"))))

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the words of every training text."""
        self._known = common_words(example.get(TEXT) or "" for example in training_data.training_examples)
        with self._storage.write_to(self._resource) as folder:
            (folder / WORDS_FILE).write_text(json.dumps(sorted(self._known)), "utf-8")
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds a `Read` to each message that has a text."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                parts = [token.text for token in message.get(TOKENS_NAMES[TEXT], [])] or [text]
                sentences = [neutral(part, self._known) for part in parts]
                whole = sentences[0] if parts == [text] else neutral(text, self._known)
                message.set(READ, Read(whole, sentences))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds a `Read` to every training example."""
        self.process(training_data.training_examples)
        return training_data
