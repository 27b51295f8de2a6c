"""The training messages: the lines of the files in risk/ and harmless/, with their alternatives written out.

Each file is another hand's: what one hand wrote tells how well the screen does on texts that it never saw.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_GROUP = re.compile(r"\{([a-z]+)\}")
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_HEAD = re.compile(r"\[([a-z_]+)(?: ([0-3]))?\]")
# Written before and after a message that may or may not be one of danger: alone they say nothing.
BEFORE = (
    "hi ", "hello, ", "sorry to bother you but ", "not sure if this is the right place but ", "please help ",
    "help ", "dont know who else to ask. ", "i need some advice. ", "quick question ", "um ", "i am worried, ",
    "we have an ehcp. ", "we are waiting for an assessment. ", "its about school, ",
)  # fmt: skip
AFTER = (
    " what do i do", " who do i talk to", " please help", " can you help", " dont know what to do", " thanks",
    " any advice", " what should happen now", " i dont know who to ask", " is that ok", " sorry for going on",
)  # fmt: skip
SLIPS = (
    ("ing ", "in "), ("ght", "te"), ("because", "cos"), ("you", "u"), (" and ", " n "), ("ie", "ei"), ("th", "f"),
    ("please", "plz"), ("don't", "dont"), ("every", "evry"), ("ll", "l"), ("tt", "t"), ("daughter", "dauter"),
    ("school", "skool"), ("ea", "ae"), ("he ", "hes "),
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One message: what it is about, its level of 0 to 3 (None: harmless), and the file whose hand wrote it."""

    text: str
    about: str
    level: int | None
    hand: str


def examples(per_line: int, seed: int = 10) -> list[Example]:
    """Every message of all files, at most `per_line` from each line that has alternatives; the same for the same `seed`."""
    paths = [path for kind in ("risk", "harmless") for path in sorted((HERE / kind).glob("*.txt"))]
    return [one for path in paths for one in _of(path, per_line, _dice(seed))]


def _dice(seed: int) -> random.Random:
    # The same messages each time, so that the weights can be made again; nothing is kept secret by it.
    return random.Random(seed)  # noqa: S311


def _of(path: Path, per_line: int, dice: random.Random) -> Iterator[Example]:
    text, _, tail = path.read_text(encoding="utf-8").partition("{groups}\n")
    groups = dict(row.split(": ", 1) for row in tail.splitlines())
    about, level = "", None
    for row in text.splitlines():
        head = _HEAD.fullmatch(row)
        if head:
            about, level = head[1], int(head[2]) if head[2] else None
        elif row and not row.startswith("#"):
            for written in _ways(row.strip(), groups, per_line, dice) if groups else [row.strip()]:
                yield Example(written, about, level, path.stem)


def _ways(row: str, groups: dict[str, str], most: int, dice: random.Random) -> list[str]:
    found: dict[str, None] = {}
    for attempt in range(most * 3):
        chosen = {name: dice.choice(words.split("|")) for name, words in groups.items()}
        text = _GROUP.sub(lambda match: chosen.get(match[1], match[0]), row)  # noqa: B023
        while _CHOICE.search(text):
            text = _CHOICE.sub(lambda match: dice.choice(match[1].split("|")), text, count=1)
        if attempt % 3 == 1:
            text = dice.choice(BEFORE) + text
        if attempt % 4 == 3:
            text += dice.choice(AFTER)
        if attempt % 5 == 4:
            before, after = dice.choice(SLIPS)
            text = text.replace(before, after, 1)
        found[" ".join(text.split())] = None
        if len(found) == most:
            break
    return list(found)
