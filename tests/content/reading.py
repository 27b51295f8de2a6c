"""How hard a text is to read, once the words of SEND law that a leaflet explains are made short."""

from __future__ import annotations

import re

from bot.impartiality.wording import has_reference, sentences

# Words no leaflet can do without; each is explained where it first stands. The longest first.
SHORT = {
    "education, health and care": "help",
    "EHC needs assessment": "check",
    "assessments": "checks",
    "assessment": "check",
    "special educational needs": "needs",
    "permanently excluded": "sent out",
    "permanent exclusion": "ban",
    "permanently": "for good",
    "permanent": "long",
    "disagreement resolution": "talks",
    "disability discrimination": "harm",
    "discrimination": "harm",
    "disabilities": "needs",
    "disability": "need",
    "local authority": "town",
    "governing board": "board",
    "suspensions": "bans",
    "suspension": "ban",
    "suspended": "banned",
    "suspends": "bans",
    "exclusions": "bans",
    "exclusion": "ban",
    "excluded": "banned",
    "excludes": "bans",
    "exclude": "ban",
    "certificate": "note",
    "mediation": "talks",
    "mediator": "guide",
    "tribunal": "court",
    "annual review": "check",
    "SENDIASS": "us",
    "SENCO": "lead",
    "SEND": "need",
    "SEN": "need",
    "EHCP": "plan",
    "EHC": "help",
    "IASS": "us",
    "appealing": "asking",
    "appeals": "asks",
    "appeal": "ask",
}


def reading_age(text: str) -> float:
    """The Flesch-Kincaid grade of `text`: an American school year, of which 7 is for children of about twelve.

    Counted here: the libraries that do it fetch a dictionary of syllables from the network.
    """
    plain = text
    for long, short in SHORT.items():
        plain = re.sub(rf"\b{re.escape(long)}\b", short, plain, flags=re.IGNORECASE)
    read = [re.findall(r"[A-Za-z0-9']+", _without_references(one)) for one in sentences(plain)]
    words = [word for sentence in read for word in sentence]
    return 0.39 * len(words) / len(read) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """How many syllables an English word has, by its groups of vowels; a number counts as it is short to read."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    groups += len(re.findall(r"(?:i[ao]|ua|eo)(?!u)", word)) - len(
        re.findall(r"[tcs]i[ao]|[aei]io|gua|quo|qua|peo", word)
    )
    silent = re.search(r"(?:[^laeiouy]|[aeiouy]l)e$|(?:[^aeiouysxzcg]|[aeiouy]l)es$|[^aeioudt]ed$", word)
    return max(1, groups - bool(silent))


def _without_references(text: str) -> str:
    return re.sub(r" ?\([^()]*\)", lambda found: "" if has_reference(found[0]) else found[0], text)
