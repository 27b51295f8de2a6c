"""Punctuation becomes plain, and nothing is lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.plain import plain
from bot.messaging.segments import count_segments, is_gsm7


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("It\u2019s \u201cours\u201d \u2013 yes\u2026", 'It\'s "ours" - yes...'),
        ("a\u00a0b\tc", "a b c"),
        ("caf\u0065\u0301", "café"),
        ("D\u0175r\u2019s", "D\u0175r\u2019s"),
        ("میرا بیٹا\u2019", "میرا بیٹا\u2019"),
        ("👍 \u2019", "👍 \u2019"),
    ],
)
def test_only_punctuation_is_changed_and_only_where_it_helps(text, becomes):
    assert plain(text) == becomes


@given(st.text())
def test_no_letter_digit_or_sign_is_lost(text):
    def kept(words):
        return [
            c
            for c in unicodedata.normalize("NFC", words)
            # Grave and acute as apostrophes, and the minus, which a plain keyboard has as a hyphen.
            if unicodedata.category(c)[0] in "LNMS" and c not in "\u0060\u00b4\u2212"
        ]

    assert kept(plain(text)) == kept(text)


@given(st.text())
def test_it_never_costs_more_and_twice_is_once(text):
    assert plain(plain(text)) == plain(text)
    if is_gsm7(plain(text)):
        assert count_segments(plain(text)) <= max(1, count_segments(text)) or "\u2026" in text or "€" in text
