"""Three short questions for a parent who does not know where to begin, and the leaflets that fit the answers."""

from __future__ import annotations

import re
from typing import Dict, Mapping, Optional, Tuple

SKIP = "Skip"

# Each question with its answers; the leaflets an answer points to stand beside it.
QUESTIONS: Dict[str, Dict[str, Tuple[str, ...]]] = {
    "guide_where": {
        "Nursery or at home": ("early-years", "asking-for-ehc-assessment"),
        "School": ("sen-support",),
        "College or training": ("post-16-to-25", "young-person-rights"),
        "Not in school or college now": ("child-out-of-school", "alternative-provision"),
    },
    "guide_plan": {
        "No plan": ("asking-for-ehc-assessment", "sen-support"),
        "We asked and are waiting": ("ehc-20-week-timeline",),
        "The council said no": ("refusal-to-assess", "mediation", "tribunal-appeal"),
        "We have a draft plan": ("draft-plan-and-naming-school", "ehc-plan-contents"),
        "Yes, they have a plan": ("annual-review", "ehc-plan-contents"),
    },
    "guide_worry": {
        "Getting more help": ("sen-support", "asking-for-ehc-assessment"),
        "How long it is taking": ("ehc-20-week-timeline",),
        "Help in the plan that is not there": ("provision-not-delivered",),
        "What the plan or school should be": ("draft-plan-and-naming-school", "ehc-plan-contents"),
        "A decision I do not agree with": ("mediation", "tribunal-appeal"),
        "Sent home, suspended or excluded": ("exclusion-suspension", "reduced-timetable"),
        "Afraid of school, or too ill for it": ("attendance-ebsa", "medical-conditions"),
        "Getting to school": ("school-transport",),
        "Help at home, or money": ("social-care-assessment", "benefits-dla-carers"),
    },
}
MOST_SHOWN = 3


def answers_to(question: str) -> Tuple[str, ...]:
    """The answers that can be picked for `question`, "Skip" last."""
    return (*QUESTIONS[question], SKIP)


def understand(question: str, text: str) -> Optional[str]:
    """The answer to `question` that `text` means: its label or its number from 1, any case; None if it is neither."""
    said = re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
    for number, label in enumerate(answers_to(question), start=1):
        if said in (str(number), re.sub(r"[^a-z0-9]+", " ", label.lower()).strip()):
            return label
    if said in ("not sure", "dont know", "don t know", "pass"):
        return SKIP
    if question == "guide_plan":
        # "no he hasn't got one", "yes she has": a plain yes or no is an answer to "do they have a plan?".
        return {
            "no": "No plan",
            "nope": "No plan",
            "yes": "Yes, they have a plan",
            "yeah": "Yes, they have a plan",
        }.get(said.split(" ")[0])
    return None


def leaflets_for(answers: Mapping[str, Optional[str]]) -> Tuple[str, ...]:
    """Ids of at most three leaflets, those that more answers point to first; the later question decides a tie.

    With every question skipped: what the service does.
    """
    votes: Dict[str, float] = {}
    for place, (question, options) in enumerate(QUESTIONS.items()):
        for id_ in options.get(answers.get(question) or "", ()):
            votes[id_] = votes.get(id_, 0) + 1 + place / 10
    best = sorted(votes, key=lambda id_: (-votes[id_], id_))[:MOST_SHOWN]
    return tuple(best) or ("what-iass-does",)
