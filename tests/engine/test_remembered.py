"""Vectors kept between trainings are those that would be computed, and a damaged file costs only time."""

from pathlib import Path

import numpy as np
import pytest

from bot.engine.remembered import embed_remembered


class Embedder:
    """Counts what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: list[str]) -> np.ndarray:
        self.asked += texts
        return np.array([[len(text), ord(text[0])] for text in texts], dtype=np.float32)


def test_only_new_texts_are_embedded_and_old_ones_forgotten(tmp_path: Path) -> None:
    embed, file = Embedder(), tmp_path / "known.npz"
    first = embed_remembered(embed, ["a plan", "an appeal", "a plan"], file)
    assert embed.asked == ["a plan", "an appeal"]
    second = embed_remembered(embed, ["an appeal", "a review"], file)
    assert embed.asked == ["a plan", "an appeal", "a review"]
    assert second[0].tolist() == first[1].tolist()
    embed_remembered(embed, ["a plan"], file)
    assert embed.asked[-1] == "a plan"
    assert [one.name for one in tmp_path.iterdir()] == ["known.npz"]


@pytest.mark.parametrize("damage", [b"", b"not an archive", b"PK\x03\x04broken"])
def test_a_damaged_file_is_computed_anew(tmp_path: Path, damage: bytes) -> None:
    embed, file = Embedder(), tmp_path / "known.npz"
    file.write_bytes(damage)
    assert embed_remembered(embed, ["a plan"], file).tolist() == [[6, 97]]
    assert embed_remembered(embed, ["a plan"], file).tolist() == [[6, 97]]
    assert embed.asked == ["a plan"]
