"""How phrases are written in the tables beside this module, and how they become one pattern.

A table is a text: one phrase a line, small letters, no apostrophes (dont, hes), "#" begins a remark,
a line set in goes on from the one before.

    {name}    any of a group of words below          word*   a word that begins so
    ~         up to three words, or none             ~~      up to eight
    (a|b)     either; (a )?b with or without; (?! x) not before x; END the message or sentence ends

A doubled consonant matches a single one as well, as people write it. No phrase repeats
without a bound, so the work grows in step with the length of the message.
"""

import re

from bot.safeguarding.words import GROUPS

_REMARK = re.compile(r"\s*#.*$")
_GROUP = re.compile(r"\{([a-z ]+)\}")


def phrases(table: str) -> list[str]:
    """The phrases of a table, without remarks and empty lines; a line set in goes on from the one before."""
    lines = (_REMARK.sub("", line) for line in table.replace("\n    ", "").splitlines())
    return [line.strip() for line in lines if line.strip()]


_GROUPS = dict(line.split(": ", 1) for line in phrases(GROUPS))


def one_pattern(table: str) -> re.Pattern[str]:
    """A pattern that finds any phrase of `table`, whole words only."""
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(map(as_regex, phrases(table))) + r")(?![a-z0-9])")


def as_regex(phrase: str) -> str:
    """The regular expression that one line of a phrase table stands for."""
    while _GROUP.search(phrase):
        phrase = _GROUP.sub(lambda match: _GROUPS[match[1]], phrase)
    phrase = re.sub(r"(?<=[a-z])\*", "@", phrase)
    phrase = re.sub(r"([bcdfghjklmnpqrstvwxyz])\1", r"\1\1?", phrase)
    phrase = phrase.replace("~~ ", "(?:[a-z0-9]+ ){0,8}").replace("~ ", "(?:[a-z0-9]+ ){0,3}")
    return phrase.replace("@", "[a-z0-9]*").replace("END", r"(?= ?(?:\.|$))")
