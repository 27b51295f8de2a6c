"""Alerts in words."""

from __future__ import annotations

from bot.casework.alerts import Decision, Told

LEVELS = {2: "Somebody may be at risk", 3: "Danger now"}
DECISIONS = {
    Decision.REFERRED: "Told to children's social care or the police",
    Decision.NOT_REFERRED: "Not referred; kept",
    Decision.NO_CONCERN: "No concern; erased after the set days",
    Decision.DRILL: "Trial",
}
TOLD = {
    Told.YES: "Yes, the family was told",
    Told.NOT_SAFE: "No: it was not safe to tell them",
    Told.NOT_REACHED: "No: there is no way to reach them",
}
FIELDS = {"messages": "What they wrote", "contact": "How to reach them", "replied": "What the assistant answered"}
