"""A case in words: what was asked and answered, permissions, refusals of the gate."""

from __future__ import annotations

from typing import Any

from bot.casework.office.gate import Refusal
from bot.casework.office.ledger import Change
from bot.library.compose import Library

PURPOSES = {
    "open_case": "Keep what was told, and help",
    "may_call": "Ring them",
    "may_leave_voicemail": "Leave a voicemail",
    "may_text": "Send text messages",
    "may_email": "Send emails",
    "may_post": "Send letters by post",
    "share_conversation": "Read the conversation",
    "keep_equality": "Keep facts for counting",
    "party_talk_to": "Talk to",
    "party_consult_file": "Ask to see the papers of",
    "party_refer_to": "Pass details on to",
    "party_meet_with": "Go to a meeting with",
}
CHANGES = {
    Change.GIVEN: "given",
    Change.REFUSED: "refused",
    Change.SUSPENDED: "stopped, at their request",
    Change.RESUMED: "given again",
    Change.WITHDRAWN: "taken back",
}
REFUSALS = {
    Refusal.NO_PERMISSION: "There is no permission to tell this person anything. Ask the parent, and record what they say.",
    Refusal.OTHER_PURPOSE: "The parent allowed this person something else, not this. Ask the parent, and record what they say.",
    Refusal.NOBODY_NAMED: "Say who it is: a person and where they work.",
    Refusal.NOT_THE_PARENT: "First make sure that it is the parent: by the safe word, or by ringing the number on file.",
    Refusal.NO_WAY: "The parent has not agreed to be reached in this way. Ask them, and record what they say.",
    Refusal.ONLY_THE_PARENT: "What we noted in a case is for the parent alone. Take the notes out, and say it in your own words.",
    Refusal.NO_FIELDS: "Pick at least one thing to tell.",
}
SAFETY = {
    "safe_times": "Good and safe times",
    "be_careful": "Somebody must not see or hear",
    "who_may_see": "Who must not",
    "never_times": "Never contact",
    "safe_word": "Safe word",
    "if_someone_answers": "If someone else answers",
    "withhold_number": "Hide our number",
}


def labelled(answers: dict[str, Any], library: Library) -> list[tuple[str, str, str]]:
    """Each answer: its id, what was asked, and what was answered, in the words of the form."""
    texts = library.referral_texts.of
    return [
        (id_, texts[id_].label, texts[id_].choices.get(value, value))
        for id_, value in answers.items()
        if id_ in texts and value and id_ not in ("area", "path", "check")
    ]
