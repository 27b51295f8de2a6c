"""Whether a message asks for the dates that follow from something that happened on a day, and from what."""

from __future__ import annotations

import re
from datetime import date
from typing import Optional, Tuple

from bot.casework.dates import is_only_a_date, read_dates
from bot.casework.timescales import TRANSFER


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})", re.IGNORECASE)


_PLAN = r"(?:ehc\w*|echp|plan|statement)"
# The order decides: "appeal the panel's letter after the governors met" is about the governors.
_HAPPENED: Tuple[Tuple[str, re.Pattern[str]], ...] = (
    (
        "governors-decision",
        _any_of(
            r"governors?\b.{0,60}\b(?:decid|decision|upheld|uphold|agreed|letter|said|backed|confirm)",
            r"(?:decision|letter) (?:of|from) the governors",
        ),
    ),
    (
        "permanent-exclusion",
        _any_of(
            r"permanent(?:ly)? ?-?exclu",
            r"perm(?:anently)?\.? ex",
            r"expelled",
            r"\bpex(?:ed|'d)?\b",
            r"(?:excluded|exclusion).{0,30}(?:permanent|for good)",
            r"kicked out for good",
        ),
    ),
    (
        "suspension",
        _any_of(
            r"suspen",
            r"fixed[- ]term exclu",
            r"temporar\w+ exclu",
            r"excluded (?:him|her|them|my|our)?.{0,20}for \w+ days?",
            r"(?:was|were|got|been) excluded",
        ),
    ),
    ("certificate", _any_of(r"mediation cert", r"certificate", r"\bcert\b")),
    (
        "changes-proposed",
        _any_of(r"(?:amend\w*|change) notice", r"proposed (?:amend|change)", r"notice of (?:amend|change)"),
    ),
    ("draft-plan", _any_of(r"drafts?\b", rf"proposed {_PLAN}\b")),
    (
        "reassessment-agreed",
        _any_of(r"agreed (?:to )?(?:a )?re-?assess", r"re-?assess\w* (?:was |has been |is )?agreed"),
    ),
    (
        "review-meeting",
        _any_of(
            r"annual review",
            r"review meeting",
            r"(?:interim|early|emergency) review",
            r"\bAR\b (?:was|meeting|is)",
            r"\breview (?:was|is|took place|happened)",
        ),
    ),
    (
        "decision-letter",
        _any_of(
            # "Still no final plan" is about the request.
            rf"(?<!no )(?<!without a )(?<!without the )(?:final|amended|finalised) {_PLAN}",
            r"refus\w+ (?:to )?(?:assess|issue|a plan|an ehc|the plan|him|her|us|re-?assess|amend)",
            r"(?:assess\w*|plan|ehc\w*|request|application) (?:\w+ ){0,2}(?:refused|declined|rejected|turned down)",
            r"turned (?:us|it|him|her|me|them) down",
            r"(?:council|la|lea|authority|they)(?:'ve| have)? (?:said|say|says) no\b",
            r"no to (?:assess|an? (?:plan|ehc|assess))",
            r"decision letter",
            r"letter (?:refusing|saying no|to say no)",
            r"(?:won't|will not|not going to|decided not to) (?:assess|issue|amend|change|give)",
            r"ceas(?:e|ed|ing) (?:\w+ ){0,3}(?:plan|ehc)",
            rf"(?:stop|end)(?:ped|ped|ed|ing)? (?:his|her|their|my|our|the) {_PLAN}",
            r"right of appeal",
            r"\brt[ai] (?:letter|dated)",
        ),
    ),
    (
        "records-requested",
        _any_of(r"subject access", r"\bsar\b", r"asked for (?:my|his|her|our) (?:file|records|data)"),
    ),
    (
        "moved",
        _any_of(r"(?:we|i|have|we've|are) (?:just )?(?:moved|moving|move) (?:to|house|area|from|into|county|council)"),
    ),
    (
        "assessment-requested",
        _any_of(
            r"(?:ask|appl|request|sent|send|put in|submit|hand)\w*\b.{0,60}\b(?:assess\w*|ehc\w*|echp|plan|statement)",
            r"(?:assess\w*|ehcna|ehc\w*|statement\w*) (?:request|application|form)",
            r"(?:request|application) (?:for|was|went|received|in\b)",
            r"they (?:got|received) (?:my|our|the) (?:letter|request|form)",
        ),
    ),
)
_TRANSFER = _any_of(
    r"phase transfer",
    r"naming (?:a |the )?(?:secondary|school|college).{0,30}deadline",
    r"(?:15th?|31st?) (?:of )?(?:february|feb|march) deadline",
)
_COUNTING = _any_of(
    r"when (?:do|does|will|is|are|should|must|have|has|can|would)",
    r"what(?:'s| is| are|s)? (?:the |my |our )?(?:date|deadline|last day|time limit|timescale|next)",
    r"deadline",
    r"by when",
    r"what (?:date|day)",
    r"how (?:long|many (?:days|weeks|months)|much time)",
    r"(?:work|figure) out",
    r"too late",
    r"(?:run|running|ran) out",
    r"in time",
    r"out of time",
    r"last (?:day|date)",
    r"time(?:scale|line| limit)",
    r"dates?\b.{0,15}\?",
    r"weeks? (?:is|are|now|have)",
    r"(?:due|overdue|late)\b",
    r"what happens (?:next|now)",
    r"counting from",
    r"until when",
)
_CALCULATOR = _any_of(
    r"(?:work|figure) out (?:my|the|our|some) (?:dates?|deadlines?)",
    r"(?:date|deadline) calculator",
    r"calculate (?:my|the|our) (?:dates?|deadlines?)",
    # Not of a hearing or a meeting: somebody sets those, no rule does.
    r"(?:when|what)(?:'s|s| is| are)? (?:the |all the )?(?:dates?|deadlines?) (?:for|of|in|on) (?:my|our|his|her|their) "
    rf"(?:appeal|assessment|{_PLAN}|exclusion|suspension|application|request)",
    r"(?:when|what)(?:'s|s| is| are) (?:my|our) (?:dates?|deadlines?)(?! of birth)",
)
# So short a message that gives an event and a day says nothing else.
SHORT_WORDS = 12
# Any day: only whether words speak of one matters here, not which.
_ANY_DAY = date(2026, 6, 15)


def what_happened(text: str) -> Optional[str]:
    """The id of the timescale whose event `text` speaks of, or None."""
    if _TRANSFER.search(text):
        return TRANSFER
    return next((id_ for id_, pattern in _HAPPENED if pattern.search(text)), None)


def asks_for_dates(text: str) -> bool:
    """Whether `text` gives an event and its day, and wants to know what follows when; or asks us to work out dates."""
    if _CALCULATOR.search(text):
        return True
    if what_happened(text) is None or not read_dates(text, _ANY_DAY):
        return False
    return bool(_COUNTING.search(text)) or len(text.split()) <= SHORT_WORDS


def tells_a_date(text: str) -> bool:
    """Whether `text` is a day and hardly anything else."""
    return is_only_a_date(text, _ANY_DAY)
