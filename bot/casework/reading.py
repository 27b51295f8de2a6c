"""What counts as an answer to a question of the referral, read kindly: a telephone number inside a sentence is found.

Each reader returns the answer as it is kept, or raises NotUnderstood with a code; the words for a code stand in
content/referral.toml.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Callable, Dict, Mapping, Optional

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.casework.calendar import in_words
from bot.casework.dates import read_dates
from bot.casework.permission import express

Reader = Callable[[str, date], str]
YES, NO, UNSURE = "yes", "no", "unsure"
MOST_OF_A_NAME, MOST_OF_AN_AGE, OLDEST = 80, 40, 25
SIXTEEN, LAST_SCHOOL_YEAR = 16, 11
# Digits of a UK number after the 0 (Ofcom's numbering plan); the ranges newest to the library are no reason to refuse.
UK_DIGITS = 10
_EMAIL = re.compile(r"[^\s<>,;:()\"]+@[^\s<>,;:()\"]+")
# BS 7666: the whole code, or its first half.
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(?:(\d)\s*([A-Z]{2}))?\b", re.IGNORECASE)
_SCHOOL_YEAR = re.compile(
    r"\b(?:y(?:ea)?r?\.? ?(1[0-4]|[0-9])|(nursery|pre-?school|reception|sixth form|college))\b", re.I
)
_YEAR_OF_BIRTH = re.compile(r"\b(?:19|20)\d\d\b")
_YEARS_OLD = re.compile(r"\b(\d{1,2})\b")


class NotUnderstood(ValueError):
    """What was written is no answer to this question; `code` says why."""

    def __init__(self, code: str = "again") -> None:
        """`code` names the words to say."""
        super().__init__(code)
        self.code = code


def anything(text: str, today: date) -> str:
    """Whatever was written, whole."""
    return text


def more_than_yes(text: str, today: date) -> str:
    """Whatever was written, whole, unless it is a bare yes to "is there anything": then what it is must be asked."""
    if express(text) or text.strip(" .!").lower() in (
        "yes",
        "yeah",
        "yep",
        "yes there is",
        "there is",
        "i do",
        "maybe",
    ):
        raise NotUnderstood("tell_more")
    return text


def permission(text: str, today: date) -> str:
    """YES or NO, only if said expressly (permission.express)."""
    said = express(text)
    if said is None:
        raise NotUnderstood("yes_or_no")
    return YES if said else NO


def one_of(synonyms: Mapping[str, str]) -> Reader:
    """A reader of a question with choices: `synonyms` are words in small letters that mean one of them.

    A choice that was picked never comes here; it carries its own value.
    """

    def read(text: str, today: date) -> str:
        said = " ".join(re.findall(r"[a-z']+", text.lower().replace("\u2019", "'")))
        if said not in synonyms:
            raise NotUnderstood
        return synonyms[said]

    return read


_YES_WORDS = ("yes", "yeah", "yep", "yes please", "yes i do", "yes i am", "yes we do", "i do")
_NO_WORDS = ("no", "nope", "no thanks", "no thank you", "no i don't", "no i dont", "not now", "no we don't")
_UNSURE_WORDS = ("not sure", "unsure", "i'm not sure", "im not sure", "don't know", "dont know", "i don't know", "idk")


def yes_no(yes: str = YES, no: str = NO, unsure: str = "") -> Reader:
    """A reader of a question that is no permission, where "yes please" and "nope" are plain enough."""
    words: Dict[str, str] = {**dict.fromkeys(_YES_WORDS, yes), **dict.fromkeys(_NO_WORDS, no)}
    if unsure:
        words.update(dict.fromkeys(_UNSURE_WORDS, unsure))
    return one_of(words)


def name(text: str, today: date) -> str:
    """What somebody wants to be called, in any script, kept as written; it holds a letter and is no longer than 80."""
    if not any(map(str.isalpha, text)) or len(text) > MOST_OF_A_NAME or "@" in text:
        raise NotUnderstood("name")
    return text


def phone(text: str, today: date) -> str:
    """The one telephone number in `text`, as people write it ("07700 900123"), and the words around it if there are any.

    Numbers without a country are British.
    """
    found = {
        _written(match.number): match.raw_string
        for match in phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE)
        if _is_plausible(match.number)
    }
    if len(found) != 1:
        raise NotUnderstood("two_phones" if found else "phone")
    number, raw = found.popitem()
    return _with_words(number, text.replace(raw, " "), text)


def email(text: str, today: date) -> str:
    """The one email address in `text`, and the words around it if there are any."""
    found = _EMAIL.findall(text)
    if len(found) != 1:
        raise NotUnderstood("two_emails" if found else "email")
    try:
        address = validate_email(found[0].rstrip(".!?'"), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise NotUnderstood("email") from None
    return _with_words(address, text.replace(found[0], " "), text)


def postcode(text: str, today: date) -> str:
    """A postcode, or the first half of one, in its usual form: "AV1 2EX", "AV1"."""
    found = _POSTCODE.fullmatch(text.strip(" ."))
    if not found:
        found = next((match for match in _POSTCODE.finditer(text) if match[2]), None)
    if not found:
        raise NotUnderstood("postcode")
    return " ".join(filter(None, (found[1], (found[2] or "") + (found[3] or "")))).upper()


def age(text: str, today: date) -> str:
    """An age in years up to 25, a school year or a year of birth, as written; it must hold one of these."""
    if len(text) > MOST_OF_AN_AGE:
        raise NotUnderstood("age")
    years = _years_old(text, today)
    if years is not None and not 0 <= years <= OLDEST:
        raise NotUnderstood("too_old")
    if years is None and not _SCHOOL_YEAR.search(text):
        raise NotUnderstood("age")
    return text


def _years_old(text: str, today: date) -> Optional[int]:
    """The years that `text` gives, at most, if it gives any."""
    born, years = _YEAR_OF_BIRTH.search(text), _YEARS_OLD.search(text)
    if born:
        return today.year - int(born[0])
    return int(years[1]) if years and not _SCHOOL_YEAR.search(text) else None


def may_be_over_school_age(text: str, today: date) -> bool:
    """Whether an answer that `age` read may mean the end of compulsory school age or later.

    That is the last Friday of June in the school year of the 16th birthday (Education Act 1996, section 8; SI 1998/1607):
    16 or more, Year 11 or more, college, or born so long ago. An officer decides; this only tells.
    """
    year = _SCHOOL_YEAR.search(text)
    if year:
        return int(year[1]) >= LAST_SCHOOL_YEAR if year[1] else year[2].lower() in ("sixth form", "college")
    years = _years_old(text, today)
    return years is not None and years >= SIXTEEN


def party(text: str, today: date) -> str:
    """An organisation and whom in it, as written; "the council" or "professionals" alone names nobody (C-10)."""
    words = re.findall(r"[^\W_]+", text.lower())
    if not words or len(text) > 2 * MOST_OF_A_NAME or all(word in _CATEGORIES.split() for word in words):
        raise NotUnderstood("party")
    return text


_CATEGORIES = """
    a all an and any anybody anyone authorities authority both cahms camhs charities charity children's childrens
    college consultant council councils department doctor doctors education everybody everyone family gp gps head
    health her his hospital la lea local my nhs nursery or other our paediatrician people person professional
    professionals s school schools sen senco send service services social somebody someone staff sw teacher teachers
    team teams the their them therapist therapists they transport worker workers
"""


def deadline(text: str, today: date) -> str:
    """What was written, with each day in it that could be misread said in full: "20/1/27" is "20 January 2027".

    Raises NotUnderstood("date") where a day has two readings, as in 3/4.
    """
    more_than_yes(text, today)
    said = read_dates(text, today, ahead=True)
    if any(len(one.days) > 1 for one in said):
        raise NotUnderstood("date")
    days = [in_words(one.day) for one in said if one.day and in_words(one.day) not in text]
    return f"{text} ({', '.join(days)})" if days else text


def _is_plausible(number: phonenumbers.PhoneNumber) -> bool:
    if phonenumbers.is_valid_number(number):
        return True
    return (
        number.country_code == 44
        and re.fullmatch(rf"[1237]\d{{{UK_DIGITS - 1}}}", str(number.national_number)) is not None
    )


def _written(number: phonenumbers.PhoneNumber) -> str:
    is_british = number.country_code == 44
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_british else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, form))


def _with_words(value: str, rest: str, text: str) -> str:
    # "but never text it": what stands beside a number may matter more than the number.
    words = set(re.findall(r"[^\W_]+", rest.lower()))
    return f"{value} ({text})" if words - _SAYING_NOTHING else value


_SAYING_NOTHING = frozenset(
    [
        "a",
        "email",
        "is",
        "it",
        "its",
        "me",
        "mobile",
        "my",
        "number",
        "on",
        "phone",
        "please",
        "s",
        "sorry",
        "the",
        "yes",
    ]
)
