"""The box an officer writes in, for any page: the words, what to look at again, how many text messages, what can be put in.

A page gives `writing_box(...)` to its template as `box` and includes "_writing_box.html.j2" inside its own form, which
must be multipart, carry the field "csrf" and send the buttons of the box (`act`, `cursor`, `looked_for`) to the page's
own route; that route calls `writing_box` again with what came. See docs/officers.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from bot.back_office.office import office_of
from bot.clock import LONDON
from bot.impartiality.while_writing import Hint
from bot.services.office.writing.snippets import Snippet, Snippets
from bot.services.office.writing.text_box import TextBox, constant_refusal, count_parts, hints_for, press


@dataclass(frozen=True)
class WritingBox:
    """What the template shows. `place` is letter, email, text or chat; `parts` are counted where `by_text` says so."""

    place: str
    label: str
    text: str
    cursor: int | None
    looked_for: str
    found: tuple[Snippet, ...]
    replies: tuple[Snippet, ...]
    hints: tuple[Hint, ...]
    by_text: bool
    parts: str
    refusal: str
    address: str = ""


def writing_box(
    request: Request,
    place: str,
    *,
    label: str = "Your words",
    text: str = "",
    act: str = "",
    cursor: str = "",
    looked_for: str = "",
    by_text: bool | None = None,
    places: tuple[str, ...] = (),
    address: str = "",
) -> WritingBox:
    """The box after the button `act` was pressed ("" for a page that is only opened).

    `by_text` says whether what is written can go as a text message, so that its parts are counted; a `place` of "text" can.
    Where the page's field "medium" may change the place, `places` are all of them: the replies for the others step aside.
    `address` is where its own buttons lead, if not where the form does.
    """
    snippets, library = snippets_of(request), office_of(request).library
    pressed: TextBox = press(library, snippets, place, act, text, cursor, looked_for)
    counts = place == "text" if by_text is None else by_text
    return WritingBox(
        place,
        label,
        pressed.text,
        pressed.cursor if act else None,
        pressed.looked_for,
        pressed.found,
        snippets.replies(place, *places),
        hints_for(snippets, place, pressed.text) if pressed.text.strip() else (),
        counts,
        parts_in_words(pressed.text),
        constant_refusal(library, place),
        address,
    )


def parts_in_words(text: str) -> str:
    """How many text messages it is, in words: officers see what it costs and how it arrives."""
    parts, length = count_parts(text), len(text.replace("\r\n", "\n"))
    return f"{parts} text message{'' if parts == 1 else 's'}, {length} character{'' if length == 1 else 's'}"


def snippets_of(request: Request) -> Snippets:
    """What may be put in today; made once a day, and again when a leaflet is taken out."""
    office, state = office_of(request), request.app.state
    today = office.now().astimezone(LONDON).date()
    key = (today, office.library.withdrawn.ids)
    kept = getattr(state, "snippets", None)
    if kept is None or kept[0] != key:
        kept = state.snippets = (key, Snippets(office.library, today, getattr(state, "public_url", "")))
    found: Snippets = kept[1]
    return found
