"""What the assistant says in a referral: the next question, a request for permission, or all answers to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Tuple

from bot.casework.form import Question
from bot.casework.reading import YES
from bot.casework.referral.course import (
    CHANGE,
    PARTY_PARTS,
    Referral,
    named,
    next_question,
    permitted,
    referral_of,
    told,
)
from bot.casework.referral.questions import BY_ID
from bot.library.as_said import as_said
from bot.library.form_texts import FormTexts
from bot.library.service import Service
from bot.library.wordings import FIRST, Wording, Wordings

# What was read out of an answer is said back at once, before it is used (content/messages/referral/question).
READ_BACK = ("name", "phone", "email", "postcode", "deadline")
# Typed or picked, these are read as what they say (course.control); the payload adds nothing.
SAID = "inform"
CHECK = "check"
FILE = "referral.toml"


@dataclass(frozen=True)
class Saying:
    """The template in content/messages/referral, its variables, and the hash of the wording that is shown, if one is."""

    form: str
    variables: Mapping[str, Any]
    notice: str = ""


def saying(plain: Mapping[str, Any], texts: FormTexts, wordings: Wordings, service: Service, channel: str) -> Saying:
    """What comes next in the referral that `plain` holds, with its `problem`, what was `heard` and a `note` on it."""
    referral = referral_of(plain)
    question = next_question(referral)
    assert question is not None, "a referral that is over asks nothing"
    variables: Dict[str, Any] = {
        "problem": texts.problems.get(plain.get("problem") or "", ""),
        "note": texts.notes.get(plain.get("note") or "", ""),
        "heard": _heard(plain.get("heard"), referral, texts),
        "referral_choices": _choices(referral, question, texts),
    }
    if question.permission:
        wording, recipient = wording_of(referral, question, wordings, channel)
        return Saying("permission", {**variables, "words": wording.words(service, recipient)}, wording.hash)
    if question.id == CHECK:
        return Saying("check", {**variables, **checked(referral, texts, wordings, service, channel)})
    own, is_young = texts.of[question.id], referral.answers.get("who") == "young_person"
    ask = own.ask_young if is_young and own.ask_young else own.ask
    return Saying("question", {**variables, "ask": ask, "why": own.why, "is_optional": question.is_optional})


def wording_of(referral: Referral, question: Question, wordings: Wordings, channel: str) -> Tuple[Wording, str]:
    """The wording that asks for this permission, and whom it is about ("" if nobody named)."""
    if question.permission != "party":
        return wordings.current(question.permission or "", channel), ""
    name, purpose = (referral.answers[part] for part in PARTY_PARTS[:2])
    return wordings.current(f"party_{purpose}", channel), name


def checked(referral: Referral, texts: FormTexts, wordings: Wordings, service: Service, channel: str) -> Dict[str, Any]:
    """All answers and all permissions as they are shown before sending."""
    answers = [(texts.of[id_].label, _shown(id_, value, texts)) for id_, value in told(referral) if id_ != "path"]
    permissions = [(texts.of[id_].label, value == YES) for id_, value in permitted(referral)]
    purposes = texts.of["party_purpose"].choices
    people = [(as_said(who), purposes[purpose]) for who, purpose in named(referral)]
    # All that fits a text message: how we call and reach them.
    main = [as_said(value) for id_, value in told(referral) if id_ in ("name", "phone", "email")]
    return {"answers": answers, "permissions": permissions, "people": people, "main_answers": main}


def _choices(referral: Referral, question: Question, texts: FormTexts) -> List[Tuple[str, str]]:
    if question.permission and not texts.of[question.id].choices:
        found = [("Yes", SAID), ("No", SAID)]
    else:
        found = [(label, f"{SAID}:{value}") for value, label in texts.of[question.id].choices.items()]
    if question.is_optional:
        found.append(("Skip", SAID))
    if question.id == CHECK:
        changeable = [id_ for id_ in dict.fromkeys(referral.order) if _can_change(id_) and _stands(referral, id_)]
        found += [(f"Change: {texts.of[id_].label}", f"{SAID}:{CHANGE}{id_}") for id_ in changeable]
    if referral.order:
        found.append(("Go back", SAID))
    return [*found, ("Stop", SAID)]


def _can_change(id_: str) -> bool:
    # The first permission is taken back by stopping; of the people named, the question whether there are any stands for all.
    # Where somebody lives and who they are begins it all: another answer to these would end it without a word.
    return id_ not in (FIRST, "area", "who", "path", "no_way") and (not id_.startswith("party_") or id_ == "party_any")


def _stands(referral: Referral, id_: str) -> bool:
    return id_ in referral.answers and BY_ID[id_].asked(referral.answers)


def _heard(id_: Any, referral: Referral, texts: FormTexts) -> Tuple[str, str] | None:
    value = referral.answers.get(id_ or "", "")
    return (texts.of[id_].label, as_said(value)) if id_ in READ_BACK and value else None


def _shown(id_: str, value: str, texts: FormTexts) -> str:
    return texts.of[id_].choices.get(value) or as_said(value)
