"""A reference is easy to say and tells nothing."""

from hypothesis import given
from hypothesis import strategies as st

from bot.casework.referral.reference import WORDS, reference


@given(st.binary(min_size=8, max_size=8))
def test_it_is_three_easy_words(random: bytes) -> None:
    assert [word in WORDS for word in reference(random).split("-")] == [True, True, True]


def test_no_word_stands_twice_or_is_hard_to_say() -> None:
    assert len(set(WORDS)) == len(WORDS) > 300
    assert all(3 <= len(word) <= 9 and word.isalpha() and word.islower() for word in WORDS)
