"""Which language a message is in: English unless four words and a clear margin say otherwise."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from bot.engine.language import english_words, language_of
from bot.engine.paths import PROJECT
from bot.library.shelf import read_shelf

QUESTIONS = [question for one in read_shelf(PROJECT / "content").values() for question in one.questions]
ENGLISH = english_words(QUESTIONS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("proszę o pomoc dla mojego syna", "pl"),
        ("nu stiu ce sa fac cu fiul meu", "ro"),
        ("wiilkaygu dugsiga ma aado", "so"),
        ("mi hijo no quiere ir al colegio", "es"),
        ("je ne comprends pas la lettre", "fr"),
        ("preciso de ajuda com o meu filho", "pt"),
        ("oğlum okula gitmek istemiyor artık", "tr"),
        ("Моїй дитині потрібна допомога у школі", "uk"),
        ("میرے بیٹے کو اسکول میں مدد چاہیے", "ur"),
        ("أحتاج مساعدة لابني في المدرسة", "ar"),
        ("আমার ছেলের স্কুলে সাহায্য দরকার", "bn"),
        ("ਮੇਰੇ ਪੁੱਤਰ ਨੂੰ ਸਕੂਲ ਵਿੱਚ ਮਦਦ ਚਾਹੀਦੀ ਹੈ", "pa"),
        ("મારા દીકરાને શાળામાં મદદની જરૂર છે", "gu"),
        ("我的儿子在学校需要帮助", "zh"),
    ],
)
def test_each_language_with_a_notice_is_known(text: str, code: str) -> None:
    assert language_of(text, ENGLISH) == code


@pytest.mark.parametrize(
    "text", ["ehcp", "mum", "hi", "", "???", "bonjour", "DS yr 4 asd pda", "council want to end her ehcp"]
)
def test_short_or_doubtful_texts_are_english(text: str) -> None:
    assert language_of(text, ENGLISH) is None


def test_no_question_of_ours_is_taken_for_another_language() -> None:
    """Each asked as a stranger's: the words it alone uses are not known."""
    used = Counter(word for question in QUESTIONS for word in set(re.findall(r"[^\W\d_]+", question.lower())))
    rare = {word for word, times in used.items() if times < 3}
    taken = [(language_of(question, ENGLISH - rare), question) for question in QUESTIONS]
    assert len(QUESTIONS) > 2500
    assert [one for one in taken if one[0]] == []
