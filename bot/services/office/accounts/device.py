"""What a browser keeps to be known again by: that some officer once signed in there (see brake.py).

It opens nothing. It is signed over the user name without holding it, so that whoever reads it learns no name.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

KEPT = timedelta(days=180)
# A shared computer knows so many officers; the longest unused is forgotten first.
MOST = 4
_TOKEN = re.compile(r"([0-9a-f]{16})\.([0-9]{1,12})\.([0-9a-f]{64})")


def make(signing_key: bytes, user_name: str, now: datetime) -> str:
    """A token for a browser in which the officer `user_name` has just signed in."""
    id_, made = secrets.token_hex(8), str(int(now.timestamp()))
    return f"{id_}.{made}.{_mac(signing_key, user_name, id_, made)}"


def id_in(tokens: str, signing_key: bytes, user_name: str, now: datetime) -> str | None:
    """The id of the token for `user_name` among `tokens`, as the browser sent them; None if there is none."""
    found = None
    for id_, made, mac in _split(tokens):
        is_theirs = hmac.compare_digest(mac, _mac(signing_key, user_name, id_, made))
        if is_theirs and now.timestamp() - int(made) < KEPT.total_seconds():
            found = id_
    return found


def joined(tokens: str, new: str, without: str | None) -> str:
    """The tokens to keep: `new` first, then those there were, without the one whose id is `without`."""
    others = [".".join(parts) for parts in _split(tokens) if parts[0] != without]
    return "~".join([new, *others][:MOST])


def _split(tokens: str) -> Iterable[tuple[str, str, str]]:
    matches = (_TOKEN.fullmatch(one) for one in tokens.split("~")[:MOST])
    return [(match[1], match[2], match[3]) for match in matches if match]


def _mac(signing_key: bytes, user_name: str, id_: str, made: str) -> str:
    said = "\x00".join(("known browser", user_name, id_, made))
    return hmac.new(signing_key, said.encode("utf-8", "replace"), "sha256").hexdigest()
