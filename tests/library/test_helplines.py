"""Helplines: each has a number and the day somebody last rang it, and emergency messages name no other."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.library.content_error import ContentError
from bot.library.helplines import read_helplines, to_ring_again
from bot.settings import PROJECT

CONTENT = PROJECT / "content"


def test_each_is_rung_once_a_year() -> None:
    day = date(2026, 11, 16)
    assert to_ring_again(CONTENT, day + timedelta(days=365)) == []
    assert set(to_ring_again(CONTENT, day + timedelta(days=366))) == set(read_helplines(CONTENT))


@pytest.mark.parametrize("row", ["", 'number = ""\nchecked_on = 2026-11-16', 'number = "116 123"', "]["])
def test_one_without_number_or_day_stops_the_start(tmp_path: Path, row: str) -> None:
    (tmp_path / "helplines.toml").write_text(f"[samaritans]\n{row}\n")
    with pytest.raises(ContentError, match=r"helplines\.toml"):
        read_helplines(tmp_path)


def test_emergency_messages_write_no_number_of_their_own() -> None:
    # 999, 111 and 55 are the same for ever; any other number stands where its day stands.
    for path in (CONTENT / "messages/emergency").glob("*.j2"):
        own = set(re.findall(r"\b\d[\d ]{1,}\d\b", path.read_text(encoding="utf-8"))) - {"999", "111", "55"}
        assert own == set(), path.name
