"""Which leaflet answers a question: a pure rule over the selector's ranking.

Figures: understanding.md measured that answering only above .5 is right 96 times in 100, and that the right topic is
among the best three 97 times in 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Optional, Sequence, Tuple

from bot.library.leaflet import Leaflet
from bot.library.shelf import Shelf

ANSWER_FROM = 0.5
# With this lead over the second, a lower score is as safe as .5.
ANSWER_FROM_WITH_LEAD, LEAD = 0.4, 0.25
# Below this even the best is a guess, and asking back between guesses wastes the parent's time.
CLARIFY_FROM = 0.08
OFFER_FROM = 0.04
MOST_OFFERED = 3
# Not offered with a declined opinion: no decision a parent faces is about us, and "is the council lying?" answered with
# how to complain about the council would take a side.
NOT_WITH_A_DECLINE = (
    "what-iass-does",
    "confidentiality-impartiality",
    "la-complaint-ombudsman-jr",
    "school-complaint",
    "senco-role",
)
# "Is the council being fair?" tells of no disagreement: offered only to those who name it.
ONLY_IF_NAMED = ("disagreement-resolution",)
# A leaflet less likely than this is a guess, even if a word so long of its name stands in the message.
NAMED_FROM, NAMED_BY = 0.3, 6


class Outcome(str, Enum):
    """How a question fared. The value is the name of its template in content/messages/leaflet."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NO_LEAFLET = "no_leaflet"
    PAST_REVIEW = "past_review"


@dataclass(frozen=True)
class Found:
    """The outcome, the leaflets it speaks of (one when answered, up to three to choose from), and a second one to offer."""

    outcome: Outcome
    leaflets: Tuple[Leaflet, ...] = ()
    also: Optional[Leaflet] = None


def is_clear(scores: Sequence[float]) -> bool:
    """Whether the first of `scores` (best first) is sure enough to answer without asking back."""
    if not scores:
        return False
    lead = scores[0] - (scores[1] if len(scores) > 1 else 0.0)
    return scores[0] >= ANSWER_FROM or (scores[0] >= ANSWER_FROM_WITH_LEAD and lead >= LEAD)


def subject(ranking: Sequence[Tuple[str, float]], text: str) -> Optional[str]:
    """The leaflet that a declined opinion or prediction is about; None if it is about nobody's decision but a person's.

    The first that may stand with a decline, if it is clear, or if it is likely and `text` names it ("mediation").
    """
    left = [
        (id_, score)
        for id_, score in ranking
        if id_ not in NOT_WITH_A_DECLINE and (id_ not in ONLY_IF_NAMED or _names(text, id_))
    ]
    if not left or left[0][1] < NAMED_FROM:
        return None
    return left[0][0] if _names(text, left[0][0]) or is_clear([score for _, score in left]) else None


def _names(text: str, id_: str) -> bool:
    return any(len(word) >= NAMED_BY and word in text.lower() for word in id_.split("-"))


def find(ranking: Sequence[Tuple[str, float]], also: Optional[str], shelf: Shelf, today: date) -> Found:
    """What to do with the selector's `ranking` (leaflet id, probability; best first).

    `also` is a second topic the message asks about, if any. A leaflet past its review date is never
    served or offered (C-22): asked for, it gives PAST_REVIEW.
    """
    known = [(shelf[id_], score) for id_, score in ranking if id_ in shelf]
    if not known or known[0][1] < CLARIFY_FROM:
        return Found(Outcome.NO_LEAFLET)
    best = known[0][0]
    if is_clear([score for _, score in known]):
        if not best.is_served(today):
            return Found(Outcome.PAST_REVIEW, (best,))
        second = shelf.get(also) if also and also != best.id else None
        return Found(Outcome.ANSWERED, (best,), second if second and second.is_served(today) else None)
    offered = [leaflet for leaflet, s in known[:MOST_OFFERED] if s >= OFFER_FROM and leaflet.is_served(today)]
    if not offered:
        return Found(Outcome.NO_LEAFLET)
    # By title, so that no order looks like a recommendation (C-163).
    return Found(Outcome.CLARIFY, tuple(sorted(offered, key=lambda leaflet: leaflet.title.lower())))
