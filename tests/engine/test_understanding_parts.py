"""The parts that read a message: sentences, n-gram weights, the two decisions over scores, the graph's order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.engine.intent_classifier import weigh
from bot.engine.leaflet_selector import RANKED, select, with_best_by_words
from bot.engine.ngram_featurizer import ANALYSERS, Weighing
from bot.engine.sentence_tokenizer import MOST_SENTENCES, SentenceTokenizer, sentences
from bot.engine.turn import parse_choice

QUESTIONS = ["how do i appeal the plan", "my son was suspended again and again", "who pays for the taxi to school"]


def test_the_question_at_the_end_is_a_sentence_of_its_own() -> None:
    assert sentences("We moved in May. He is 7! Can they stop the taxi")[-1] == "Can they stop the taxi"


def test_two_questions_run_together_are_two_sentences() -> None:
    assert len(sentences("how do i appeal and also can we get transport")) == 2


@given(st.text(max_size=300))
def test_every_sentence_stands_in_the_text_where_it_says(text: str) -> None:
    message = Message({TEXT: text})
    tokens = SentenceTokenizer(SentenceTokenizer.get_default_config()).tokenize(message, TEXT)
    assert 1 <= len(tokens) <= MOST_SENTENCES
    assert all(text[token.start : token.end] == token.text for token in tokens)


@pytest.mark.parametrize("name", ANALYSERS)
@given(text=st.text(alphabet="abcdefg hijk lmnop .!?'1", max_size=80))
def test_weights_are_those_of_scikit_learn(name: str, text: str) -> None:
    vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **ANALYSERS[name]).fit(QUESTIONS)
    columns, weights = Weighing(vectorizer, 0).weigh(text)
    ours = np.zeros(len(vectorizer.vocabulary_))
    ours[columns] = weights
    assert np.allclose(ours, vectorizer.transform([text]).toarray()[0], atol=1e-6)


def test_a_sentence_that_asks_about_somebody_decides() -> None:
    kinds = ["ask_leaflet", "ask_third_party"]
    told = np.array([[0.95, 0.05], [0.3, 0.7]])
    assert weigh(kinds, np.array([0.8, 0.2]), told)[0] == "ask_third_party"
    # Unless the whole message is surely about something else.
    assert weigh(kinds, np.array([0.9, 0.1]), told)[0] == "ask_leaflet"


def test_a_question_how_a_request_fares_is_no_request() -> None:
    kinds = ["ask_my_information", "ask_status"]
    assert weigh(kinds, np.array([0.6, 0.4]), np.array([[0.6, 0.4]]))[0] == "ask_status"
    # Where the other is hardly likely, the request stands.
    assert weigh(kinds, np.array([0.8, 0.2]), np.array([[0.8, 0.2]]))[0] == "ask_my_information"
    # A question for a leaflet is not given up so easily.
    assert weigh(["ask_leaflet", "ask_status"], np.array([0.6, 0.4]), np.array([[0.6, 0.4]]))[0] == "ask_leaflet"


def test_the_words_have_a_say_in_what_is_offered_third() -> None:
    ranking = [("mediation", 0.4), ("tribunal-appeal", 0.3), ("glossary", 0.1), ("eotas", 0.05), ("early-years", 0.04)]
    offered = with_best_by_words(ranking, [("mediation", 0.5), ("sen-support", 0.45)])
    assert [id_ for id_, _ in offered] == ["mediation", "tribunal-appeal", "sen-support", "glossary", "eotas"]
    # Best first, and the first two as they were: only what is offered beside them changes.
    assert offered[:2] == ranking[:2] and offered[2][1] == 0.3 and len(offered) == RANKED
    known = with_best_by_words(ranking, [("eotas", 0.2), ("mediation", 0.1)])
    assert [id_ for id_, _ in known] == ["mediation", "tribunal-appeal", "eotas", "glossary", "early-years"]


def test_thanks_around_a_question_do_not_hide_it() -> None:
    kinds = ["ask_leaflet", "thank"]
    name, _ = weigh(kinds, np.array([0.45, 0.55]), np.array([[0.9, 0.1], [0.05, 0.95]]))
    assert name == "ask_leaflet"


def test_a_second_topic_needs_a_sentence_of_its_own() -> None:
    classes = ["ask_leaflet/mediation", "ask_leaflet/transport", "thank"]
    both = select(classes, np.array([0.6, 0.4, 0.9]), np.array([[0.9, 0.1, 0.2], [0.2, 0.8, 0.1]]))
    assert both[0][0][0] == "mediation" and both[1] == "transport"
    one = select(classes, np.array([0.6, 0.4, 0.1]), np.array([[0.6, 0.4, 0.1]]))
    assert one[1] is None


def test_a_choice_carries_its_leaflet_and_section() -> None:
    parsed = parse_choice("follow_up_more:mediation:your-options", "Your options in full")
    assert parsed["intent"]["name"] == "follow_up_more"
    assert [(e["entity"], e["value"]) for e in parsed["entities"]] == [
        ("leaflet", "mediation"),
        ("section", "your-options"),
    ]
