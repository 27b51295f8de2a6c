"""The hint an officer gets while writing: what breaks a rule of impartiality, and the better wording. Nothing is kept.

Only what a person can act on while they write: the names of schools and people are theirs to write in a letter, and the
length of a sentence is their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Container, Tuple

from bot.impartiality import grammar
from bot.impartiality.wording import faults
from bot.messaging.lock_screen import tells_on_a_lock_screen

# More than anybody reads in one letter; what comes after it is not read.
MOST_CHARACTERS = 8_000
# An officer writes about the very people whom a leaflet must not name.
_OF_LEAFLETS_ONLY = ("named",)
_SECRECY = "promise of secrecy"
BETTER_SECRECY = "Say whom we tell, and the limit: if a child is at risk of harm we may have to tell somebody."
BETTER_LOCKED = "Whoever picks up the phone may see how the message begins. Begin with words that tell nothing."


@dataclass(frozen=True)
class Hint:
    """Words that break a rule, and what could be written instead."""

    rule: str
    words: str
    better: str


def hints(text: str, approved: Container[str] = (), *, by_text: bool = False) -> Tuple[Hint, ...]:
    """What to look at again in `text`, in order, each once.

    Lines that stand in `approved` were read by two people already (leaflets, replies) and are passed over. With `by_text`
    also what the lock screen of a phone would tell (C-75).
    """
    ours = "\n".join(line for line in text[:MOST_CHARACTERS].splitlines() if line.strip() not in approved)
    found = [
        Hint(one.rule, one.words, one.better)
        for one in grammar.faults_unkept(ours)
        if one.rule not in _OF_LEAFLETS_ONLY
    ]
    found += [
        Hint("promise", fault.split('"')[1], BETTER_SECRECY) for fault in faults(ours) if fault.startswith(_SECRECY)
    ]
    if by_text:
        found += [Hint("lock_screen", word, BETTER_LOCKED) for word in tells_on_a_lock_screen(text)]
    return tuple(dict.fromkeys(found))
