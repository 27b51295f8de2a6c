"""The box an officer writes in, on the server: what each button does to the words in it. Works without any script."""

from __future__ import annotations

from dataclasses import dataclass

from bot.impartiality.while_writing import Hint, hints
from bot.library.compose import Library
from bot.messaging.segments import count_segments
from bot.services.office.writing.snippets import Snippet, Snippets

FIND, INSERT, REFUSAL = "find", "insert:", "refusal"
MOST_LOOKED_FOR = 200


@dataclass(frozen=True)
class TextBox:
    """The words after a button was pressed, where the cursor stands in them, and what was found, if something was sought."""

    text: str
    cursor: int
    looked_for: str = ""
    found: tuple[Snippet, ...] = ()


def press(
    library: Library, snippets: Snippets, place: str, act: str, text: str, cursor: str = "", looked_for: str = ""
) -> TextBox:
    """What the button called `act` does: FIND, INSERT with a snippet's id, REFUSAL; any other leaves the words alone.

    `place` is where it is written: letter, email, text or chat. `cursor` is where it stood, as a script tells it; without
    one what is put in comes last. Looking for something leaves what was found in view after something was put in.
    """
    text, looked_for = text.replace("\r\n", "\n"), looked_for[:MOST_LOOKED_FOR]
    at = min(int(cursor), len(text)) if cursor.isascii() and cursor.isdigit() and len(cursor) < 7 else len(text)
    found = snippets.find(looked_for, place)
    if act == REFUSAL:
        return _with(text, at, constant_refusal(library, place), looked_for, found)
    snippet = snippets.of(act.removeprefix(INSERT)) if act.startswith(INSERT) else None
    if snippet is None:
        return TextBox(text, at, looked_for, found)
    return _with(text, at, snippet.inserted, looked_for, found)


def constant_refusal(library: Library, place: str) -> str:
    """What everybody is told who asks about somebody else, word for word as the assistant says it (C-31, C-70)."""
    return library.say("non_disclosure/constant", "sms" if place == "text" else "web").text


def count_parts(text: str) -> int:
    """How many text messages it is sent and charged as (3GPP TS 23.038)."""
    return count_segments(text.replace("\r\n", "\n"))


def hints_for(snippets: Snippets, place: str, text: str) -> tuple[Hint, ...]:
    """What to look at again in the words; nothing of them is kept (see bot/impartiality/while_writing.py)."""
    return hints(text.replace("\r\n", "\n"), snippets.approved, by_text=place == "text")


def _with(text: str, at: int, words: str, looked_for: str, found: tuple[Snippet, ...]) -> TextBox:
    before, after = text[:at].rstrip(" \n"), text[at:].lstrip(" \n")
    upto = f"{before}\n\n{words}" if before else words
    return TextBox(f"{upto}\n\n{after}" if after else upto, len(upto), looked_for, found)
