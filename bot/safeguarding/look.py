"""What one message calls for: the words to show, and, apart from that, whether it is kept (C-93, C-94).

Rules or classifier: either is enough for the emergency words, for they do no harm; but the rules' phrases stand in many a
harmless message, so one that the classifier is sure of is left alone. Keeping a message without permission is
another decision with a bar of its own; what is unclear is shown the words and not kept. Between the two, where the classifier
is not sure either way, grammar is asked who does what to whom. Without the encoder's files the rules stand alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from bot.safeguarding.grammar import tells_of_harm
from bot.safeguarding.heads import Heads, Scores, heads
from bot.safeguarding.screen import MOST_READ, Concern, is_domestic, screen
from bot.sentences.encoder import EncoderError

# So far below its bar the classifier is sure that a phrase of the rules stands in a harmless message: "he hit his target".
SURE = -3.0

log = logging.getLogger("evenhand.front_desk")


class Level(IntEnum):
    """C-94: what is done beside showing the words.

    Its level 1, somebody asks for a call, is no answer of the screen: the dialogue asks their permission, as always.
    """

    SHOWN = 0  # nothing is kept
    RECORDED = 2  # somebody is harmed or at risk: the least is kept without permission
    NOW = 3  # in danger now: kept, and sounded


@dataclass(frozen=True)
class Look:
    """The words to show (a message of content/messages/emergency), the concern, the level.

    `may_be_watched`: it speaks of abuse at home, so somebody who is feared may see the screen.
    """

    words: str
    concern: Concern
    level: Level
    may_be_watched: bool = False

    @property
    def is_recorded(self) -> bool:
        """Whether the least is kept and passed on without permission (C-95)."""
        return self.level >= Level.RECORDED


def look(text: str) -> Look | None:
    """What `text` calls for, or None. Reads the first 2,000 characters; a few milliseconds; never raises."""
    # Half a character, as a broken client sends it, is no reason to hear nothing.
    text = text[:MOST_READ].encode("utf-8", "replace").decode()
    by_rule, scores = screen(text), _scores(text) if _is_latin(text) else None
    if scores is None:
        return Look(f"emergency/{by_rule.value}", by_rule, Level.SHOWN) if by_rule else None
    if scores.risk <= 0 and (scores.risk <= SURE or not (by_rule or tells_of_harm(text))):
        return None
    concern = by_rule or Concern(scores.concern)
    is_sure = scores.kept > 0 and scores.record > 0
    level = Level.SHOWN
    if is_sure:
        level = Level.NOW if scores.now > 0 else Level.RECORDED
    words = "child" if scores.child > 0 and concern in (Concern.ABUSE, Concern.DANGER) else concern.value
    watched = concern is Concern.DOMESTIC or is_domestic(text)
    return Look(f"emergency/{words}", concern, level, watched)


def warm() -> None:
    """Loads the classifier and the grammar, so that the first parent does not wait for them. A second or two."""
    look("hello")
    tells_of_harm("hello")


def _is_latin(text: str) -> bool:
    # The encoder knows English. What is written in another script is answered with the language notice, which has 999 in it.
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter.isascii() for letter in letters) >= len(letters)


def _scores(text: str) -> Scores | None:
    found = _heads()
    return found.read(text) if found and text.strip() else None


@cache
def _heads() -> Heads | None:
    try:
        return heads()
    except EncoderError:
        log.error("the screen works with its rules alone: the sentence encoder is missing")
        return None
