"""The sentence encoder is the one the design names, and the same text always gives the same vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.engine import encoder
from bot.engine.encoder import Encoder, EncoderError, convert, folder


@pytest.fixture(scope="module")
def made() -> Encoder:
    return Encoder(folder())


def test_vectors_have_length_one_and_repeat(made: Encoder) -> None:
    once, again = made.embed(["how do i appeal"]), made.embed(["how do i appeal"])
    assert np.array_equal(once, again) and abs(float(np.linalg.norm(once)) - 1) < 1e-5


def test_near_meanings_are_nearer_than_far_ones(made: Encoder) -> None:
    rows = made.embed(["can I get a taxi to school", "free school transport", "how do I appeal a decision"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_a_file_that_is_not_the_designs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encoder.SHA256, "tokenizer.json", "0" * 64)
    with pytest.raises(EncoderError, match="SHA-256"):
        convert(tmp_path / "encoder")
    assert not (tmp_path / "encoder").exists()


def test_a_missing_encoder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="make run"):
        Encoder(tmp_path)
