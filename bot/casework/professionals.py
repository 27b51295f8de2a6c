"""Whether somebody at work wants to send a family to us: they get their own way, not a parent's form (C-2, C-3)."""

from __future__ import annotations

import re

_READ = 4000
_ROLE = (
    r"(?:teach(?:er|ing assistant)|head ?teacher|deputy head|sen[d]?co|learning mentor|pastoral (?:lead|worker)|tutor|nurse"
    r"|health visitor|midwife|gp|doctor|paediatrician|clinician|therapist|psychologist|ep|counsellor|(?:social|support|family"
    r"|youth|link|key|case|outreach|early help|abuse|play) worker|social prescriber|practitioner|advocate|solicitor|childminder"
    r"|nursery manager|housing officer|attendance officer|(?:education|probation|police|youth justice) officer"
    r"|co-?ordinator|caseworker|ta|cafcass officer|foster carers? supervis\w+)"
)
# "I'm a school nurse", "As the family's social worker", "Learning mentor here", "health visitor with a family to refer"
_AT_WORK = re.compile(
    rf"\b(?:i ?a?m|im|we ?a?re|as|i work as) (?:an?|the|their|her|his) (?:[a-z]+ ){{0,4}}?{_ROLE}\b"
    rf"|\b{_ROLE}s?(?: [a-z]+){{0,4}} here\b|\b{_ROLE} (?:with|wishing|wanting|looking|referral|asking)\b"
    r"|\bprofessionals?\b|\bagenc(?:y|ies)\b|\b(?:my|our) caseload\b|\bi work (?:for|at|in|with) "
    r"|\bwe ?a?re an? [a-z -]{0,30}(?:school|nursery|college|charity|pre ?school|surgery|centre)\b"
)
# Somebody else's family; "my family" and "my son" are the writer's own.
_OTHERS = re.compile(
    r"\b(?:an?|the|this|some|one of (?:my|our|the|these)|two|three|several|our) (?:[a-z]+ )?"
    r"(?:clients?|parents?|famil(?:y|ies)|mums?|mothers?|carers?|patients?|service users?|pupils?|students?)\b"
    r"|\bmy (?:clients?|patients?|pupils?|students?|families|parents)\b"
)
_REFER = re.compile(
    r"\b(?:refer(?:s|ring|ral|rals|red)?|sign ?post(?:ing)?|put (?:[a-z]+ ){1,4}(?:forward|in touch)|pass (?:[a-z]+ ){0,3}on"
    r"|send (?:[a-z]+ ){1,4}(?:to you|your way)|book (?:them|her|him) in|(?:fill|complete) (?:[a-z]+ ){1,4}form|form)\b"
)
_OWN = re.compile(
    r"\b(?:my|our) (?:own )?(?:son|daughter|child|children|kids?|boy|girl|lad|little one|family)\b|\bmyself\b|\bourselves\b"
)

# "I'm a single mum": the mum spoken of is the writer.
_MYSELF = re.compile(
    r"\b(?:i ?a?m|im|as) (?:an? |the )?(?:[a-z]+ )?(?:mum|mother|dad|father|parent|carer|student|pupil)\b"
)


def refers_another_family(text: str) -> bool:
    """Whether `text`, which asks about a referral to us, is about a family that is not the writer's own."""
    plain = " ".join(re.findall(r"[a-z0-9-]+", text[:_READ].lower().replace("\u2019", "").replace("'", "")))
    plain = _MYSELF.sub(" ", plain)
    if not _REFER.search(plain) or _OWN.search(plain):
        return False
    return bool(_AT_WORK.search(plain) or _OTHERS.search(plain))
