"""What officers are told of their texts: what became of each, where it was written, and in the queue what did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.casework.office.texting import State, told_to_officer
from bot.records.cases import Case
from bot.records.texts import OutgoingText, texts_about

_CASE, _LETTER = "case:", "letter:"


@dataclass(frozen=True)
class TextLine:
    """A text of a case: which letter it is, what became of it in words; if it waits, when it may go (UTC)."""

    letter: str
    told: str
    is_waiting: bool
    is_lost: bool
    at: datetime


def about_case(case: str) -> str:
    """What a text of this case is about."""
    return f"{_CASE}{case}"


def case_in(about: str) -> str | None:
    """The id of the case that a text is about; None if it is about something else."""
    return about.removeprefix(_CASE) if about.startswith(_CASE) else None


def part_of_letter(letter: str) -> str:
    """What a text is that is this letter."""
    return f"{_LETTER}{letter}"


def texts_of_case(session: Session, case: Case) -> dict[str, TextLine]:
    """What became of each text of a case, by the letter it is; in the order in which they were written."""
    found = [
        TextLine(
            (text.part or "").removeprefix(_LETTER),
            told_to_officer(text.state, text.code),
            text.state is State.PENDING,
            _is_lost(text),
            text.next_at,
        )
        for text in texts_about(session, about_case(case.id))
    ]
    return {line.letter: line for line in found}


def texts_of_conversation(session: Session, handle: str) -> dict[int, tuple[str, bool]]:
    """What became of each message of a live conversation that went by text, by its number; whether it did not arrive.

    A message that took several texts is told of by the one that fared worst.
    """
    found: dict[int, tuple[str, bool]] = {}
    for text in texts_about(session, f"conversation:{handle}"):
        seq = int((text.part or "::").split(":")[1] or -1)
        if seq not in found or _is_lost(text):
            found[seq] = (told_to_officer(text.state, text.code), _is_lost(text))
    return found


def note_seen(session: Session, about: str, now: datetime) -> None:
    """Whoever has it saw what did not arrive: the queue need not say so any more."""
    for text in texts_about(session, about):
        if text.noticed_at is None and _is_lost(text):
            text.noticed_at = now


def _is_lost(text: OutgoingText) -> bool:
    return text.state in (State.FAILED, State.UNKNOWN)
