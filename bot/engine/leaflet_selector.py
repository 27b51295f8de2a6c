"""Which leaflet a question is about: a ranking of all of them, and a second topic if the message asks about two."""

from __future__ import annotations

from typing import List, Optional, Tuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.engine.components import ReadyComponent
from bot.engine.intent_classifier import ASK_LEAFLET, LEAFLET
from bot.engine.linear import WEIGHED, Weighed
from bot.library.find import ANSWER_FROM_WITH_LEAD, is_clear, subject

RANKING = "leaflet_ranking"
ALSO = "leaflet_also"
# The kinds of message whose topic matters: questions, and what is declined with the options of its topic.
DECLINED = ("ask_opinion", "ask_prediction")
WITH_TOPIC = (ASK_LEAFLET, *DECLINED)
# "How long have I got to appeal" is no follow-up where nothing was said before: then it is a question like any other.
MAY_HAVE_TOPIC = ("follow_up_more", "follow_up_time", "follow_up_options")
RANKED = 5
# Of the three a parent is offered when asked back, so many are the likeliest of all.
SURELY_OFFERED = 2
# A sentence speaks for a second topic of its own only if it is surer than this.
SECOND_FROM = 0.5
# From here on the words alone decide; held-out questions were answered as rightly as with the embedding.
SURE_BY_WORDS = 0.5
# A word or two ("assessment", "the letter") may mean several leaflets, however sure the weights are: ask back unless
# one stands out.
FEW_WORDS = 2
DOUBT_OF_FEW_WORDS = 0.5
# The ranking shares 1 among the leaflets even where the question is one that none of them answers. Then the best is a
# doubt, and asked back. On tests/understanding/tuning, of 12 unrelated messages that would have been answered 8 were
# asked back instead, with 1 question in 100; single leaflets in the place of all together spared 4 of them fewer.
NOT_OURS, LIKELIER_THAN_NONE = ("ask_uncovered", "out_of_scope"), 9.0
MOST_IN_DOUBT = ANSWER_FROM_WITH_LEAD - 0.01
PREFIX = ASK_LEAFLET + "/"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LeafletSelector(ReadyComponent):
    """Reads the leaflets out of what the intent classifier weighed: each is a class of its own there."""

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets the ranking of each question, the second topic, and the entity `leaflet` when the first is clear."""
        for message in messages:
            weighed: Optional[Weighed] = message.get(WEIGHED)
            if weighed is None or message.get(INTENT, {}).get("name") not in (*WITH_TOPIC, *MAY_HAVE_TOPIC):
                continue
            is_short = len(message.get(TEXT).split()) <= FEW_WORDS
            scores = weighed.quick
            ranking, also = select(weighed.classes, *scores)
            if is_short or ranking[0][1] < SURE_BY_WORDS or is_unlikely(weighed.classes, *scores):
                scores = weighed.full
                ranking, also = select(weighed.classes, *scores)
            if is_short:
                ranking = [(id_, round(score * DOUBT_OF_FEW_WORDS, 4)) for id_, score in ranking]
            if is_unlikely(weighed.classes, *scores):
                ranking = [(id_, min(score, MOST_IN_DOUBT)) for id_, score in ranking]
            if scores is not weighed.quick:
                ranking = with_best_by_words(ranking, select(weighed.classes, *weighed.quick)[0])
            message.set(RANKING, ranking, add_to_output=True)
            message.set(ALSO, also, add_to_output=True)
            name, text = message.get(INTENT)["name"], message.get(TEXT)
            if name in DECLINED:
                about = subject(ranking, text)
            else:
                about = ranking[0][0] if is_clear([score for _, score in ranking]) else None
            if name in WITH_TOPIC and about:
                entity = {"entity": LEAFLET, "value": about, "start": 0, "end": len(text)}
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages


def is_unlikely(classes: List[str], whole: np.ndarray, sentences: np.ndarray) -> bool:
    """Whether all leaflets together are hardly likelier than that none of ours answers.

    Of the whole message or of any sentence in it, whichever says more for a leaflet.
    """
    rows = np.vstack([whole, sentences])
    ours = rows[:, [name.startswith(PREFIX) for name in classes]].sum(axis=1)
    none = rows[:, [name in NOT_OURS for name in classes]].sum(axis=1)
    return bool((ours < LIKELIER_THAN_NONE * none).all())


def with_best_by_words(ranking: List[Tuple[str, float]], by_words: List[Tuple[str, float]]) -> List[Tuple[str, float]]:
    """`ranking` (best first) with its third place given to the leaflet that the words alone hold likeliest of all others.

    Where a parent is asked back, two ways of reading offer more between them than one. On tests/understanding/tuning the
    right leaflet was among three .955 times (without: .947), as with nearest neighbours or passages in the third place.
    """
    first = ranking[:SURELY_OFFERED]
    third = next(((id_, score) for id_, score in by_words if id_ not in dict(first)), None)
    if third is None or len(first) < SURELY_OFFERED:
        return ranking
    likely = max(third[1], dict(ranking).get(third[0], 0.0))
    rest = [(id_, score) for id_, score in ranking[SURELY_OFFERED:] if id_ != third[0]]
    return [*first, (third[0], min(first[-1][1], likely)), *rest][:RANKED]


def select(
    classes: List[str], whole: np.ndarray, sentences: np.ndarray
) -> Tuple[List[Tuple[str, float]], Optional[str]]:
    """The best leaflets with their probabilities, best first, and the id of a second topic or None.

    Classes that are no leaflet are left out. The whole message and the mean of its sentences count alike; a sentence that
    asks nothing ("my son has autism") is like no leaflet and hardly counts. Of six ways tried on tests/understanding/tuning
    all ranked alike (.845 to .857 first), and this answered .034 more of them at once than each sentence shared out first.
    """
    places = [at for at, name in enumerate(classes) if name.startswith(PREFIX)]
    ids = [classes[at][len(PREFIX) :] for at in places]
    whole, sentences = whole[places], sentences[:, places]
    scores = (whole / whole.sum() + sentences.mean(axis=0) / sentences.mean(axis=0).sum()) / 2
    order = np.argsort(-scores, kind="stable")[:RANKED]
    ranking = [(ids[i], round(float(scores[i]), 4)) for i in order]
    seconds = [(float(row.max() / row.sum()), ids[int(row.argmax())]) for row in sentences]
    sure = [(score, name) for score, name in seconds if score >= SECOND_FROM and name != ranking[0][0]]
    return ranking, max(sure)[1] if sure and len(sentences) > 1 else None
