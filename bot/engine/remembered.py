"""The vectors of the training texts, kept from one training to the next: an edited leaflet changes only a few texts."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Callable, Sequence
from zipfile import BadZipFile

import numpy as np

FILE = "remembered.npz"
KEY_BYTES = 16


def embed_remembered(embed: Callable[[Sequence[str]], np.ndarray], texts: Sequence[str], file: Path) -> np.ndarray:
    """What `embed(texts)` gives, one row a text, asked only for texts whose vectors are not in `file`.

    Writes the vectors of these texts, and no others, to `file`: training texts only, never a parent's words. A file that
    is missing or damaged costs time and nothing else.
    """
    keys = [sha256(text.encode()).digest()[:KEY_BYTES] for text in texts]
    known = _read(file)
    new = {key: text for key, text in zip(keys, texts) if key not in known}
    if new:
        known.update(zip(new, embed(list(new.values()))))
    rows = {key: known[key] for key in keys}
    if new or len(rows) < len(known):
        part = file.with_name(file.name + f".{os.getpid()}.npz")
        np.savez(part, keys=np.frombuffer(b"".join(rows), np.uint8), rows=np.stack(list(rows.values())))
        os.replace(part, file)
    return np.stack([rows[key] for key in keys])


def _read(file: Path) -> dict[bytes, np.ndarray]:
    try:
        with np.load(file, allow_pickle=False) as saved:
            keys = saved["keys"].tobytes()
            return {keys[at * KEY_BYTES : (at + 1) * KEY_BYTES]: row for at, row in enumerate(saved["rows"])}
    except (OSError, ValueError, KeyError, BadZipFile):
        return {}
