"""Papers, links, hiding, handing over, looking up: for officers only, and nothing of what is kept from one of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.casework.access import Role
from bot.library.compose import Library
from bot.records.cases import case_of, tasks_of
from bot.services.office.cases import documents, hand_over, hide, link, look_up, statutory
from bot.services.office.cases.draft import keep_draft
from bot.services.office.cases.show_case import show_case
from bot.services.office.queue.claim import claim
from bot.services.office.working import Acting, NotHere, NotNow
from tests.services.office.intake import NOON, Office

WHY = look_up.REASONS[0]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.tray.close()
    made.box.close()


@pytest.fixture
def ash(office: Office) -> Acting:
    return office.officer("Ash")


@pytest.fixture
def lin(office: Office) -> Acting:
    return office.officer("Lin", Role.LEAD)


@pytest.fixture
def case(office: Office, ash: Acting) -> str:
    office.refer(help="Can we appeal?")
    office.take()
    claim(office.desk, ash, office.only_item().id, 0, NOON)
    return office.only_case()


def another(office: Office, owner: Acting, **told: str) -> str:
    from bot.services.office.cases.open_by_hand import open_by_hand

    return open_by_hand(
        office.desk,
        owner,
        {"name": "Wren Hollis", "phone": "07700 900321", **told},
        how="telephone",
        wording="w",
        words="May we?",
        reply="yes",
        reference="fern-otter-lamp",
        now=NOON,
    )


def test_a_case_given_over_is_the_others_and_the_draft_waits_for_its_writer(
    office: Office, ash: Acting, lin: Acting, case: str
) -> None:
    keep_draft(office.desk, ash, case, "half a note", NOON)
    hand_over.hand_over(office.desk, ash, case, 1, lin.id, NOON)
    with pytest.raises(NotHere):
        show_case(office.desk, ash, case, NOON)
    hand_over.hand_over(office.desk, lin, case, 2, ash.id, NOON)
    assert show_case(office.desk, ash, case, NOON).draft == "half a note"


def test_seen_too_long_ago_nothing_changes_hands(office: Office, ash: Acting, lin: Acting, case: str) -> None:
    with pytest.raises(NotNow, match="changed"):
        hand_over.hand_over(office.desk, ash, case, 0, lin.id, NOON)
    assert show_case(office.desk, ash, case, NOON).id == case


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.CONTENT_EDITOR])
def test_only_who_may_open_cases_is_given_one(office: Office, ash: Acting, case: str, role: Role) -> None:
    with pytest.raises(NotNow, match="nobody_there"):
        hand_over.hand_over(office.desk, ash, case, 1, office.officer("Kit", role).id, NOON)


def test_hidden_it_is_not_there_for_that_officer_and_only_a_lead_lets_them_in_again(
    office: Office, ash: Acting, lin: Acting, case: str
) -> None:
    hide.hide_from(office.desk, ash, case, ash.id, NOON)
    with pytest.raises(NotHere):
        show_case(office.desk, ash, case, NOON)
    with pytest.raises(NotHere):
        claim(office.desk, ash, office.only_item().id, 2, NOON)
    for one in (ash, office.officer("Bo")):
        with pytest.raises(NotHere):
            hide.show_again(office.desk, one, case, ash.id, NOON)
    hide.show_again(office.desk, lin, case, ash.id, NOON)
    claim(office.desk, ash, office.only_item().id, 2, NOON)


def test_a_link_stands_on_both_sides_and_shows_nothing_kept_from_me(
    office: Office, ash: Acting, lin: Acting, case: str
) -> None:
    other = another(office, lin)
    link.link(office.desk, ash, case, "Fern otter LAMP", "sisters", NOON)
    (mine,), (theirs,) = link.links(office.desk, ash, case), link.links(office.desk, lin, other)
    assert (mine.reference, mine.why, mine.can_open) == ("fern-otter-lamp", "sisters", False)
    assert theirs.case == case
    hide.hide_from(office.desk, lin, other, ash.id, NOON)
    assert link.links(office.desk, ash, case) == []
    link.unlink(office.desk, lin, other, case, NOON)
    assert link.links(office.desk, lin, other) == []


def test_linking_what_is_kept_from_me_is_as_linking_what_is_not(
    office: Office, ash: Acting, lin: Acting, case: str
) -> None:
    other = another(office, lin)
    hide.hide_from(office.desk, lin, other, ash.id, NOON)
    told = []
    for reference in ("fern-otter-lamp", "no-such-file"):
        with pytest.raises(NotNow) as problem:
            link.link(office.desk, ash, case, reference, "sisters", NOON)
        told.append((problem.value.why, problem.value.who))
    assert told[0] == told[1] == ("no_such_case", "")


@pytest.mark.parametrize("said", ["fern otter lamp", "07700 900321", "+44 7700 900321", "hollis", "Wren Hollis"])
def test_a_caller_is_found_by_what_they_say(office: Office, ash: Acting, lin: Acting, case: str, said: str) -> None:
    another(office, lin)
    (found,) = look_up.look_up(office.desk, ash, said, WHY, NOON)
    assert (found.reference, found.owner, found.can_open) == ("fern-otter-lamp", "Lin", False)


def test_looking_up_needs_a_reason_and_is_noted_without_what_was_looked_for(
    office: Office, ash: Acting, case: str
) -> None:
    with pytest.raises(NotNow, match="empty"):
        look_up.look_up(office.desk, ash, "Marian Ashgrove", "I am curious", NOON)
    with pytest.raises(NotNow, match="too_little"):
        look_up.look_up(office.desk, ash, "07", WHY, NOON)
    with pytest.raises(NotHere):
        look_up.look_up(office.desk, office.officer("Ada", Role.ADMIN), "Marian Ashgrove", WHY, NOON)
    look_up.look_up(office.desk, ash, "Nobody Known", WHY, NOON)
    from bot.records.audit import entries

    noted = [entry for entry in entries(office.sessions) if entry.action == "lookup"]
    assert [entry.detail for entry in noted] == ["not_found"] and "Nobody" not in repr(noted)


def test_what_is_kept_from_me_is_looked_up_as_what_is_not_there(
    office: Office, ash: Acting, lin: Acting, case: str
) -> None:
    other = another(office, lin)
    hide.hide_from(office.desk, lin, other, ash.id, NOON)
    assert look_up.look_up(office.desk, ash, "Wren Hollis", WHY, NOON) == []


def test_a_paper_is_kept_whole_sealed_and_opened_by_who_has_the_case(
    office: Office, ash: Acting, lin: Acting, case: str, tmp_path: Path
) -> None:
    content = b"%PDF- canary in the letter" * 1000
    documents.add_document(office.desk, ash, case, "../../My letter<script>.pdf", content, "the parent", NOON)
    (paper,) = documents.list_documents(office.desk, ash, case)
    assert (paper.name, paper.size, paper.given_by) == ("My letter_script_.pdf", len(content), "the parent")
    assert documents.open_document(office.desk, ash, case, paper.id, NOON)[1] == content
    with pytest.raises(NotHere):
        documents.open_document(office.desk, lin, case, paper.id, NOON)
    with pytest.raises(NotHere):
        documents.open_document(office.desk, lin, another(office, lin), paper.id, NOON)
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("records.db*"))
    assert b"canary" not in kept and b"My letter" not in kept and paper.id.encode() in kept


@pytest.mark.parametrize(
    ("content", "given_by", "why"),
    [
        (b"", "them", "empty"),
        (b"x", " ", "empty"),
        (b"MZ\x90\x00\x03", "them", "no_such_kind"),
        (b"x" * (documents.MOST_BYTES + 1), "them", "too_large"),
    ],
)
def test_a_paper_that_cannot_be_kept_is_named(
    office: Office, ash: Acting, case: str, content: bytes, given_by: str, why: str
) -> None:
    with pytest.raises(NotNow, match=why):
        documents.add_document(office.desk, ash, case, "a.pdf", content, given_by, NOON)
    assert documents.list_documents(office.desk, ash, case) == []


def test_the_dates_of_the_law_become_tasks_once(office: Office, ash: Acting, case: str, library: Library) -> None:
    day = date(2026, 9, 7)
    number = statutory.add_steps(office.desk, ash, case, library, "assessment-requested", day, NOON)
    assert statutory.add_steps(office.desk, ash, case, library, "assessment-requested", day, NOON) == 0
    with office.sessions() as session:
        tasks = tasks_of(session, case)
        assert len(tasks) == number >= 2
        # SEND Regulations 2014, reg. 5: within 6 weeks of the request.
        assert tasks[0].due_on == day + timedelta(weeks=6) and "reg. 5" in tasks[0].text
        assert case_of(session, case) is not None
    with pytest.raises(NotNow):
        statutory.add_steps(office.desk, ash, case, library, "no-such-event", day, NOON)
