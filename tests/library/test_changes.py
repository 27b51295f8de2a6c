"""Leaflets that change while the service runs: withdrawn at once, or replaced on the day the law changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.library.compose import Asked, Library
from bot.library.content_error import ContentError
from bot.library.withdrawn import LOOK_EVERY_SECONDS, Withdrawn, read_withdrawn
from bot.operations.editing import CannotEdit, differences, new_leaflet, restore, withdraw
from bot.settings import PROJECT

TODAY = date(2026, 11, 23)


@pytest.fixture
def content(tmp_path):
    import shutil

    shutil.copytree(PROJECT / "content", tmp_path / "content")
    return tmp_path / "content"


def looked_anew(library: Library) -> Library:
    library.withdrawn._looked_at = -LOOK_EVERY_SECONDS
    return library


def test_a_withdrawn_leaflet_leaves_every_answer_and_comes_back(content):
    library = Library(content)
    asked = Asked(today=TODAY, ranking=[("mediation", 0.9)])
    assert library.compose("leaflet/answered", asked).leaflet
    withdraw(content, "mediation", "The law changed overnight", TODAY)
    looked_anew(library)
    answer = library.compose("leaflet/answered", asked)
    assert answer.leaflet is None and "2 months" not in answer.reply.text
    torn = library.compose(
        "leaflet/answered", Asked(today=TODAY, ranking=[("mediation", 0.3), ("tribunal-appeal", 0.29)])
    )
    assert "Mediation about an EHC plan" not in [choice.label for choice in torn.reply.choices]
    assert not library.compose("follow_up/more", Asked(today=TODAY, leaflet="mediation")).leaflet
    restore(content, "mediation")
    assert looked_anew(library).compose("leaflet/answered", asked).leaflet


def test_several_are_withdrawn_and_restored_each_by_itself(content):
    for id_ in ("mediation", "eotas"):
        withdraw(content, id_, 'quoted "words"', TODAY)
    assert read_withdrawn(content / "withdrawn.toml") == ("mediation", "eotas")
    restore(content, "mediation")
    assert read_withdrawn(content / "withdrawn.toml") == ("eotas",)


@pytest.mark.parametrize("id_", ["no-such", "../service"])
def test_what_is_not_there_cannot_be_withdrawn(content, id_):
    with pytest.raises(CannotEdit):
        withdraw(content, id_, "why", TODAY)
    with pytest.raises(CannotEdit):
        restore(content, id_)


def test_a_withdrawal_is_noticed_in_time_and_a_torn_file_changes_nothing(tmp_path):
    now = [0.0]
    path = tmp_path / "withdrawn.toml"
    withdrawn = Withdrawn(path, clock=lambda: now[0])
    assert withdrawn.ids == frozenset()
    path.write_text('[[leaflet]]\nid = "mediation"\n', encoding="utf-8")
    now[0] += LOOK_EVERY_SECONDS
    assert LOOK_EVERY_SECONDS <= 60 and withdrawn.ids == {"mediation"}
    path.write_text("[[leaf", encoding="utf-8")
    now[0] += LOOK_EVERY_SECONDS
    assert withdrawn.ids == {"mediation"}


def changed(content, since: date) -> None:
    old = (content / "leaflets/mediation.md").read_text(encoding="utf-8")
    new = old.replace("\nowner:", f"\neffective_from: {since.isoformat()}\nowner:", 1)
    new = new.replace("You do not have to take part in mediation.", "You can take part in mediation if you like.", 1)
    (content / f"leaflets/mediation@{since.isoformat()}.md").write_text(new, encoding="utf-8")


def test_a_change_in_the_law_takes_over_on_its_day(content):
    since = TODAY + timedelta(days=3)
    changed(content, since)
    library = Library(content)
    words = "if you like"
    for day, told in ((since - timedelta(days=1), False), (since, True), (since + timedelta(days=1), True)):
        answer = library.compose("leaflet/answered", Asked(today=day, ranking=[("mediation", 0.9)])).reply.text
        assert (words in answer) is told


def test_a_change_of_nothing_is_named(content):
    changed(content, TODAY)
    (content / "leaflets/mediation@2026-11-23.md").rename(content / "leaflets/swings@2026-11-23.md")
    with pytest.raises(ContentError, match="swings"):
        Library(content)


def test_what_parents_will_see_differently_is_told(content):
    before = Library(PROJECT / "content")
    path = content / "leaflets/mediation.md"
    path.write_text(
        path.read_text("utf-8").replace("Mediation is free", "Mediation costs nothing", 1), encoding="utf-8"
    )
    told = "\n".join(differences(before, Library(content), TODAY))
    assert told.startswith("mediation:") and "- Mediation is free" in told and "+ Mediation costs nothing" in told
    assert list(differences(before, before, TODAY)) == []


def test_a_new_leaflet_has_every_part_and_says_what_is_still_to_do(content):
    path = new_leaflet(content, "swings", TODAY)
    text = path.read_text(encoding="utf-8")
    assert "## Your options" in text and f"reviewed_on: {TODAY}" in text and "review_due: 2027-11-23" in text
    with pytest.raises(CannotEdit, match="already"):
        new_leaflet(content, "swings", TODAY)
    with pytest.raises(ContentError, match="questions"):
        Library(content)
