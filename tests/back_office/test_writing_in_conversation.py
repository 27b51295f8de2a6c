"""Approved words and hints in the live conversation's own page: they help, and send nothing to the parent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.library.compose import Library
from bot.records.accounts import Officer
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.conversations import hold
from bot.services.office.working import Acting
from tests.back_office.office_making import Browser, shown
from tests.back_office.test_writing import words_in_box
from tests.back_office.whole_office import WholeLab, press
from tests.services.office.accounting import NOON, CountingHasher, FakeVault
from tests.services.office.talking import Talk


@pytest.fixture
def talk(tmp_path: Path, library: Library) -> Talk:
    return Talk(tmp_path, library)


@pytest.fixture
def ann(talk: Talk, library: Library) -> Browser:
    lab = WholeLab.__new__(WholeLab)
    lab.inbox, lab.relay, lab.vault, lab.hasher, lab.now = talk.records, talk.relay, FakeVault(), CountingHasher(), NOON
    lab.noted, lab.statements = [], []
    lab.accounts = Accounts(talk.records.sessions, lab.vault, b"k" * 32, hasher=lab.hasher)
    return lab.browser(library)


async def test_words_are_put_in_and_nothing_is_sent(talk: Talk, ann: Browser, library: Library) -> None:
    await talk.put_through()
    with talk.records.sessions() as session:
        officer = session.query(Officer).one()
        ann_herself = Acting(officer.id, officer.role)
    hold.claim(talk.live, ann_herself, talk.handle, 1, talk.now)
    here = f"/conversations/{talk.handle}"
    before = await talk.follow()
    page = shown(ann.get(here).text)
    assert "Put in what is approved" in page and "Identity not verified" in page

    def help_with(**fields: str) -> str:
        action = f'action="{here}/reply"'
        csrf = ann.page.split('name="csrf" value="')[1].split('"')[0]
        assert action in ann.page
        ann.page = ann.http.post(f"{here}/help", data={"csrf": csrf, "epoch": "2", **fields}).text
        return shown(ann.page)

    assert "found" in help_with(text="You should appeal.", act="find", looked_for="rang reach")
    assert "May not read as fair" in shown(ann.page)
    help_with(text="One.", act="insert:reply:could-not-reach")
    reply = library.replies["could-not-reach"].words
    assert words_in_box(ann).strip() == f"One.\n\n{reply}"
    assert await talk.follow() == before
    press(ann, f"{here}/reply", text="You should appeal.")
    assert (await talk.follow())[-1] == "You should appeal.", "in a conversation it is only a hint"
