"""A question about another part of the UK is known as one."""

from __future__ import annotations

import pytest

from bot.casework.nation import is_about_another_nation


@pytest.mark.parametrize(
    "text",
    ["my son is in Scotland, how do I appeal", "does this apply in WALES", "we live in Belfast and have a statement"],
)
def test_another_nation_is_known(text):
    assert is_about_another_nation(text)


@pytest.mark.parametrize(
    "text",
    [
        "we moved from Wales last year, who reviews the plan",
        "coming over from Northern Ireland to Kent",
        "how do I appeal",
    ],
)
def test_england_is_england(text):
    assert not is_about_another_nation(text)
