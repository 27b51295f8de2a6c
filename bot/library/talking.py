"""What is said on the way to an officer: whether one is there now, when one is next, and the words that ask permission."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Dict, Mapping

from bot.casework.opening import is_open, opens_next
from bot.casework.talking.course import Talk, next_question, talk_of
from bot.library.dating import in_full
from bot.library.referring import SAID, Saying
from bot.library.service import Service
from bot.library.wordings import Wordings

OPEN, CLOSED, OFF = "open", "closed", "off"


def who_is_there(service: Service, now: datetime) -> Dict[str, str]:
    """For templates: `live` is whether officers answer the chat at `now` (Europe/London), `opens` when they next do.

    `opens` is "9am today", "9am on Tuesday 24 November 2026", or "" if nobody can say.
    """
    if not service.live_chat.on:
        return {"live": OFF, "opens": ""}
    if is_open(service.hours, now):
        return {"live": OPEN, "opens": ""}
    found = opens_next(service.hours, now)
    if found is None:
        return {"live": CLOSED, "opens": ""}
    day, at = found
    return {"live": CLOSED, "opens": f"{clock(at)} {'today' if day == now.date() else 'on ' + in_full(day)}"}


def clock(at: time) -> str:
    """A time as people say it: 9am, 1.30pm."""
    hour, half = at.hour % 12 or 12, "am" if at.hour < 12 else "pm"
    return f"{hour}{half}" if not at.minute else f"{hour}.{at.minute:02}{half}"


def saying_of_talk(plain: Mapping[str, Any], wordings: Wordings, service: Service, channel: str) -> Saying:
    """The next permission to ask for in the talk that `plain` holds, with its `problem`."""
    talk: Talk = talk_of(plain)
    question = next_question(talk)
    assert question is not None and question.permission, "a talk that is over asks nothing"
    wording = wordings.current(question.permission, channel)
    back = [("Go back", SAID)] if talk.order else []
    variables = {
        "problem": plain.get("problem") or "",
        "asked": question.id,
        "words": wording.words(service),
        "form_choices": [("Yes", SAID), ("No", SAID), *back],
    }
    return Saying("permission", variables, wording.hash)
