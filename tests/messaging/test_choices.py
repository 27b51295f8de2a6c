"""What a parent picks, by label, number or word; all else is a message like any other."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.messaging.choices import AROUND, chosen, is_number_alone

LABELS = ["Mediation about an EHC plan", "Tell me more", "Talk to a person"]
label_lists = st.lists(
    st.sampled_from([*LABELS, "Skip", "School", "No plan", "2", "Yes"]), min_size=1, max_size=9, unique=True
)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("1", 0),
        ("1.", 0),
        (" 2 ", 1),
        ("2)", 1),
        ("#3", 2),
        ("option 2", 1),
        ("Number 3 please", 2),
        ("two", 1),
        ("THREE", 2),
        ("the second one", 1),
        ("first", 0),
        ("the last one please", 2),
        ("tell me more", 1),
        ("Tell me more!", 1),
        ("TALK  TO A PERSON", 2),
    ],
)
def test_a_choice_is_picked(said, place):
    assert chosen(said, LABELS) == place


@pytest.mark.parametrize(
    "said",
    [
        "",
        "  ",
        "0",
        "4",
        "99",
        "four",
        "-",
        "more",
        "1 or 2",
        "I have 2 children",
        "year 3",
        "the second letter",
        "12345",
        "no one",
        "no 1",
        "1.5",
    ],
)
def test_other_words_pick_nothing(said):
    assert chosen(said, LABELS) is None


@given(label_lists, st.data())
def test_a_label_always_picks_itself(labels, data):
    place = data.draw(st.integers(0, len(labels) - 1))
    for said in (labels[place], labels[place].upper(), f" {labels[place]}. "):
        assert chosen(said, labels) == place


@given(label_lists, st.integers(0, 120))
def test_a_number_picks_its_place_or_nothing(labels, number):
    assume(str(number) not in labels)
    numbered = [label for label in labels if label not in AROUND]
    assert chosen(str(number), labels) == (labels.index(numbered[number - 1]) if 1 <= number <= len(numbered) else None)


@given(st.text(max_size=60), label_lists)
def test_whatever_is_said_picks_a_place_there_is_or_none(said, labels):
    place = chosen(said, labels)
    assert place is None or 0 <= place < len(labels)


@given(st.text(max_size=60))
def test_with_nothing_to_pick_nothing_is_picked(said):
    assert chosen(said, []) is None


@pytest.mark.parametrize("said", ["1", "3", "two", "the first one", "last"])
def test_ways_around_a_question_have_no_number(said):
    assert chosen(said, ["Skip", "Go back", "Stop"]) is None
    assert chosen("3", ["Yes", "No", "Go back", "Stop"]) is None
    assert chosen("go back", ["Skip", "Go back", "Stop"]) == 1


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ("1", True),
        ("(1)", True),
        ("option 2", True),
        ("one", True),
        ("1?", False),
        ("the first one", False),
        ("1 but not school", False),
        ("", False),
    ],
)
def test_a_number_alone_is_told_from_words_around_it(said, alone):
    assert is_number_alone(said) is alone
