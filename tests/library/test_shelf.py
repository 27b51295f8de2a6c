"""The leaflets together: in order of title, and never at odds with one another."""

from __future__ import annotations

import pytest

from bot.library.content_error import ContentError
from bot.library.shelf import read_shelf
from tests.library.making import leaflet_text, make_content


def test_leaflets_stand_in_order_of_title(tmp_path):
    titles = {"aa": "slides", "bb": "Ropes", "cc": "Swings"}
    texts = [leaflet_text(id_, ("title: Swings in the park", f"title: {title}")) for id_, title in titles.items()]
    assert list(read_shelf(make_content(tmp_path, *texts))) == ["bb", "aa", "cc"]


def test_an_empty_shelf_is_a_fault(tmp_path):
    with pytest.raises(ContentError, match="there is no leaflet in content/leaflets"):
        read_shelf(make_content(tmp_path))


def test_a_related_leaflet_must_be_there(tmp_path):
    content = make_content(tmp_path, leaflet_text("swings", ("related: []", "related: [slides]")))
    with pytest.raises(ContentError, match=r"leaflet swings\.md: related names 'slides'"):
        read_shelf(content)


def test_two_leaflets_may_not_claim_one_question_whatever_its_capitals(tmp_path):
    other = leaflet_text("slides", ("may i use the slides number 4", "May I use the SWINGS number 4"))
    with pytest.raises(ContentError, match=r"leaflets .*\.md and .*\.md both list"):
        read_shelf(make_content(tmp_path, leaflet_text("swings"), other))


def test_a_file_that_is_no_text_is_named(tmp_path):
    content = make_content(tmp_path, leaflet_text())
    (content / "leaflets" / "torn.md").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContentError, match=r"torn\.md cannot be read as UTF-8"):
        read_shelf(content)
