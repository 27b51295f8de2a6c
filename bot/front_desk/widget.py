"""The script that other sites embed: GET /widget.js. What it does and what a host site needs: docs/widget.md."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import Response

router = APIRouter(include_in_schema=False)

# Read once: its fingerprint, which host sites may pin, stays the same while the service runs.
SCRIPT = (Path(__file__).parent / "scripts" / "widget.js").read_bytes()


@router.get("/widget.js")
async def widget() -> Response:
    """The script as it is in its file. The Gate lets other sites load and keep this one."""
    return Response(SCRIPT, media_type="text/javascript")
