"""The questions of a self-referral in their order, and when each is asked (process-facts.md, Part C).

Least first: a name, one way to answer, and the permissions are enough (C-1). The words are in content/referral.toml and
content/notices/permissions; a question that asks permission shows one of those notices.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Callable, Dict, Tuple

from bot.casework import reading
from bot.casework.form import Answers, Question
from bot.casework.reading import NO, UNSURE, YES, one_of, unless_none, yes_no

# What may be agreed with somebody named (C-23, C-41): each is a permission of its own.
PURPOSES = ("talk_to", "consult_file", "refer_to", "meet_with")
PARTY = "party_"
CALL_ME = "call_me"
# The short way by text message: each text costs the parent money, so an officer asks the rest (at most five texts).
BY_TEXT = "by_text"
_ASKED_BY_TEXT = ("name", "safe_times", "help")


def _is(question: str, *values: str) -> Callable[[Answers], bool]:
    return lambda answers: answers.get(question) in values


def _full(answers: Answers) -> bool:
    return answers.get("path") != CALL_ME


def _about_a_child(answers: Answers) -> bool:
    # C-49: of a child whose carer has no parental responsibility an officer decides what may be held.
    return _full(answers) and answers.get("who") != "young_person" and answers.get("responsibility") != NO


def _other_ways(answers: Answers) -> bool:
    # Whoever asks to be rung and then prefers not to be is asked for another way.
    return _full(answers) or answers.get("may_call") == NO


def _no_way_left(answers: Answers) -> bool:
    ways = [answers.get(way) for way in ("may_call", "may_text", "may_email")]
    return NO in ways and YES not in ways


def _needs_phone(answers: Answers) -> bool:
    return YES in (answers.get("may_call"), answers.get("may_text"))


def _permission(id_: str, asked: Callable[[Answers], bool] = lambda answers: True) -> Question:
    return Question(id_, reading.permission, asked, permission=id_)


def _free(id_: str, asked: Callable[[Answers], bool], *, is_optional: bool = True) -> Question:
    read = reading.more_than_yes if is_optional else reading.more_than_a_word
    return Question(id_, read, asked, is_optional, takes_anything=True)


def _short(id_: str, asked: Callable[[Answers], bool] = lambda answers: True, *, says_no: bool = False) -> Question:
    # A few words are wanted, and what ends in a question mark is a question.
    return Question(id_, reading.more_than_yes, asked, is_optional=True, no_is_an_answer=says_no)


_IN_THE_CHAT = (
    Question("area", yes_no("here", "elsewhere", UNSURE), is_personal=False),
    Question("who", reading.who, is_personal=False),
    Question("open_case", reading.permission, permission="open_case", is_personal=False),
    Question("path", one_of({"call me": CALL_ME, "ring me": CALL_ME, "just call me": CALL_ME, "questions": "full"})),
    Question("responsibility", yes_no(unsure=UNSURE), _is("who", "carer")),
    Question("name", reading.name),
    _permission("may_call"),
    Question("phone", unless_none(reading.phone), _is("may_call", YES)),
    _permission("may_leave_voicemail", _is("may_call", YES)),
    _permission("may_text", _other_ways),
    Question("phone", unless_none(reading.phone), _needs_phone),
    _permission("may_email", _other_ways),
    Question("email", unless_none(reading.email), _is("may_email", YES)),
    Question("no_way", one_of({"choose again": "again", "i will ring": "i_ring"}), _no_way_left),
    _short("safe_times"),
    Question("be_careful", reading.be_careful, is_optional=True),
    _short("who_may_see", _is("be_careful", YES)),
    _short("never_times", _is("be_careful", YES)),
    _short("safe_word", _is("be_careful", YES)),
    _short(
        "if_someone_answers",
        lambda answers: answers.get("be_careful") == YES and answers.get("may_call") == YES,
        says_no=True,
    ),
    Question(
        "withhold_number",
        yes_no(),
        lambda answers: answers.get("be_careful") == YES and answers.get("may_call") == YES,
        is_optional=True,
    ),
    Question("postcode", reading.postcode, _full, is_optional=True),
    Question("child_name", reading.name, _about_a_child, is_optional=True),
    Question("age", reading.age, lambda a: _about_a_child(a) or (_full(a) and a.get("who") == "young_person"), True),
    _free("setting", lambda a: _about_a_child(a) or (_full(a) and a.get("who") == "young_person")),
    Question("stage", one_of({}), lambda a: _full(a) and a.get("responsibility") != NO, is_optional=True),
    _free("help", lambda answers: True, is_optional=False),
    Question("deadline", reading.deadline, _full, is_optional=True, takes_anything=True),
    _free("access", _full),
    _permission("share_conversation", _full),
    Question("party_any", yes_no(), _full),
    Question("party_name", reading.party, _is("party_any", YES)),
    Question("party_purpose", one_of({}), _is("party_any", YES)),
    Question("party_permission", reading.permission, _is("party_any", YES), permission="party"),
    Question("party_more", yes_no(), _is("party_any", YES)),
    _permission("keep_equality", _full),
    _free("equality", _is("keep_equality", YES)),
    _free("anything_else", _full),
    Question("check", reading.check),
)


def _in_a_text(question: Question) -> Question:
    """The question, asked by text message only if it is one of the few."""
    if question.id in _ASKED_BY_TEXT:
        return question
    asked = question.asked
    return replace(question, asked=lambda answers: answers.get("path") != BY_TEXT and asked(answers))


_ALL: Tuple[Question, ...] = (
    Question("by_text", reading.by_text, _is("path", BY_TEXT), permission="by_text", is_personal=False),
    *(_in_a_text(question) for question in _IN_THE_CHAT),
)


def questions() -> tuple[Question, ...]:
    """All of them, in the order in which they are asked; the telephone number stands where it is first needed."""
    return _ALL


BY_ID: Dict[str, Question] = {question.id: question for question in _ALL}
