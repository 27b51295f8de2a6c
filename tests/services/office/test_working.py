"""Officers at work: one has a thing and the other is told; nothing goes out without a permission; a stop counts at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.access import Role
from bot.casework.office.gate import TO_PARENT, Override, Refusal
from bot.casework.office.queue import Waiting
from bot.records.accounts import Officer
from bot.records.audit import Audit
from bot.records.audit_words import AuditAction
from bot.records.cases import Case, Disclosure, Incident
from bot.records.queue import QueueItem
from bot.services.office.cases import permit, write
from bot.services.office.cases.disclose import Disclosed, disclose
from bot.services.office.cases.draft import keep_draft
from bot.services.office.cases.hide import hide_from
from bot.services.office.cases.open_by_hand import open_by_hand
from bot.services.office.cases.passed_on import PassedOn, passed_on
from bot.services.office.cases.show_case import show_case
from bot.services.office.queue.claim import claim, release, take_over, transfer, who_can_take
from bot.services.office.queue.list_queue import list_queue
from bot.services.office.queue.requests import DONE, finish_request, show_request
from bot.services.office.working import Acting, NotHere, NotNow
from tests.services.office.intake import NOON, SCHOOL, Office
from tests.whole.canaries import keepers


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.tray.close()
    made.box.close()


@pytest.fixture
def ann(office: Office) -> Acting:
    return office.officer("Ann")


@pytest.fixture
def bo(office: Office) -> Acting:
    return office.officer("Bo")


@pytest.fixture
def case(office: Office, ann: Acting) -> str:
    """A referral that Ann has taken."""
    office.refer(help="Can we appeal?")
    office.take()
    claim(office.desk, ann, office.only_item().id, 0, NOON)
    return office.only_case()


def plain(session: Session, case: Case, fields: Sequence[str]) -> str:
    return "\n".join(f"{name}: {case.answers[name]}" for name in fields)


def tell(
    office: Office, acting: Acting, case: str, recipient: str = SCHOOL, purpose: str = "party_talk_to", **more: object
) -> Disclosed:
    fields = more.pop("fields", ["help"])
    return disclose(
        office.desk, acting, case, recipient, purpose, fields, NOON, take_in_first=office.take, compose=plain, **more
    )


def noted(office: Office) -> list[str]:
    with office.sessions() as session:
        return [row.action for row in session.scalars(select(Audit).order_by(Audit.seq))]


def test_the_queue_shows_what_waits_and_nobodys_name(office: Office) -> None:
    office.refer(help="Can we appeal?")
    office.ask(find="no idea")
    office.take()
    found = list_queue(office.desk, NOON)
    assert [line.kind for line in found.lines] == [Waiting.UNMATCHED_WITHDRAWAL, Waiting.REFERRAL]
    assert "Marian" not in str(found) and "oak" not in str(found)


def test_whoever_is_second_is_told_who_was_first(office: Office, ann: Acting, bo: Acting) -> None:
    office.refer()
    office.take()
    id_ = office.only_item().id
    claim(office.desk, ann, id_, 0, NOON)
    with pytest.raises(NotNow, match="taken") as told:
        claim(office.desk, bo, id_, 0, NOON)
    assert told.value.who == "Ann"
    with pytest.raises(NotNow, match="not_yours"):
        release(office.desk, bo, id_, 1, NOON)
    take_over(office.desk, bo, id_, 1, NOON)
    with pytest.raises(NotNow, match="not_yours"):
        release(office.desk, ann, id_, 2, NOON)
    transfer(office.desk, bo, id_, 2, ann.id, NOON)
    release(office.desk, ann, id_, 3, NOON)
    assert office.only_item().owner is None
    assert noted(office)[1:] == ["case_claimed", "case_transferred", "case_transferred", "case_released"]


@pytest.mark.parametrize("who", ["admin", "auditor", "content_editor", "disabled", "hidden", "nobody"])
def test_nothing_is_given_to_somebody_who_cannot_have_it(office: Office, ann: Acting, case: str, who: str) -> None:
    to = office.officer("Cy", Role(who) if who in set(Role) else Role.OFFICER)
    with office.sessions.begin() as session:
        session.get_one(Officer, to.id).active = who != "disabled"
    if who == "hidden":
        hide_from(office.desk, ann, case, to.id, NOON)
    item = office.only_item()
    given_to = UUID(int=7) if who == "nobody" else to.id
    assert given_to not in {id_ for id_, _ in who_can_take(office.desk, ann, item.id)}
    with pytest.raises(NotNow, match="nobody_there"):
        transfer(office.desk, ann, item.id, item.epoch, given_to, NOON)
    assert (office.only_item().owner, office.only_item().epoch) == (ann.id, item.epoch)


def test_who_had_a_case_is_told_who_has_it_and_nobody_else_is(
    office: Office, ann: Acting, bo: Acting, case: str
) -> None:
    never = office.officer("Cy")
    show_case(office.desk, ann, case, NOON)
    keep_draft(office.desk, ann, case, "half a thought", NOON)
    assert passed_on(office.desk, ann, case) is None, "it is theirs"
    item = office.only_item()
    transfer(office.desk, ann, item.id, item.epoch, bo.id, NOON)
    assert passed_on(office.desk, ann, case) == PassedOn("Bo", "half a thought")
    assert passed_on(office.desk, never, case) is None and passed_on(office.desk, ann, "0" * 32) is None
    hide_from(office.desk, bo, case, ann.id, NOON)
    assert passed_on(office.desk, ann, case) is None, "kept from them since"


def test_of_two_who_claim_at_once_one_has_it(office: Office, ann: Acting, bo: Acting) -> None:
    office.refer()
    office.take()
    id_ = office.only_item().id
    for epoch in range(0, 60, 2):
        together, won = Barrier(2), list[Acting]()

        def try_it(acting: Acting, epoch: int = epoch, together: Barrier = together, won: list[Acting] = won) -> None:
            together.wait()
            try:
                claim(office.desk, acting, id_, epoch, NOON)
                won.append(acting)
            except NotNow:
                pass

        both = [Thread(target=try_it, args=(one,)) for one in (ann, bo)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert len(won) == 1 and office.only_item().owner == won[0].id
        release(office.desk, won[0], id_, epoch + 1, NOON)


def test_a_case_is_its_officers_and_for_all_others_it_is_not_there(
    office: Office, case: str, ann: Acting, bo: Acting
) -> None:
    assert show_case(office.desk, ann, case, NOON).answers["name"] == "Marian Ashgrove"
    for id_ in (case, "0" * 32):
        with pytest.raises(NotHere):
            show_case(office.desk, bo, id_, NOON)
    manager = office.officer("Max", Role.MANAGER)
    with pytest.raises(NotHere):
        show_case(office.desk, manager, case, NOON)
    assert show_case(office.desk, manager, case, NOON, reason="Ann is ill").reference == "oak-kettle-river"
    assert noted(office)[-2:] == ["lookup", "case_viewed"]


def test_a_file_hidden_from_an_officer_is_not_there_for_them(
    office: Office, case: str, ann: Acting, bo: Acting
) -> None:
    with office.sessions.begin() as session:
        found = session.scalars(select(Case)).one()
        found.hidden_from = str(bo.id)
    with pytest.raises(NotHere):
        take_over(office.desk, bo, office.only_item().id, 1, NOON)
    manager = office.officer("Max", Role.MANAGER)
    assert show_case(office.desk, manager, case, NOON, reason="cover")


def test_only_whom_the_parent_named_for_this_is_told_and_only_what_is_asked(
    office: Office, case: str, ann: Acting
) -> None:
    assert tell(office, ann, case).text == "help: Can we appeal?"
    assert tell(office, ann, case, purpose="party_refer_to").refusal is Refusal.OTHER_PURPOSE
    assert tell(office, ann, case, "Jo Marsh, Averley Council").refusal is Refusal.NO_PERMISSION
    assert tell(office, ann, case, TO_PARENT, "own").refusal is Refusal.NOT_THE_PARENT
    assert not write.verify_person(office.desk, ann, case, "kettle", called_back=False, now=NOON)
    assert write.verify_person(office.desk, ann, case, " TeaPot", called_back=False, now=NOON)
    assert tell(office, ann, case, TO_PARENT, "own").text
    with office.sessions() as session:
        outcomes = [one.outcome for one in session.scalars(select(Disclosure).order_by(Disclosure.at))]
    assert sorted(outcomes) == ["refused"] * 3 + ["sent"] * 2
    assert noted(office).count("disclosure_refused") == 3 and noted(office).count("disclosed") == 2


def test_a_withdrawal_that_has_just_arrived_stops_the_next_word(office: Office, case: str, ann: Acting) -> None:
    assert tell(office, ann, case).text
    office.ask()
    assert tell(office, ann, case).refusal is Refusal.NO_PERMISSION


def test_what_was_stopped_starts_again_only_for_a_person_who_is_proved(office: Office, case: str, ann: Acting) -> None:
    office.ask()
    office.take()
    again = {"how": "telephone", "wording": "0" * 64, "words": "May we talk to her?", "reply": "yes do"}
    with pytest.raises(NotNow, match="not_verified"):
        permit.give_permission(office.desk, ann, case, "party_talk_to", SCHOOL, **again, now=NOON)
    write.verify_person(office.desk, ann, case, "", called_back=True, now=NOON)
    permit.give_permission(office.desk, ann, case, "party_talk_to", SCHOOL, **again, now=NOON)
    assert tell(office, ann, case).text
    permit.take_permission_back(office.desk, ann, case, "party_talk_to", SCHOOL, how="telephone", now=NOON)
    assert tell(office, ann, case).refusal is Refusal.NO_PERMISSION


def test_a_new_permission_is_recorded_with_its_words_or_not_at_all(office: Office, case: str, ann: Acting) -> None:
    told = {"how": "telephone", "wording": "0" * 64, "words": "May we?", "reply": "yes", "now": NOON}
    for missing in ({"reply": " "}, {"words": ""}, {"how": "a feeling"}):
        with pytest.raises(NotNow, match="empty"):
            permit.give_permission(
                office.desk, ann, case, "party_meet_with", "Dr Ruiz, Averley Clinic", **{**told, **missing}
            )
    permit.give_permission(office.desk, ann, case, "party_meet_with", "Dr Ruiz, Averley Clinic", **told)
    assert tell(office, ann, case, "dr ruiz,  averley clinic", "party_meet_with").text


def test_an_override_is_for_the_manager_and_is_noted(office: Office, case: str, ann: Acting) -> None:
    reason = Override("manager", "a child is at risk", "the duty team needs the name")
    with pytest.raises(NotNow, match="no_override"):
        tell(office, ann, case, "Duty team", "safeguarding", fields=["name"], override=reason)
    manager = office.officer("Max", Role.MANAGER)
    told = tell(office, manager, case, "Duty team", "safeguarding", fields=["name"], override=reason)
    assert told.text == "name: Marian Ashgrove" and noted(office)[-1] == AuditAction.OVERRIDE


@pytest.mark.parametrize(
    ("direction", "with_whom", "is_incident"),
    [
        ("we contacted", SCHOOL, False),
        ("we contacted", "Jo Marsh, Averley Council", True),
        ("we contacted", "parent", False),
        ("contacted us", "Jo Marsh, Averley Council", False),
    ],
)
def test_a_contact_that_happened_is_always_logged_and_without_permission_an_incident(
    office: Office, case: str, ann: Acting, direction: str, with_whom: str, is_incident: bool
) -> None:
    became = write.log_contact(office.desk, ann, case, "call", direction, with_whom, "party_talk_to", "we spoke", NOON)
    assert became is is_incident
    with office.sessions() as session:
        found = session.scalars(select(Incident)).all()
        assert [one.report_by for one in found] == ([NOON + timedelta(hours=72)] if is_incident else [])
    assert show_case(office.desk, ann, case, NOON).contacts[0].text == f"{with_whom}: we spoke"


def test_after_closing_nothing_may_be_told_and_nothing_waits(office: Office, case: str, ann: Acting) -> None:
    write.write_note(office.desk, ann, case, write.FACT, "They rang.", NOON)
    with pytest.raises(NotNow):
        write.write_note(office.desk, ann, case, write.FACT, "  ", NOON)
    write.close_case(office.desk, ann, case, NOON)
    assert tell(office, ann, case).refusal is Refusal.NO_PERMISSION
    assert list_queue(office.desk, NOON).lines == ()
    with office.sessions() as session:
        assert session.scalars(select(QueueItem)).one().done_at == NOON
    assert show_case(office.desk, ann, case, NOON).notes[0].text == "They rang."


def test_a_draft_is_its_writers_alone_and_goes_when_the_note_is_saved(office: Office, case: str, ann: Acting) -> None:
    keep_draft(office.desk, ann, case, "They rang and", NOON)
    keep_draft(office.desk, ann, case, "They rang and said", NOON)
    assert show_case(office.desk, ann, case, NOON).draft == "They rang and said"
    manager = office.officer("Max", Role.MANAGER)
    assert show_case(office.desk, manager, case, NOON, reason="cover").draft == ""
    write.write_note(office.desk, ann, case, write.FACT, "They rang and said yes.", NOON)
    assert show_case(office.desk, ann, case, NOON).draft == ""
    assert keepers([office.folder], ["They rang and"]) == []


def test_a_case_by_telephone_begins_with_the_permission_or_not_at_all(office: Office, ann: Acting) -> None:
    told = {"name": "Wren Hollis", "phone": "07700 900222", "help": ""}
    spoken = {
        "how": "telephone",
        "wording": "0" * 64,
        "words": "May we keep it?",
        "reply": "yes",
        "reference": "oak-ash-elm",
    }
    for missing in ({"reply": ""}, {"how": "a feeling"}, {"words": " "}):
        with pytest.raises(NotNow, match="empty"):
            open_by_hand(office.desk, ann, told, **{**spoken, **missing}, now=NOON)
    with office.sessions() as session:
        assert session.scalars(select(Case)).all() == []
    id_ = open_by_hand(office.desk, ann, told, **spoken, now=NOON)
    view = show_case(office.desk, ann, id_, NOON)
    assert view.answers == {"name": "Wren Hollis", "phone": "07700 900222"}
    assert [(line.purpose, line.how, line.is_live) for line in view.permissions] == [("open_case", "telephone", True)]


def test_a_request_is_read_by_who_took_it_and_leaves_the_queue(office: Office, ann: Acting, bo: Acting) -> None:
    office.ask(kind="notes", find="Marian", words="can I have my notes")
    office.take()
    (line,) = list_queue(office.desk, NOON).lines
    for acting in (ann, bo):
        with pytest.raises(NotHere):
            show_request(office.desk, acting, line.id, NOON)
    claim(office.desk, ann, line.id, 0, NOON)
    assert show_request(office.desk, ann, line.id, NOON).answers["words"] == "can I have my notes"
    with pytest.raises(NotHere):
        finish_request(office.desk, bo, line.id, DONE, NOON)
    finish_request(office.desk, ann, line.id, DONE, NOON)
    assert list_queue(office.desk, NOON).lines == ()
    assert noted(office)[-1] == AuditAction.REQUEST_DECIDED
