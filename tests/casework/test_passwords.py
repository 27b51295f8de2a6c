"""A password is long, and not made only of what would be guessed first."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.passwords import MOST_CHARACTERS, fault

NAMES = ("a.okafor", "Ada Okafor", "Northmoor SEND Information Advice and Support Service", "Northmoor")


@pytest.mark.parametrize(
    "password",
    [
        "teapot lighthouse gravel nineteen",
        "my old bike squeaks on hills",
        "kmvtwqzhrjxbpld",
        "tW9#kq2!Lz7&vB4",
        "730194628507316",
        "Añejo łódź čaj žluťoučký",
        "ein zwei Regenschirm",
        "okafor brews marmalade tea",
        "x" * 100 + " and the heron walks quietly",
    ],
)
def test_what_only_the_officer_would_put_together_will_do(password: str) -> None:
    assert fault(password, NAMES) is None


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("", "15 characters"),
        ("fourteen chars", "15 characters"),
        ("a" * 15, "repeats"),
        ("abcabcabcabcabcabc", "repeats"),
        ("123456789012345", "guessed"),
        ("qwertyuiopasdfghjkl", "guessed"),
        ("1qaz2wsx3edc4rfv", "guessed"),
        ("passwordpassword", "guessed"),
        ("Password123456789!", "guessed"),
        ("P@ssw0rdP@ssw0rd2026", "guessed"),
        ("welcomewelcome2026!!", "guessed"),
        ("CorrectHorseBatteryStaple", "guessed"),
        ("letmeinletmeinletmein", "guessed"),
        ("zyxwvutsrqponmlk", "guessed"),
        ("AdaOkafor1234567", "name"),
        ("northmoor northmoor", "name"),
        ("Northmoor-SEND-2026", "name"),
        ("y" * (MOST_CHARACTERS + 1), "at most"),
    ],
)
def test_what_would_be_guessed_is_refused_in_one_sentence(password: str, word: str) -> None:
    said = fault(password, NAMES)
    assert said is not None
    assert word in said
    assert said.count(".") == 1
    assert said.endswith(".")
    assert len(password) < 4 or password not in said


@given(st.text(max_size=300))
def test_any_text_is_judged(password: str) -> None:
    said = fault(password, NAMES)
    assert said is None or len(password) < 15 or said


def test_there_is_no_maximum_at_128() -> None:
    assert (
        fault(
            "teapot lighthouse " * 5 + "gravel nineteen otters in a boat, and many more words than anyone types", NAMES
        )
        is None
    )


def test_judging_the_longest_is_quick() -> None:
    began = time.perf_counter()
    fault("ab" * (MOST_CHARACTERS // 2), NAMES)
    fault("".join(chr(97 + i * 7 % 26) for i in range(MOST_CHARACTERS)), NAMES)
    assert time.perf_counter() - began < 2
