"""Files that never change while the service runs: compressed, and addressed by what is in them.

Pages are never compressed: they mix secrets with what a visitor sent (C-77).
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp


def files(folder: Path) -> ASGIApp:
    """An application that serves the files in `folder`."""
    return GZipMiddleware(StaticFiles(directory=folder), minimum_size=500)


@cache
def fingerprint(file: Path) -> str:
    """Eight characters that change when the file does, so that no browser mixes an old file with a new page."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]
