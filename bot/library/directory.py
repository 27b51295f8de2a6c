"""Other organisations that can help, from content/directory: listed by name, never ranked (C-26, C-164).

`included_because` is the published reason for which an organisation is listed; no firm and no fee-charging service is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Sequence, Tuple

import tomli

from bot.library.content_error import ContentError

# What may be asked for, and the words people ask with. The first that fits decides.
KINDS: Tuple[Tuple[str, str], ...] = (
    ("legal", r"solicitor|lawyer|legal|barrister|law (?:centre|advice)|legal aid"),
    ("mediation", r"mediat"),
    ("appeals", r"tribunal|appeal"),
    ("social care", r"social (?:services|worker|care)|children'?s services"),
    ("benefits", r"benefit|dla\b|carer'?s allowance|money advice"),
    ("complaints", r"ombudsman|complain"),
    ("children", r"child(?:ren)? (?:can|could|to) (?:talk|ring|call)|for (?:my|the) (?:child|kid|teenager) to"),
    ("helpline", r"help ?line|phone (?:line|number)|(?:someone|number|anyone) (?:to|i can) (?:ring|call|phone|talk)"),
    ("independent", r"independent|not (?:the|from the|part of the|run by the) council|impartial|charit"),
)
_ALL_KINDS = {kind for kind, _ in KINDS} | {"information", "safety"}


@dataclass(frozen=True)
class Organisation:
    """One organisation: what it does, for whom, where to find it, why it is listed, and the day that was last checked.

    A phone number that is not `phone_confirmed` was seen in listings alone and is shown with a warning.
    """

    name: str
    does: str
    for_whom: str
    website: str
    kinds: Tuple[str, ...]
    included_because: str
    checked_on: date
    phone: str = ""
    phone_confirmed: bool = False

    @property
    def contact(self) -> str:
        """Where to find it, in one line."""
        if not self.phone:
            return self.website
        return f"{self.website}, {self.phone}{'' if self.phone_confirmed else ' (check before use)'}"

    @property
    def helps_with_appeals(self) -> bool:
        """Whether it gives advice on appeals, for free; the Tribunal itself does not."""
        return "appeals" in self.kinds and "legal" in self.kinds


def read_directory(content: Path) -> Tuple[Organisation, ...]:
    """Every organisation in `content`/directory, by name. Raises ContentError naming the file at fault."""
    found = []
    for path in sorted((content / "directory").glob("*.toml")):
        try:
            fields = tomli.loads(path.read_text(encoding="utf-8"))
            found.append(Organisation(**{**fields, "kinds": tuple(fields["kinds"])}))
        except (TypeError, KeyError, tomli.TOMLDecodeError):
            raise ContentError(
                f"directory/{path.name}: it needs name, does, for_whom, website, kinds, included_because and checked_on; "
                "phone and phone_confirmed may stand beside them"
            ) from None
        if unknown := set(found[-1].kinds) - _ALL_KINDS:
            raise ContentError(f"directory/{path.name}: {sorted(unknown)[0]!r} is none of the kinds of help")
    return tuple(sorted(found, key=lambda organisation: organisation.name.lower()))


def fitting(directory: Sequence[Organisation], text: str) -> Tuple[str, Tuple[Organisation, ...]]:
    """The kind of help that `text` asks for ("" if none is named), and the organisations that give it, by name."""
    for kind, words in KINDS:
        if re.search(rf"\b(?:{words})", text, re.IGNORECASE):
            return kind, tuple(one for one in directory if kind in one.kinds)
    return "", tuple(directory)
