"""Notices in other languages: served once a person has confirmed them, marked with their language and direction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.library.compose import Asked
from bot.library.content_error import ContentError
from bot.library.languages import marks, read_languages
from bot.web.rendering import markdown

WANTED = {"pl", "ur", "pa", "gu", "ar", "ro", "uk", "bn", "so", "pt", "fr", "es", "tr", "zh"}
TODAY = date(2026, 11, 23)


def test_every_language_wanted_has_its_notice(library):
    assert set(library.languages) == WANTED
    assert {code for code, one in library.languages.items() if one.dir == "rtl"} == {"ar", "ur"}


@pytest.mark.parametrize("code", ["pl", "ar", ""])
def test_until_someone_confirmed_it_english_and_an_interpreter_are_offered(library, code):
    text = library.compose("language/other", Asked(today=TODAY, language=code)).reply.text
    assert text.isascii() and "interpreter" in text and "999" in text and library.service.phone in text


def test_once_confirmed_it_stands_first_and_is_marked(library, monkeypatch):
    confirmed = replace(library.languages["ar"], confirmed_by="A person", confirmed_on=TODAY)
    monkeypatch.setitem(library.languages, "ar", confirmed)
    text = library.compose("language/other", Asked(today=TODAY, language="ar")).reply.text
    notice = confirmed.notice(library.service.phone)
    assert text.startswith(notice)
    html = markdown(text, marks(library.languages, library.service.phone))
    assert html.startswith('<p lang="ar" dir="rtl">') and html.count("lang=") == 1


@pytest.mark.parametrize(
    "text",
    [
        "[pl",
        "[pl]\nenglish = 'Polish'",
        '[pl]\nenglish = "Polish"\ndir = "up"\ntext = "{phone} 999"\nconfirmed_by = ""',
    ],
)
def test_a_broken_file_is_named(tmp_path, text):
    (tmp_path / "languages.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"languages\.toml"):
        read_languages(tmp_path)
