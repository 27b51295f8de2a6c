"""What counts as permission: an express yes or no to one question, decided by this alone (C-6, C-41, C-44).

The model's opinion is no evidence: Rasa takes an emoji for a yes. What is neither plainly yes nor plainly no is asked again.
"""

from __future__ import annotations

import re
from typing import Optional

# Longer answers say more than yes or no, and what more they say must be heard.
MOST_WORDS = 8


def _one_of(*patterns: str) -> str:
    return rf"(?:{'|'.join(patterns)})"


_LEAVE = r"(?:permission|consent)"
_YES = _one_of("yes", "yeah", "yep", "yup", "aye")
_AGREE = _one_of(
    r"i (?:do )?(?:agree|consent)",
    rf"(?:i|i am|im|i m) (?:give|giving) (?:you )?(?:my )?{_LEAVE}",
    rf"you have my {_LEAVE}",
)
_FINISH = _one_of(
    r" (?:please|thanks|thank you|ta|of course|definitely|absolutely)",
    r" (?:that is|thats|that s|its|it s|it is) (?:ok|okay|fine|all right|alright)",
    r" (?:i do|you can|you may|go ahead|to that|to this)",
)
_EXPRESS_YES = re.compile(rf"(?:{_YES}(?: {_YES})?(?: {_AGREE})?|{_AGREE}){_FINISH}{{0,2}}")
_NO = _one_of("no", "nope", "nah", "never")
_NOT = _one_of(*(f"{word} ?n ?o?t" for word in ("do", "would")), "will not", "wo ?n ?t")
_REFUSE = _one_of(
    rf"i {_NOT} (?:agree|consent|want (?:that|this|you to|it)|give (?:you )?(?:my )?{_LEAVE})",
    r"(?:i ?d |i would )?rather not|i refuse|not now|no way",
    r"(?:i |please )?(?:do not|do ?n ?t)",
)
# A refusal may say more: it is always safe to take it as one.
_NO_AND_MORE = re.compile(
    rf"(?:{_NO}\b|(?:please )?(?:do not|do ?n ?t|never)"
    r" (?:ring|call|phone|text|email|message|leave|share|tell|talk|speak|contact|write|keep|send|do)\b).*"
)
_NOT_A_NO = re.compile(r"\b(?:yes|yeah|yep|problems?|worries|bother|mind|doubt|idea|matter|question|need to ask)\b")
_POLITE = _one_of("please", "thanks", "thank you", "ta", "sorry", "not now", "not that", "not today")
_EXPRESS_NO = re.compile(rf"(?:{_NO}(?: {_NO})?(?: {_REFUSE})?|{_REFUSE})(?: {_POLITE})?")


def express(text: str) -> Optional[bool]:
    """True for an express yes, False for an express no, None for anything else, which is to be asked again.

    Only the words count: case, punctuation and spaces around them do not. A no may say why ("no he reads my phone"); a
    yes may not. Signs without words ("👍"), commands
    ("/affirm"), "ok", "I suppose", and a yes with a condition ("yes but not to school") are None.
    """
    if any(character in text for character in "/?") or _has_sign(text):
        return None
    words = re.findall(r"[^\W_]+", text.lower().replace("\u2019", "'"))
    said = " ".join(words)
    if len(words) <= MOST_WORDS and _EXPRESS_YES.fullmatch(said):
        return True
    if _EXPRESS_NO.fullmatch(said) or (_NO_AND_MORE.fullmatch(said) and not _NOT_A_NO.search(said)):
        return False
    return None


_WAY = re.compile(r"(?:yes )?(?:please )?(?P<way>ring|call|phone|text)(?: me)?(?: please)?")


def way_agreed(text: str) -> Optional[str]:
    """What was said to the one question of a referral by text: "call", "text", or "no"; None is to be asked again.

    The question offers "yes, ring me", "yes, text me" and "no"; a bare yes says yes and not which, so it is none of them.
    """
    if express(text) is False:
        return "no"
    if any(character in text for character in "/?") or _has_sign(text):
        return None
    found = _WAY.fullmatch(" ".join(re.findall(r"[^\W_]+", text.lower())))
    return None if found is None else "text" if found["way"] == "text" else "call"


def _has_sign(text: str) -> bool:
    # An emoji beside a yes may be a smile or a frown.
    return any(ord(character) > 0x2BFF for character in text)
