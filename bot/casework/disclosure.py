"""Whether a message asks if somebody uses the service: such questions have one constant answer (C-31, C-70)."""

from __future__ import annotations

import re

_WE = r"(?:you|u|ya|yous|your (?:service|team|office|lot|people)|the service|this service|sendias+|sendiass|iass|parent partnership)"
_SOMEBODY = (
    r"(?:my (?:ex|partner|husband|wife|mum|mother|dad|father|sister|brother|nan|son|daughter)(?:'?s)?(?:[- ](?:husband|wife|partner|in-law|mum|dad))?"
    r"|(?:his|her|their|the|our) (?:mum|mom|mother|dad|father|parents?|carers?|family|nan|gran|stepdad|stepmum|ex|partner|other parent)"
    r"|(?:that|this|these|those|any|another|a|one of (?:our|the|my)) (?:parents?|mum|dad|mother|father|famil(?:y|ies)|carers?|lady|woman|man|person|clients?)"
    r"|(?:mrs?|miss|ms|dr|mr)\.? [a-z]+"
    r"|(?:he|she|they|somebody|someone|anyone|anybody|the school|school|the council|social worker|solicitor))"
)
_CONTACTED = (
    r"(?:contacted|contact|rung|rang|ring|phoned|called|call|texted|emailed|messaged|spoken? (?:to|with)|speaking (?:to|with)|talk(?:ed|ing)? (?:to|with)"
    r"|been in touch|in touch|got in touch|come to|came to|used|using|referred|registered|reported|asked (?:about|for help)|working with|known to|involved with|getting help from|being helped by|supported by|seen by)"
)

# "has my ex contacted you", "did Mrs Bell ring your service", "is she working with you"
_DID_THEY_CONTACT = re.compile(
    rf"\b(?:has|have|had|did|does|do|is|are|was|were|if|whether|know|see|that) (?:you know if )?{_SOMEBODY}(?: [a-z]+){{0,3}}? {_CONTACTED}(?: [a-z]+){{0,3}}? {_WE}\b"
)
# "are you working with my ex", "have you heard from his mum", "do you know mrs okafor"
_DO_YOU_KNOW = re.compile(
    rf"\b(?:are|r|have|did|do|can|could|were|if|whether) {_WE}(?: [a-z]+){{0,3}}? (?:working with|helping|supporting|heard from|spoken? (?:to|with)|speak(?:ing)? (?:to|with)"
    rf"|talk(?:ed|ing)? (?:to|with)|in touch with|in contact with|contact with|dealing with|involved with|seen|met|know|confirm) (?:that |if |whether )?"
    r"(?:my (?:ex|husband|wife|partner)|(?:his|her|their) (?:mum|mother|dad|father|parents?|family)"
    r"|(?:mrs?|miss|ms)\.? [a-z]+|(?:this|that|these) (?:parent|mum|dad|family|mother|father|lady|woman))"
)


def asks_about_contact(text: str) -> bool:
    """Whether `text` asks if some other person has contacted, uses or is known to the service.

    A net under the classifier for the plainest wordings; it leans to yes, because the constant
    answer to an ordinary question does little harm and an answer about a person does much.
    """
    plain = re.sub(r"[^a-z0-9' -]+", " ", text.lower().replace("\u2019", "'"))
    plain = re.sub(r"\s+", " ", plain)[:2000]
    return bool(_DID_THEY_CONTACT.search(plain) or _DO_YOU_KNOW.search(plain))
