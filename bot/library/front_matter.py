"""The lines between the two --- at the top of a Markdown file, and each field of the kind it must be."""

from __future__ import annotations

from datetime import date
from typing import Any, Dict, Tuple

import frontmatter
import yaml

from bot.library.content_error import ContentError


def split(where: str, text: str) -> Tuple[Dict[str, Any], str]:
    """The fields and the Markdown below them. Raises ContentError if the fields are not valid YAML."""
    try:
        post = frontmatter.loads(text)
    except yaml.YAMLError:
        raise ContentError(f"{where}: the lines between the two --- are not valid YAML") from None
    return dict(post.metadata), post.content


def typed(where: str, fields: Dict[str, Any], key: str, kind: type) -> Any:
    """The field `key`. Raises ContentError if it is missing, empty or of another kind than `kind`."""
    value = fields.get(key)
    if not isinstance(value, kind) or isinstance(value, bool) or value == "":
        wanted = {int: "a whole number", date: "a date such as 2026-11-16", str: "text"}[kind]
        raise ContentError(f"{where}: {key} is missing or is not {wanted}")
    return value
