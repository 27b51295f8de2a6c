"""The headers that some paths have instead of the standing ones (C-135)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.types import Scope

from bot.web.gate import CONTENT_SECURITY_POLICY, Policy

# Any page may load the embed script; with `integrity` on its tag a browser asks for the second of these (docs/widget.md).
EMBED = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}


def policy(host_sites: Sequence[str]) -> Policy:
    """Which headers differ where: the chat may be shown in a frame on `host_sites`, nothing else anywhere."""
    ancestors = " ".join(("frame-ancestors", "'self'", *host_sites))
    chat = {"Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", ancestors)}

    def headers_of(scope: Scope) -> Mapping[str, str]:
        path: str = scope["path"]
        if path == "/chat" or path.startswith("/chat/"):
            return chat
        return EMBED if path == "/widget.js" else {}

    return headers_of
