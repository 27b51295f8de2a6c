"""A referral as parents make it, for its times: every question answered, then sent."""

from __future__ import annotations

BEGIN = ["I would like to refer myself"]
ANSWERS = [
    "yes",
    "I am the parent",
    "yes",
    "Answer questions now",
    "Sam",
    "yes",
    "07700 900123",
    "no",
    "yes",
    "yes",
    "sam@example.org",
    "weekdays before three",
    "no",
    "AV1 2EX",
    "Lou",
    "Year 4",
    "Hillside Primary",
    "The council said no",
    "They said no and he is so unhappy. What are our choices now, and how long have we got?",
    "skip",
    "large print",
    "no",
    "no",
    "no",
    "skip",
]
SEND = ["Send my answers"]
SCRIPT = BEGIN + ANSWERS + SEND
REFERRALS = 20
