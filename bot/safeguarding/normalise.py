"""A message made plain before it is screened: small letters, digits, single spaces and full stops."""

import re
import unicodedata

_APOSTROPHES = re.compile("['\u2018\u2019\u201a\u201b\u2032\u02bc\u0060\u00b4]")
_INSIDE_WORD = re.compile(r"(?<=[a-z0-9])[.*_\-/](?=[a-z0-9])")  # k.i.l.l, self-harm
_SENTENCE_END = re.compile(r"(?<![.!?])[.!?](?![.!?])|[!?]{2,}|[;]")  # "..." is a pause, not an end
_OTHER = re.compile(r"[^a-z0-9. ]")
_SPACED_LETTERS = re.compile(r"(?<![a-z0-9])(?:[a-z0-9] )+[a-z0-9](?![a-z0-9])")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")  # sooooo, killlll
_LEET = str.maketrans("013457@$!", "oieastasi")
_LEET_IN_WORD = re.compile(r"(?<=[a-z])[013457@$!]+(?=[a-z])|(?<![a-z0-9])[135@$](?=[a-z]{3})")

# Words half hidden to get past a filter. Read as what they stand for.
_HIDDEN = (
    (re.compile(r"\bk[ *#]ll"), "kill"),
    (re.compile(r"\br[ *#]pe"), "rape"),
    (re.compile(r"\bsu[ *#]cid"), "suicid"),
    (re.compile(r"\bs[ *#]lf harm"), "self harm"),
    (re.compile(r"\bd[*#]e\b"), "die"),
    (re.compile(r"\bsewer ?slid"), "suicid"),
)


def readings(text: str) -> list[str]:
    """The message as it can fairly be read, plainest first; the later ones undo tricks of spelling.

    At most twelve, each at most a small constant times as long as `text`.
    """
    folded = _fold(text)
    found: dict[str, None] = {}
    for letters in (folded, _LEET_IN_WORD.sub(_unleet, folded)):
        plain = _plain(letters)
        for joined in (plain, _SPACED_LETTERS.sub(_join, plain), _SPACED_LETTERS.sub(_join_after_i, plain)):
            single = " ".join(joined.split())
            found[_LONG_RUN.sub(r"\1\1", single)] = None
            found[_LONG_RUN.sub(r"\1", single)] = None
    return list(found)


def _fold(text: str) -> str:
    """Small letters without accents, invisible characters or apostrophes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = []
    for character in unicodedata.normalize("NFD", folded):
        if character.isspace():
            kept.append(" ")
        elif unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Mn", "Me"}:
            kept.append(character)
    return _APOSTROPHES.sub("", "".join(kept))


def _plain(text: str) -> str:
    for hidden, word in _HIDDEN:
        text = hidden.sub(word, text)
    text = _SENTENCE_END.sub(" . ", _INSIDE_WORD.sub(" ", text))
    return _OTHER.sub(" ", text.replace("..", " "))


def _unleet(match: re.Match[str]) -> str:
    return match[0].translate(_LEET)


def _join(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


def _join_after_i(match: re.Match[str]) -> str:
    """ "i k i l l" is "i kill": a run may begin with a word of one letter."""
    first, rest = match[0][0], match[0][1:].replace(" ", "")
    return f"{first} {rest}" if first in "ia" else first + rest
