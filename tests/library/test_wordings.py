"""A wording is never edited in place or deleted, and says what the law asks of it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from bot.casework.referral.questions import PURPOSES, questions
from bot.library.compose import Library
from bot.library.content_error import ContentError
from bot.library.wordings import FOLDER, PUBLISHED, read_wordings
from bot.settings import PROJECT


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "content" / FOLDER, tmp_path / FOLDER)
    return tmp_path


def publish(content: Path, name: str) -> str:
    hash_ = hashlib.sha256((content / FOLDER / name).read_bytes()).hexdigest()
    with (content / FOLDER / PUBLISHED).open("a") as listed:
        listed.write(f'"{name}" = "{hash_}"\n')
    return hash_


def test_every_permission_has_a_wording_on_every_channel(library: Library) -> None:
    wanted = {question.permission for question in questions() if question.permission not in (None, "party")}
    wanted |= {f"party_{purpose}" for purpose in PURPOSES} | {"request", "live_chat", "show_chat", "keep_chat"}
    # Officers ask this one, if the need comes up: the referral asks for no address.
    wanted |= {"may_post"}
    assert library.wordings.ids == wanted
    for id_ in wanted:
        for channel in ("web", "sms") if id_ != "by_text" else ("sms",):
            assert "answer yes or no" in library.wordings.current(id_, channel).template.lower() or channel == "sms"


def test_an_edited_wording_is_refused(content: Path) -> None:
    path = content / FOLDER / "may_call" / "1.any.md"
    path.write_text(path.read_text().replace("ring you", "ring you often"))
    with pytest.raises(ContentError, match="was changed after it was published"):
        read_wordings(content)


def test_a_deleted_wording_is_refused(content: Path) -> None:
    (content / FOLDER / "may_call" / "1.any.md").unlink()
    with pytest.raises(ContentError, match="bring it back"):
        read_wordings(content)


def test_a_new_version_serves_and_the_old_one_is_still_known(content: Path) -> None:
    before = read_wordings(content).current("may_call", "web")
    path = content / FOLDER / "may_call" / "2.any.md"
    path.write_text("May we telephone you? You can take this back at any time. Please answer yes or no.\n")
    with pytest.raises(ContentError, match="is not published: add"):
        read_wordings(content)
    hash_ = publish(content, "may_call/2.any.md")
    wordings = read_wordings(content)
    assert wordings.current("may_call", "web").hash == hash_
    assert wordings.of(before.hash) == before


@pytest.mark.parametrize(
    ("name", "words", "missing"),
    [
        ("may_call/2.any.md", "May we ring you? Yes or no.", "taken back"),
        ("party_talk_to/2.any.md", "May we talk to them? You can take this back at any time.", "whom it is about"),
        ("open_case/2.web.md", "May we? You can take this back at any time.", "who we are"),
    ],
)
def test_a_wording_that_lacks_what_it_must_say_is_refused(content: Path, name: str, words: str, missing: str) -> None:
    (content / FOLDER / name).write_text(words)
    publish(content, name)
    with pytest.raises(ContentError, match=missing):
        read_wordings(content)


def test_a_name_with_marks_of_markdown_stays_a_name(library: Library) -> None:
    words = library.wordings.current("party_talk_to", "web").words(library.service, "Jo *Reed* [x](http://a.example)")
    assert "Jo \\*Reed\\* \\[x\\]" in words
