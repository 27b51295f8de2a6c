"""Looks for what must not be kept: planted words in every form they could have been written down in."""

from __future__ import annotations

import base64
import re
import urllib.parse
import zlib
from collections.abc import Iterable
from hashlib import md5, sha1, sha256
from itertools import product
from pathlib import Path


def forms(canary: str) -> set[bytes]:
    """The canary plain, in other cases, reversed, partly, encoded and hashed."""
    plain = {canary, canary.lower(), canary.upper(), canary[::-1], canary[:-2], canary.replace(" ", "")}
    digits = re.sub(r"\D", "", canary)
    if len(digits) >= 8:
        # As a number is kept: without spaces, and with the code of the country.
        plain |= {digits, "+44" + digits.lstrip("0"), digits[::-1]}
    found = {text.encode(encoding) for text in plain for encoding in ("utf-8", "utf-16-le")}
    whole = canary.encode()
    # Base64 writes the same bytes three ways, by where they begin.
    for shift in range(3):
        found.add(base64.b64encode(b"\0" * shift + whole)[4 if shift else 0 : -4])
    found.add(urllib.parse.quote_plus(canary).encode())
    found.add(whole.hex().encode())
    for digest, text in product((md5, sha1, sha256), plain):
        found |= {digest(text.encode()).digest(), digest(text.encode()).hexdigest().encode()}
    return {form for form in found if len(form) >= 6}


def keepers(folders: Iterable[Path], canaries: Iterable[str]) -> list[str]:
    """Each file beneath `folders` that holds a canary in any form, with the canary."""
    wanted = {canary: forms(canary) for canary in canaries}
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file() or path.is_symlink():
                continue
            for content in _contents(path):
                found += [
                    f"{path}: {canary}" for canary, all_forms in wanted.items() if any(f in content for f in all_forms)
                ]
    return found


def _contents(path: Path) -> Iterable[bytes]:
    raw = path.read_bytes()
    yield raw
    if raw[:2] == b"\x1f\x8b":
        try:
            yield zlib.decompress(raw, 31)
        except zlib.error:
            return
