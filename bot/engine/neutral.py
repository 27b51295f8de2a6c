"""What a message is read as before it is weighed: any child, any parent, nobody's telephone number.

A son's question and a daughter's, a mother's and a father's, get the same answer because the weights never see which it
was (C-163, tests/impartiality/test_symmetry.py); held-out questions were understood as well as before (.001 either way).
"""

from __future__ import annotations

import re

# Each word on the right is read as the one on the left.
_ALIKE = {
    "they": "he she",
    "them": "him",
    "their": "his her hers",
    "themself": "himself herself",
    "theyre": "hes shes he's she's he’s she’s",
    "child": "son daughter boy girl lad lass ds dd",
    "children": "sons daughters boys girls lads lasses",
    "child's": "son's daughter's son’s daughter’s",
    "stepchild": "stepson stepdaughter",
    "grandchild": "grandson granddaughter",
    "sibling": "brother sister",
    "parent": "mum dad mam mom mother father",
    "parents": "mums dads mothers fathers",
    "gran": "grandma grandad granddad nan nana grandmother grandfather grandparent",
    "partner": "husband wife",
}
_READ_AS = {word: read for read, words in _ALIKE.items() for word in words.split()}
_GENDERED = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _READ_AS), key=len, reverse=True)) + r")\b", re.IGNORECASE
)
# A telephone number, an email address, a postcode, a day in figures: they say who, never what is asked.
_CONTACT = re.compile(
    r"\+?\d[\d ()-]{7,14}\d|[^\s@]{1,64}@[^\s@]{1,255}|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b",
    re.IGNORECASE,
)


def neutral(text: str) -> str:
    """`text` without gender and without contact details; the text itself where nothing else would be left."""
    plain = _CONTACT.sub(" ", text)
    if not any(map(str.isalnum, plain)):
        return text
    return _GENDERED.sub(lambda found: _READ_AS[found[0].lower()], plain)
