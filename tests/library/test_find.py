"""Which leaflet answers: sure ones are given, others offered, and none past its review date is either."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.find import (
    ANSWER_FROM,
    ANSWER_FROM_WITH_LEAD,
    CLARIFY_FROM,
    LEAD,
    MOST_OFFERED,
    OFFER_FROM,
    Outcome,
    find,
    is_clear,
)
from tests.library.making import make_leaflet

DUE = date(2027, 11, 16)
IDS = ["apples", "bells", "cups", "drums", "eggs"]
# Every second leaflet falls due earlier, so that a day can lie between.
EARLIER = date(2027, 1, 1)


def shelf_of(ids=IDS):
    made = {}
    for place, id_ in enumerate(ids):
        changes = [("title: Swings in the park", f"title: {id_.title() if place % 3 else id_}")]
        if place % 2:
            changes.append(("review_due: 2027-11-16", f"review_due: {EARLIER}"))
        made[id_] = make_leaflet(id_, *changes)
    return made


SHELF = shelf_of()
rankings = st.lists(
    st.tuples(st.sampled_from([*IDS, "torn", "lost"]), st.floats(0, 1)), max_size=7, unique_by=lambda pair: pair[0]
).map(lambda pairs: sorted(pairs, key=lambda pair: -pair[1]))
days = st.sampled_from([EARLIER, EARLIER + timedelta(days=1), DUE, DUE + timedelta(days=1)])
others = st.sampled_from([None, *IDS, "torn"])


@given(rankings, others, days)
def test_nothing_past_its_review_date_is_served_or_offered(ranking, also, today):
    found = find(ranking, also, SHELF, today)
    if found.outcome is Outcome.PAST_REVIEW:
        assert not found.leaflets[0].is_served(today)
    else:
        assert all(leaflet.is_served(today) for leaflet in found.leaflets)
    assert found.also is None or found.also.is_served(today)


@given(rankings, others, days)
def test_each_outcome_speaks_of_as_many_leaflets_as_it_needs(ranking, also, today):
    found = find(ranking, also, SHELF, today)
    wanted = {Outcome.ANSWERED: {1}, Outcome.PAST_REVIEW: {1}, Outcome.NO_LEAFLET: {0}, Outcome.CLARIFY: {1, 2, 3}}
    assert len(found.leaflets) in wanted[found.outcome]
    assert len({leaflet.id for leaflet in found.leaflets}) == len(found.leaflets)
    assert found.also is None or (found.outcome is Outcome.ANSWERED and found.also.id != found.leaflets[0].id)


@given(rankings, others, days)
def test_only_what_was_ranked_and_is_on_the_shelf_is_given(ranking, also, today):
    scores = dict(ranking)
    found = find(ranking, also, SHELF, today)
    for leaflet in found.leaflets:
        assert scores[leaflet.id] >= (OFFER_FROM if found.outcome is Outcome.CLARIFY else ANSWER_FROM_WITH_LEAD)


@given(rankings, others, days)
def test_what_is_offered_stands_in_order_of_title_and_not_of_rank(ranking, also, today):
    titles = [leaflet.title.lower() for leaflet in find(ranking, also, SHELF, today).leaflets]
    assert titles == sorted(titles)


@given(st.lists(st.floats(0, 1), max_size=6).map(lambda scores: sorted(scores, reverse=True)))
def test_a_higher_first_score_never_makes_it_less_clear(scores):
    if scores and is_clear(scores):
        assert is_clear([1.0, *scores[1:]])


@pytest.mark.parametrize(
    ("scores", "clear"),
    [
        ([], False),
        ([ANSWER_FROM], True),
        ([ANSWER_FROM, ANSWER_FROM], True),
        ([ANSWER_FROM - 0.01, 0.3], False),
        ([ANSWER_FROM_WITH_LEAD], True),
        ([ANSWER_FROM_WITH_LEAD, ANSWER_FROM_WITH_LEAD - LEAD - 0.01], True),
        ([ANSWER_FROM_WITH_LEAD, ANSWER_FROM_WITH_LEAD - LEAD + 0.01], False),
        ([ANSWER_FROM_WITH_LEAD - 0.01], False),
    ],
)
def test_what_is_sure_enough(scores, clear):
    assert is_clear(scores) is clear


def test_a_sure_topic_is_answered_and_a_second_one_offered():
    found = find([("apples", 0.7), ("cups", 0.2)], "cups", SHELF, EARLIER)
    assert (found.outcome, [one.id for one in found.leaflets]) == (Outcome.ANSWERED, ["apples"])
    assert found.also is SHELF["cups"]


def test_the_same_topic_is_not_offered_as_a_second_one():
    assert find([("apples", 0.7)], "apples", SHELF, EARLIER).also is None


def test_a_sure_topic_past_review_is_said_to_be():
    found = find([("bells", 0.9), ("apples", 0.05)], None, SHELF, EARLIER + timedelta(days=1))
    assert (found.outcome, found.leaflets) == (Outcome.PAST_REVIEW, (SHELF["bells"],))


def test_an_unsure_ranking_asks_back_between_three_at_most():
    found = find([(id_, 0.2) for id_ in IDS], None, SHELF, EARLIER)
    assert found.outcome is Outcome.CLARIFY
    assert len(found.leaflets) == MOST_OFFERED


def test_unlikely_ones_are_not_offered():
    found = find([("apples", 0.3), ("cups", OFFER_FROM - 0.001)], None, SHELF, EARLIER)
    assert [one.id for one in found.leaflets] == ["apples"]


def test_a_guess_is_no_answer():
    assert find([("apples", CLARIFY_FROM - 0.001)], None, SHELF, EARLIER).outcome is Outcome.NO_LEAFLET
    assert find([], None, SHELF, EARLIER).outcome is Outcome.NO_LEAFLET
    assert find([("torn", 0.9)], None, SHELF, EARLIER).outcome is Outcome.NO_LEAFLET


def test_when_all_that_could_be_offered_is_past_review_there_is_no_leaflet():
    later = EARLIER + timedelta(days=1)
    assert find([("bells", 0.3), ("drums", 0.3)], None, SHELF, later).outcome is Outcome.NO_LEAFLET
