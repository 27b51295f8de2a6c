"""Letters in words: how, to whom, and what stands in the way."""

from __future__ import annotations

from bot.casework.office.gate import Refusal
from bot.casework.office.letters import BY_POST, Medium

MEDIA = {Medium.LETTER: "A letter", Medium.EMAIL: "An email", Medium.TEXT: "A text message"}
WAYS = {"may_email": "emails", "may_text": "text messages", BY_POST: "letters by post"}
TITLES = {Medium.LETTER: "Letter", Medium.EMAIL: "Email", Medium.TEXT: "Text message"}
# What the parent is asked for, if that would help.
ASKS = {Refusal.NO_PERMISSION, Refusal.OTHER_PURPOSE, Refusal.NO_WAY}
EMPTY = {
    Medium.EMAIL: "Write something first, and pick what the email is called. Your words are kept.",
    Medium.LETTER: "Write something first.",
    Medium.TEXT: "Write something first.",
}
REASON = "Some of this may not read as fair to everybody. Change it, or say why it stays, and press again. Your words are kept."
HARM = (
    "Say all of it: who it goes to, why, why it is needed, and whether the family was told. Then press again. "
    "Your words are kept."
)
