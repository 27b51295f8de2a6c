"""The guide's questions: answers by label or number, and at most three leaflets that are on the shelf."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.guide import MOST_SHOWN, QUESTIONS, SKIP, answers_to, leaflets_for, understand

questions = st.sampled_from(sorted(QUESTIONS))
given_answers = st.fixed_dictionaries({one: st.sampled_from([None, *answers_to(one), "nonsense"]) for one in QUESTIONS})


@pytest.mark.parametrize(("question", "label"), [(one, label) for one in QUESTIONS for label in answers_to(one)])
def test_an_answer_is_understood_by_label_and_by_number(question, label):
    number = answers_to(question).index(label) + 1
    for said in (label, label.upper(), f"  {label}. ", str(number), f"{number}."):
        assert understand(question, said) == label


@given(questions, st.text(max_size=60))
def test_whatever_is_said_means_one_of_the_answers_or_none(question, said):
    assert understand(question, said) in (*answers_to(question), None)


@pytest.mark.parametrize("said", ["skip", "Not sure", "don't know", "dont know", "pass"])
@given(question=questions)
def test_not_knowing_skips(question, said):
    assert understand(question, said) == SKIP


@pytest.mark.parametrize("said", ["", "0", "99", "2 3", "school bus please", "mediation"])
@given(question=questions)
def test_other_words_are_no_answer(question, said):
    assert understand(question, said) is None


@given(given_answers)
def test_one_to_three_leaflets_that_exist_are_shown(library, answers):
    shown = leaflets_for(answers)
    assert 1 <= len(shown) <= MOST_SHOWN
    assert len(set(shown)) == len(shown)
    assert all(id_ in library.shelf for id_ in shown)


@given(given_answers)
def test_every_leaflet_shown_fits_an_answer_given(answers):
    fitting = {id_ for one, label in answers.items() for id_ in QUESTIONS[one].get(label or "", ())}
    assert set(leaflets_for(answers)) <= (fitting or {"what-iass-does"})


def test_skipping_everything_shows_what_the_service_does():
    assert leaflets_for(dict.fromkeys(QUESTIONS, SKIP)) == ("what-iass-does",)
    assert leaflets_for({}) == ("what-iass-does",)


def test_what_more_answers_point_to_comes_first():
    answers = {"guide_where": "School", "guide_plan": "No plan", "guide_worry": "Getting to school"}
    assert leaflets_for(answers) == ("sen-support", "school-transport", "asking-for-ehc-assessment")


def test_no_answer_points_to_a_leaflet_that_is_not_there(library):
    pointed_to = {id_ for options in QUESTIONS.values() for ids in options.values() for id_ in ids}
    assert pointed_to <= set(library.shelf) and len(pointed_to) >= 20
