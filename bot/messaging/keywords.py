"""Words that phone companies and Twilio treat as orders, and what people write instead of them (channels.md A5)."""

from __future__ import annotations

import re
from enum import Enum
from typing import Optional


class Keyword(str, Enum):
    """What a text of one such word asks for."""

    STOP = "stop"
    HELP = "help"
    START = "start"
    MORE = "more"
    LEAVE = "leave"


STOP_WORDS = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")
START_WORDS = ("start", "unstop")
HELP_WORDS = ("help", "info")
# What must never be the answer we ask for: the phone company may act on it and swallow it.
CARRIER_WORDS = frozenset((*STOP_WORDS, *START_WORDS, *HELP_WORDS, "yes"))

_ME = r"(?: me| us)?(?: (?:any ?more|again|now|please|thanks|thank you|ever))*"
_PLEASE = r"(?:(?:please|pls|plz|ok|just|can you|could you|will you) )*"
_STOP_PHRASES = re.compile(
    rf"{_PLEASE}(?:"
    rf"stop(?: all| it| this| that| now)*{_ME}"
    rf"|stop (?:sending|texting|messaging|contacting|the|these|all|your)(?: (?:me|us|texts?|messages?|sms|to|the|these))*{_ME}"
    rf"|(?:do not|dont|don t|never) (?:text|message|contact|sms|send)(?: (?:me|us|texts?|messages?|this|number|to|any))*{_ME}"
    rf"|no more (?:texts?|messages?|sms)(?: to me)?{_ME}"
    rf"|(?:leave|let) me (?:alone|be){_ME}"
    rf"|(?:opt|take|get|sign) (?:me )?(?:out|off)(?: (?:of )?(?:this|your|the) (?:list|texts?|messages?))?{_ME}"
    rf"|(?:unsubscribe|remove)(?: me| my number| this number)*(?: from (?:this|your|the) (?:list|texts?|messages?))?{_ME}"
    rf"|stop ?all|opt ?out)"
)
_SIMPLE = {
    **dict.fromkeys(STOP_WORDS, Keyword.STOP),
    **dict.fromkeys(START_WORDS, Keyword.START),
    **dict.fromkeys(HELP_WORDS, Keyword.HELP),
    **dict.fromkeys(("more", "more please", "next", "reply more", "read more"), Keyword.MORE),
    "0": Keyword.LEAVE,
}


def keyword(text: str) -> Optional[Keyword]:
    """What `text` orders, if it is nothing but an order: STOP in any form, HELP, START, MORE, 0. None for all else.

    "Stop excluding my son" and "help with transport" are messages like any other.
    """
    said = " ".join(re.findall(r"[^\W_]+", text.casefold().replace("\u2019", "").replace("'", "")))
    if said in _SIMPLE:
        return _SIMPLE[said]
    return Keyword.STOP if said and _STOP_PHRASES.fullmatch(said) else None
