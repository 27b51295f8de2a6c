"""What counts as an answer to a question of the referral, read kindly: a telephone number inside a sentence is found.

Each reader returns the answer as it is kept, or raises NotUnderstood with a code; the words for a code stand in
content/referral.toml.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Callable, Mapping, Optional, Sequence, Tuple

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.casework.calendar import in_words
from bot.casework.dates import read_dates
from bot.casework.permission import express, way_agreed

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


_IN_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "  # noqa: SIM905
        "eighteen nineteen twenty".split(),
        start=1,
    )
}


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


def more_than_a_word(text: str, today: date) -> str:
    """Whatever was written, whole, unless it is a word that tells nothing of what is wanted."""
    said = " ".join(re.findall(r"[a-z]+", text.lower()))
    if said in (
        "",
        "yes",
        "no",
        "nope",
        "why",
        "what",
        "help",
        "idk",
        "dont know",
        "i dont know",
        "not sure",
        "nothing",
    ):
        raise NotUnderstood("tell_what")
    return text


def permission(text: str, today: date) -> str:
    """YES or NO, only if said expressly (permission.express)."""
    said = express(text)
    if said is None:
        raise NotUnderstood("yes_or_no")
    return YES if said else NO


def by_text(text: str, today: date) -> str:
    """ "call", "text" or NO, only if said expressly (permission.way_agreed)."""
    way = way_agreed(text)
    if way is None:
        raise NotUnderstood("which_way")
    return way


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


_KIN: Sequence[Tuple[str, str]] = (
    # Who somebody is to the child, most telling first: a step mother is no mother in law, an adoptive one is.
    ("professional", r"teacher|senco|social worker|professional|health visitor|key ?worker|school nurse|therapist"),
    ("young_person", r"(?:for|help) (?:me|myself)|^(?:me|myself)$|its me|young person|student|im (?:1[2-9]|2[0-5])\b"),
    (
        "carer",
        r"step ?\w+|foster\w*|kinship|guardian|nan|nana|nanny|gran\w*|carer|look after (?:him|her|them)|bring(?:ing)? up",
    ),
    ("parent", r"mum|mam|mom|mummy|mother|dad|daddy|father|parent|adopt\w+"),
    ("friend", r"friend|neighbour|aunt\w*|uncle|cousin|sister|brother|relative|family member"),
)


def who(text: str, today: date) -> str:
    """Who writes, as one of the choices of that question, from the word for it in what was said ("i am his mum")."""
    said = " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("\u2019", "").replace("'", "")))
    said = re.sub(r"\bi am\b", "im", said)
    for kind, pattern in _KIN:
        if re.search(rf"\b(?:{pattern})\b", said):
            return kind
    raise NotUnderstood


_UNSURE_WORDS = ("not sure", "unsure", "i'm not sure", "im not sure", "don't know", "dont know", "i don't know", "idk")


def yes_no(yes: str = YES, no: str = NO, unsure: str = "") -> Reader:
    """A reader of a question that is no permission, where "yes please" and "nope" are plain enough."""
    unsure_read = one_of(dict.fromkeys(_UNSURE_WORDS, unsure) if unsure else {})

    def read(text: str, today: date) -> str:
        first = re.match(r"\W*(yes|yeah|yep|yup|nope|nah|no|none|nobody)\b", text.lower())
        if first and "?" not in text:
            # "yes my husband" and "no we moved" say which; a yes that is taken back says neither.
            if first[1] in ("yes", "yeah", "yep", "yup"):
                return yes
            if not re.search(r"\b(?:yes|yeah|yep|problem|worries|idea)\b", text.lower()):
                return no
        return unsure_read(text, today)

    return read


_WATCHED = re.compile(
    r"\b(?:must ?n.?t|must not|can.?t|cannot|shouldn.?t) (?:know|see|find|hear)"
    r"|\b(?:checks?|reads?|looks? (?:at|through)|goes through|sees?) (?:my|our|the)\b"
    r"|\b(?:husband|wife|partner|ex|boyfriend|girlfriend|dad|father|mum|mother)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\W*(?:no ?one|nobody|there is(?:n.?t| no).*|not really|im alone|i live alone)\b.*", re.IGNORECASE | re.DOTALL
)


def be_careful(text: str, today: date) -> str:
    """YES if somebody must not see or hear that we write, also where it is told in other words than yes; NO for nobody."""
    if _NOBODY.fullmatch(text):
        return NO
    try:
        return yes_no()(text, today)
    except NotUnderstood:
        if _WATCHED.search(text) and "?" not in text:
            return YES
        raise


_LEAD_IN = re.compile(
    r"^\W*(?:hi|hello)?\W*(?:my name(?: is|s|'s|\u2019s)?|i am|i'm|i\u2019m|im|it's|it\u2019s|its|(?:just )?call me|name is)"
    r"\s+(?=\S)",
    re.IGNORECASE,
)
# Who begins like this says something else than a name: a question, a refusal, a wish.
_NO_NAME = frozenset(
    "are but can could did do does dont has have he help hide how i if is maybe may my never no nobody none not nothing "  # noqa: SIM905
    "ok okay please prefer rather she skip stop the they this we what when where which who whose why will would yes you".split()
)
MOST_WORDS_OF_A_NAME = 5


def name(text: str, today: date) -> str:
    """What somebody wants to be called, in any script, kept as written but for "my name is".

    It holds a letter and no digit, is no longer than five words, and does not begin as a sentence does.
    """
    said = _LEAD_IN.sub("", text).strip(" .,!")
    words = re.findall(r"[^\W_]+", said.lower().replace("\u2019", "'").replace("n't", "nt"))
    is_sentence = "?" in text or len(words) > MOST_WORDS_OF_A_NAME or (words[:1] and words[0] in _NO_NAME)
    if is_sentence or not any(map(str.isalpha, said)) or any(map(str.isdigit, said)):
        raise NotUnderstood("name")
    if len(said) > MOST_OF_A_NAME or "@" in said:
        raise NotUnderstood("name")
    return said


_NONE_TO_GIVE = re.compile(
    r"\W*(?:no|none|nope|nothing)\W*"
    r"|.*\b(?:(?:do not|dont|don.t|havent|haven.t|have not|have no|no) (?:have|got|want|phone|email|number)"
    r"|(?:dont|don.t|do not) (?:ring|call|phone|text|email))\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Instead of a number or an address: the permissions it is for are asked once more.
AGAIN = "again"


def unless_none(read: Reader) -> Reader:
    """As `read`, but AGAIN where somebody says that there is none to give, or that it is not to be used."""

    def reader(text: str, today: date) -> str:
        try:
            return read(text, today)
        except NotUnderstood:
            if _NONE_TO_GIVE.fullmatch(text):
                return AGAIN
            raise

    return reader


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
    text = " ".join(_IN_WORDS.get(word, word) for word in text.lower().split())
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
    """An organisation and whom in it, as written; "the council" or "professionals" alone names nobody (C-10).

    AGAIN where it is nobody after all.
    """
    words = re.findall(r"[^\W_]+", text.lower())
    if words[:1] and (words[0] in ("no", "nobody", "none") or words == ["skip"]):
        return AGAIN
    if words[:1] and words[0] in ("dont", "don", "not"):
        raise NotUnderstood("party")
    if not words or len(text) > 2 * MOST_OF_A_NAME or all(word in _CATEGORIES.split() for word in words):
        raise NotUnderstood("party")
    return text


_CHANGES: Sequence[Tuple[str, str]] = (
    ("may_leave_voicemail", r"voice ?mails?|answer ?phone"),
    ("email", r"e ?mail address"),
    ("may_email", r"e ?mails?|emailing"),
    ("may_text", r"texts?|texting|sms"),
    ("phone", r"(?:phone |mobile )?number|mobile"),
    ("may_call", r"ring|ringing|calls?|calling|phone|phoning"),
    ("child_name", r"(?:childs?|sons?|daughters?|kids?) (?:first )?name"),
    ("name", r"(?:my )?name"),
    ("postcode", r"post ?code"),
    ("age", r"age|how old|school year|year"),
    ("party_any", r"people|person|remove (?:mrs?|miss|ms|dr)|talk to|meeting"),
    ("setting", r"school|nursery|college"),
    ("safe_times", r"times?|when to"),
    ("deadline", r"dates?|deadline"),
    ("access", r"interpreter|large print|easier"),
    ("help", r"help|what i wrote|question"),
    ("share_conversation", r"conversation|chat"),
    ("anything_else", r"anything else"),
)
_SEND = re.compile(r"(?:yes |ok |please )*(?:send|submit)(?: (?:it|them|my answers|this|now|please|off))*")


def check(text: str, today: date) -> str:
    """ "send", or "change.ID" for what is to be changed, in the words people use for it ("dont leave a voicemail")."""
    said = " ".join(re.findall(r"[a-z0-9]+", text.lower().replace("\u2019", "").replace("'", "")))
    if _SEND.fullmatch(said):
        return "send"
    for id_, pattern in _CHANGES:
        if re.search(rf"\b(?:{pattern})\b", said) and "?" not in text:
            return f"change.{id_}"
    raise NotUnderstood("check")


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
