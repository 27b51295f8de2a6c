"""JSON whose size tells little of what it says: filled up with spaces, which JSON allows, to a few sizes (C-77)."""

from __future__ import annotations

from typing import Any

from fastapi.responses import JSONResponse

# Bytes. Most replies fit the first two, so that an eavesdropper on the line cannot tell one leaflet from another by size.
STEP = 4_096


class PaddedJSON(JSONResponse):
    """As JSONResponse, but with a length that is a multiple of 4,096 bytes."""

    def render(self, content: Any) -> bytes:
        """The bytes with spaces after them."""
        body = super().render(content)
        return body.ljust(-(-len(body) // STEP) * STEP)
