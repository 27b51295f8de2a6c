"""The sentence encoder: all-MiniLM-L6-v2 in int8, run by CTranslate2 on one core, on either Python.

It is made once at set-up (bot/engine/encoder.py); the engine and the front desk each load it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np
from tokenizers import Tokenizer

PROJECT = Path(__file__).resolve().parents[2]


def _widest_instructions() -> None:
    """Lets CTranslate2 use AVX-512 where the processor has it: by itself it does so on Intel's only (a third slower here)."""
    try:
        flags = set(re.search(r"^flags\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)[1].split())  # type: ignore[index]
    except (OSError, TypeError):
        return
    if {"avx512f", "avx512cd", "avx512vl", "avx512bw", "avx512dq"} <= flags:
        os.environ.setdefault("CT2_FORCE_CPU_ISA", "AVX512")


# Read by CTranslate2 when it is loaded.
_widest_instructions()

import ctranslate2  # type: ignore[import-untyped]  # noqa: E402

DIMENSIONS = 384
MAX_TOKENS = 128
# How many texts are embedded at once in training.
TOGETHER = 64


class EncoderError(RuntimeError):
    """The encoder's files are missing or are not the ones the design names."""


def folder() -> Path:
    """Where the converted encoder is kept: `EVENHAND_ENCODER`, else models/encoder in the project."""
    return Path(os.environ.get("EVENHAND_ENCODER", PROJECT / "models" / "encoder"))


class Encoder:
    """Turns sentences into unit vectors of 384 numbers; the same text always gives the same vector."""

    def __init__(self, at: Path) -> None:
        """Raises EncoderError if there is no converted encoder at the folder `at`."""
        if not (at / "model.bin").exists():
            raise EncoderError(f"there is no sentence encoder in {at}; run set-up again (make run)")
        self._tokenizer = Tokenizer.from_file(str(at / "tokenizer.json"))
        # The file as published pads every text to 128 tokens, which makes a short question five times slower.
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._at = str(at)
        self._model = ctranslate2.Encoder(str(at), device="cpu", compute_type="int8", inter_threads=1, intra_threads=1)

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """One row a text: the mean of its token vectors, of length 1. Shape (len(texts), 384), float32."""
        return mean_of(self.tokens(texts))

    def tokens(self, texts: Sequence[str]) -> List[np.ndarray]:
        """For each text the vectors of its first 128 tokens, each seen in its context. Shape (tokens, 384), float32."""
        return self._tokens(self._model, texts)

    def embed_many(self, texts: Sequence[str]) -> np.ndarray:
        """`embed` for thousands of texts, on every core."""
        return mean_of(self.tokens_many(texts))

    def tokens_many(self, texts: Sequence[str], dtype: type = np.float32) -> List[np.ndarray]:
        """`tokens` for thousands of texts, on every core: texts of one length together, so that little is padding."""
        model = ctranslate2.Encoder(self._at, device="cpu", compute_type="int8", intra_threads=os.cpu_count() or 1)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found: Dict[int, np.ndarray] = {}
        for start in range(0, len(order), TOGETHER):
            some = order[start : start + TOGETHER]
            rows = self._tokens(model, [texts[at] for at in some])
            found.update(zip(some, (row.astype(dtype) for row in rows)))
        return [found[at] for at in range(len(texts))]

    def _tokens(self, model: Any, texts: Sequence[str]) -> List[np.ndarray]:
        ids = [self._tokenizer.encode(text).ids for text in texts]
        output = model.forward_batch(ids, token_type_ids=[[0] * len(one) for one in ids])
        hidden = np.asarray(output.last_hidden_state)
        return [hidden[row, : len(one)] for row, one in enumerate(ids)]


def mean_of(tokens: Sequence[np.ndarray]) -> np.ndarray:
    """The mean of each text's token vectors, of length 1: one row a text."""
    rows = np.stack([one.mean(axis=0) for one in tokens])
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
