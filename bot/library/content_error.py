"""The one error of everything read from content/."""

from __future__ import annotations


class ContentError(ValueError):
    """Something in content/ cannot be served; the text is one sentence for whoever edits it."""
