"""Replies that officers send again and again: approved by a second person, reviewed within a year, offered where they fit."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.library.compose import Library
from bot.library.content_error import ContentError
from bot.library.letter_texts import FILE, read_letter_texts
from bot.library.replies import FOLDER, PLACES, read_replies

GOOD = {
    "title": "Thanks",
    "for": "[email, chat]",
    "version": "1",
    "reviewed_on": "2026-11-16",
    "review_due": "2027-05-14",
    "owner": "Ann",
    "approved_by": "Bo",
}


def written(folder: Path, words: str = "Thank you.", **changed: str) -> Path:
    fields = "\n".join(f"{key}: {value}" for key, value in {**GOOD, **changed}.items())
    (folder / FOLDER).mkdir()
    (folder / FOLDER / "thanks.md").write_text(f"---\n{fields}\n---\n{words}\n", encoding="utf-8")
    return folder


def test_a_reply_is_read_with_our_own_details_in_it(tmp_path: Path, library: Library) -> None:
    (reply,) = read_replies(written(tmp_path, "Ring {{ service.phone }}."), library.service).values()
    assert (reply.id, reply.words, reply.places) == ("thanks", f"Ring {library.service.phone}.", ("email", "chat"))
    assert reply.is_served(reply.review_due) and not reply.is_served(reply.review_due + timedelta(days=1))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"approved_by": "ann"}, "approved by its own owner"),
        ({"review_due": "2027-11-17"}, "12 months"),
        ({"for": "[pigeon]"}, "for must be a list of letter, email, text, chat"),
        ({"title": ""}, "title is missing"),
        ({"likes": "many"}, "a field that is none: likes"),
        ({"words": "Hello {{ parent.name }}"}, "cannot be filled"),
        ({"words": " "}, "has no words"),
    ],
)
def test_a_broken_reply_is_refused_in_a_sentence(
    tmp_path: Path, library: Library, changed: dict[str, str], told: str
) -> None:
    with pytest.raises(ContentError, match=told):
        read_replies(written(tmp_path, **changed), library.service)


def test_there_are_replies_for_every_place(library: Library) -> None:
    assert {place for reply in library.replies.values() for place in reply.places} == set(PLACES)


def test_the_words_around_a_letter_are_whole_or_refused(tmp_path: Path, library: Library) -> None:
    assert library.letters.to_parent.greeting_to("Wren") == "Dear Wren,"
    assert library.service.phone in library.letters.to_parent.end
    (tmp_path / FILE).write_text('subjects = ["Following up"]\n[to_parent]\ngreeting = "Dear"\n', encoding="utf-8")
    with pytest.raises(ContentError, match=r"\[to_parent\] must have"):
        read_letter_texts(tmp_path, library.service)
