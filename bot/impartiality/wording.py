"""The rules on wording that a program can hold (C-160, C-161, C-165): each takes a text and names its faults."""

from __future__ import annotations

import re
from typing import Iterator, List

MOST_WORDS = 20
# How far from "confidential" its limit may stand.
NEARBY = 300

_REFERENCE = re.compile(
    r"\b(?:Act|Regulations|Rules) (?:19|20)\d\d\b|\bSI (?:19|20)\d\d/\d|\bCode of Practice\b"
    r"|\b(?:sections?|regulations?|regs?\.?|paragraphs?|paras?\.?|rules?|chapters?|[Aa]rticles?|[Ss]chedules?) \d"
)
# An address ends the sentence it stands in: nothing is written after it that could be taken for a part of it.
_ADDRESS = re.compile(r"https?://\S+")
_BRACKETED = re.compile(r"\s*\([^()]*(?:\([^()]*\)[^()]*)*\)")
_ABBREVIATED = re.compile(r"\b(reg|regs|para|paras|ss?|no|e\.g|i\.e|etc)\.(?=[ ,;)])", flags=re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"']?\s+")
_WORD = re.compile(r"[A-Za-z0-9£][\w'£%./:@-]*")


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", flags=re.IGNORECASE)


# Telling a parent what to do. What an emergency text says is exempt (C-160).
_DIRECTIVE = _any_of(
    r"you (?:really |also |still )?(?:should|ought to|need to|had better|have got to)",
    r"(?:we|i) (?:would )?(?:recommend|advise|suggest|urge)",
    r"(?:the|your) (?:right|wisest|strongest) (?:option|choice|thing|way|course|route|move|one|bet)",
    r"you'd better|our advice|make sure you|do(?: not|n't) bother|it is (?:vital|essential)",
    r"your best|the best|is better than|better off",
)
_YOUR_DUTY = _any_of("you must")
# C-160; "refusal to assess" and "refusal to issue" are what the law calls them.
_LOADED = _any_of(
    r"fight(?:s|ing)?|fought|battl(?:e|es|ed|ing)|fail(?:s|ed|ing|ure|ures)?|suffer(?:s|ed|ing)?|demand(?:s|ed|ing)?",
    r"refus(?:e|es|ed|ing|als|al(?! to (?:assess|issue)))|ignor(?:e|es|ed|ing)|admit(?:s|ted)?|excuses?",
    r"stubborn|so-called|lucky|luckily|unfortunately|sadly|obviously|of course|normal|abnormal|simply|just|only",
)
_PROMISE = _any_of(
    r"guarantee(?:s|d)?|no doubt|rest assured|success rate|good chance|strong case|weak case|likely to (?:win|succeed)",
    r"you (?:will|are (?:sure|certain|bound) to) (?:win|succeed|get (?:a|an|the|what|your))",
    r"the (?:council|school|tribunal|panel) will (?:agree|say yes|give you|accept|change its mind)",
    r"will (?:definitely|certainly|always)|most (?:parents|families|appeals) (?:win|succeed)",
)
_BLAME = _any_of(
    r"to blame|let (?:you|your child) down", r"(?:your|whose|their|its|council's|school's|parent's) (?:own )?fault"
)
# C-92: nobody may promise secrecy, because a child at risk comes first.
_SECRECY = _any_of(
    r"(?:completely|totally|fully|absolutely|entirely|strictly|always|100%) (?:confidential|private|secret|anonymous)",
    r"(?:your|a|the|any) secret(?:s)? (?:is|are|will be) safe|(?:keep|kept|stays?|stay) (?:it |this |that )?(?:a )?secret",
    r"(?:no one|nobody|no-one) (?:will|can|could) ever|never (?:tell|share|pass)|whatever you (?:tell|say to) us stays",
    r"confidential no matter what",
)
_TONE = {
    "tells the parent what to do": _DIRECTIVE,
    "loaded word": _LOADED,
    "promise": _PROMISE,
    "promise of secrecy": _SECRECY,
    "blame": _BLAME,
}
_CONFIDENTIAL = _any_of(r"confidential(?:ity|ly)?")
_LIMIT = _any_of("at risk", "in danger", "unsafe", "serious harm")
_DUTY = _any_of("must", "by law ha(?:s|ve) to")


def sentences(text: str) -> List[str]:
    """The sentences of some light Markdown: items, cells and headings are sentences of their own."""
    found: List[str] = []
    text = _ADDRESS.sub(".", text)
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*] |\d+ |\||#))", text):
        for cell in re.split(r"(?<!^)\|", block) if block.lstrip().startswith("|") else [block]:
            plain = re.sub(r"^[\s|#*-]+|\*\*", "", cell.replace("\n", " "))
            found += [one.strip() for one in _SENTENCE_END.split(_ABBREVIATED.sub(r"\1", plain)) if _WORD.search(one)]
    return found


def count_words(sentence: str) -> int:
    """How many words a reader reads; a reference in brackets is passed over."""
    without = _BRACKETED.sub(lambda found: "" if has_reference(found[0]) else found[0], sentence)
    return len(_WORD.findall(without))


def has_reference(text: str) -> bool:
    """Whether `text` names a section, regulation, rule or paragraph of the Code."""
    return bool(_REFERENCE.search(text))


def long_sentences(text: str) -> Iterator[str]:
    """One line for each sentence of `text` that is too long to be read with ease."""
    for sentence in sentences(text):
        if (words := count_words(sentence)) > MOST_WORDS:
            yield f"sentence of {words} words: {sentence[:60]}..."


def faults(text: str) -> Iterator[str]:
    """What breaks the rules in `text`, one line for each: length of sentences, tone, what is left unsaid."""
    yield from long_sentences(text)
    text = _ADDRESS.sub("", text)
    for rule, pattern in _TONE.items():
        for match in pattern.finditer(text):
            yield f'{rule}: "{match[0]}" in "{_around(text, match)}"'
    for match in _YOUR_DUTY.finditer(text):
        if not has_reference(text):
            yield f'"you must" without the law that says so: "{_around(text, match)}"'
    for match in _CONFIDENTIAL.finditer(text):
        if not _LIMIT.search(text[max(0, match.start() - NEARBY) : match.end() + NEARBY]):
            yield '"confidential" without its limit (a child at risk) nearby'


def is_duty_without_reference(text: str) -> bool:
    """Whether `text` says that somebody must do something and names no law (C-161)."""
    return bool(_DUTY.search(text)) and not has_reference(text)


def _around(text: str, match: re.Match[str]) -> str:
    return " ".join(text[max(0, match.start() - 25) : match.end() + 25].split())
