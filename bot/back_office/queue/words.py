"""The queue in words: what waits, since when, by when."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.casework.alerts import Stage
from bot.casework.calendar import in_words
from bot.casework.office.queue import Urgency, Waiting
from bot.clock import LONDON

KINDS = {
    Waiting.SAFEGUARDING: "Safeguarding",
    Waiting.UNMATCHED_WITHDRAWAL: "Permission taken back: fits no file yet",
    Waiting.LIVE: "Conversation",
    Waiting.WITHDRAW: "Permission taken back",
    Waiting.CALL_ME: "Call back",
    Waiting.REFERRAL: "Referral",
    Waiting.NOTES: "Asks for their notes",
    Waiting.DELETION: "Asks to delete",
    Waiting.CORRECTION: "Asks to put right",
    Waiting.SHARING: "Asks what was shared",
    Waiting.STATUS: "Asks if something arrived",
    Waiting.UNREADABLE: "Envelope that cannot be opened: see evenhand keys",
}
TRIAL = "Trial of the alarm"
STAGES = {
    Stage.DUTY: "",
    Stage.LEAD: ": nobody took it, now with the lead",
    Stage.MANAGER: ": nobody took it, now with the manager",
}
URGENCIES = {Urgency.FINE: "In time", Urgency.SOON: "Due soon", Urgency.LATE: "Overdue"}
CHANNELS = {"web": "Web chat", "sms": "Text message", "telephone": "Telephone", "paper": "Paper", "office": "Office"}
NOT_NOW = {
    "taken": "{who} has taken this already.",
    "changed": "This changed while you looked at it. Here it is as it stands now.",
    "not_yours": "This is with {who}. You can take it over, and they will see that you did.",
    "nobody_there": "That officer cannot take anything at the moment.",
    "empty": "Something is missing: write it, then save again. Nothing was saved.",
    "not_verified": "This was stopped. Before it starts again, make sure who you are talking to.",
    "no_override": "Only the lead or the manager can decide that.",
    "over": "This conversation is over, or waits again. You find it in the queue if it waits.",
    "given_on": "{who} has this conversation now.",
    "unsent": "You have not sent what you were writing. Send it or take it out first.",
    "too_long": "That is too long: send up to 4,000 characters at a time. Nothing was sent.",
    "not_agreed": "They have not said yes to that. Ask them first.",
    "away": "The conversations cannot be reached just now. Nothing was sent or changed; try again in a minute.",
    "unreadable": "No key of the office opens this conversation: see evenhand keys.",
    "no_such_case": "There is no open case with that reference that you could link.",
    "no_such_file": "You have no open file with that reference.",
    "too_little": "That would fit too many. Write a reference, a number, an email address or a whole name.",
    "too_large": "That file is too large: at most 10 MB. Nothing was saved.",
    "no_mobile": "There is no British mobile number on file that could be texted. Nothing was sent; your words are kept.",
    "number_stale": "Nothing was heard from them for 90 days, and the number may be somebody else's now. Ring and make sure who "
    "it is, then text. Nothing was sent; your words are kept.",
    "long_text": "That is longer than two text messages. Shorten it; your words are kept.",
    "no_such_time": "That is no day and time. Nothing was sent; your words are kept.",
    "text_gone": "That text has gone already.",
    "no_such_kind": "That kind of file is not taken: save it as a PDF, a picture, a Word document or text. Nothing was saved.",
    "no_such_task": "That task is not here any more.",
}


def day_and_time(moment: datetime, now: datetime) -> str:
    """A moment as officers say it, in Europe/London: "today 14:05", "tomorrow", "25 November 2026 17:00"."""
    here, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    names: dict[date, str] = {
        today: "today",
        today + timedelta(days=1): "tomorrow",
        today - timedelta(days=1): "yesterday",
    }
    return f"{names.get(here.date()) or in_words(here.date())} {here:%H:%M}"


def not_now(why: str, who: str) -> str:
    """Why something was not done, in a sentence."""
    return NOT_NOW[why].format(who=who or "Another officer")
