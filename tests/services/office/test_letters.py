"""Letters, emails and text messages: nothing leaves but through the gate, nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.casework.access import Role
from bot.casework.office.gate import NOTE, TO_PARENT, Refusal
from bot.casework.office.letters import OWN, Medium
from bot.impartiality.while_writing import Hint
from bot.library.compose import Library
from bot.records.audit import Audit
from bot.records.cases import Case, ContactEntry, Disclosure
from bot.records.letters import Letter, LetterDraft
from bot.services.office.cases import permit, write
from bot.services.office.cases.disclose import disclose
from bot.services.office.cases.show_case import show_case
from bot.services.office.queue.claim import claim, take_over
from bot.services.office.working import Acting, NotHere, NotNow
from bot.services.office.writing.identity import identity_of
from bot.services.office.writing.send import Letters, Outcome, SeriousHarm, case_text, send, send_again, told_in_words
from bot.services.office.writing.show_writing import show_writing
from bot.services.office.writing.writing import Writing, keep_writing, new_writing
from tests.services.office.intake import NOON, SCHOOL, Office
from tests.whole.canaries import keepers

WORDS = "Zinnia brings the papers on Monday."


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
def case(office: Office, ann: Acting) -> str:
    office.refer(help="Can we appeal?", email="marian@family.example")
    office.take()
    claim(office.desk, ann, office.only_item().id, 0, NOON)
    return office.only_case()


@pytest.fixture
def letters(library: Library) -> Letters:
    return Letters.of(library)


def to_school(**changed: Any) -> Writing:
    return replace(new_writing(), recipient=SCHOOL, purpose="party_talk_to", text=WORDS, **changed)


def to_parent(medium: Medium = Medium.LETTER, **changed: Any) -> Writing:
    return replace(new_writing(), medium=medium, text=WORDS, subject="Following up", **changed)


def go(
    office: Office, acting: Acting, case: str, writing: Writing, letters: Letters, flagged: tuple[Hint, ...] = ()
) -> Outcome:
    return send(office.desk, acting, case, writing, letters, lambda text: flagged, NOON, take_in_first=office.take)


def prove(office: Office, acting: Acting, case: str) -> None:
    assert write.verify_person(office.desk, acting, case, "teapot", called_back=False, now=NOON)


def permitted(office: Office, acting: Acting, case: str, purpose: str) -> None:
    permit.give_permission(
        office.desk,
        acting,
        case,
        purpose,
        "",
        how="telephone",
        wording="0" * 64,
        words="May we?",
        reply="yes",
        now=NOON,
    )


def kept(office: Office, kind: Any) -> int:
    with office.sessions() as session:
        return len(session.scalars(select(kind)).all())


def test_a_letter_to_the_one_person_named_leaves_and_is_logged(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    left = go(office, ann, case, to_school(fields=("help",), address="Hillside"), letters).left
    assert left and left.words.startswith(f"Dear Mrs Bell,\n\n{WORDS}\n\nWhat we may tell you:\n")
    assert (
        "- What they would like help with: “Can we appeal?”" in left.words
        and "Marian" not in left.words
        and left.number_or_email == ""
    )
    view = show_case(office.desk, ann, case, NOON)
    assert view.contacts[0].kind == "letter, we contacted" and view.contacts[0].text.startswith(SCHOOL)
    assert [one.kind for one in view.disclosures] == ["sent"]
    assert keepers([office.folder], [WORDS, "Can we appeal?"]) == [], "on disk it is sealed"


def test_what_a_form_names_beside_the_answers_is_not_told(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    left = go(office, ann, case, to_school(fields=("safe_word", "conversation", "__class__")), letters).left
    assert left and "teapot" not in left.words and "What we may tell you" not in left.words


@pytest.mark.parametrize(
    ("writing", "refusal"),
    [
        (lambda: replace(to_school(), purpose="party_refer_to"), Refusal.OTHER_PURPOSE),
        (lambda: replace(to_school(), recipient="Jo Marsh, Averley Council"), Refusal.NO_PERMISSION),
        (lambda: replace(to_school(), recipient=" "), Refusal.NOBODY_NAMED),
        (to_parent, Refusal.NOT_THE_PARENT),
        (lambda: to_parent(is_by_post=True), Refusal.NO_WAY),
        (lambda: to_parent(Medium.EMAIL), Refusal.NO_WAY),
        (lambda: to_parent(Medium.TEXT), Refusal.NO_WAY),
    ],
)
def test_without_permission_nothing_leaves_and_nothing_is_lost(
    office: Office, ann: Acting, case: str, letters: Letters, writing: Any, refusal: Refusal
) -> None:
    written = writing()
    assert go(office, ann, case, written, letters) == Outcome(refusal=refusal)
    assert kept(office, Letter) == 0 and kept(office, ContactEntry) == 0
    assert show_writing(office.desk, ann, case, NOON).writing == written, "the draft waits"


def test_a_parent_is_written_to_by_the_ways_they_agreed_to(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    permitted(office, ann, case, "may_email")
    left = go(office, ann, case, to_parent(Medium.EMAIL), letters).left
    assert left and left.number_or_email == "marian@family.example" and left.subject == "Following up"
    assert left.words.startswith("Dear Marian Ashgrove,")
    told = to_parent(Medium.EMAIL, fields=("help",))
    assert go(office, ann, case, told, letters).refusal is Refusal.NOT_THE_PARENT
    prove(office, ann, case)
    left = go(office, ann, case, told, letters).left
    assert left and "What you told us:\n- What you want help with: “Can we appeal?”" in left.words
    assert go(office, ann, case, to_parent(is_by_post=True), letters).refusal is Refusal.NO_WAY
    assert go(office, ann, case, to_parent(), letters).left, "handed over face to face, to a person who was proved"


def test_notes_are_for_the_parent_alone(office: Office, ann: Acting, case: str, letters: Letters) -> None:
    write.write_note(office.desk, ann, case, write.FACT, "We met at the library.", NOON)
    (note,) = show_writing(office.desk, ann, case, NOON).notes
    prove(office, ann, case)
    left = go(office, ann, case, to_parent(fields=(f"{NOTE}{note.id}",)), letters).left
    assert left and "What we noted:\n- We met at the library." in left.words
    left = go(office, ann, case, to_school(fields=(f"{NOTE}{note.id}",)), letters).left
    assert left and "library" not in left.words


def test_a_text_message_holds_words_alone(office: Office, ann: Acting, case: str, letters: Letters) -> None:
    permitted(office, ann, case, "may_text")
    prove(office, ann, case)
    left = go(office, ann, case, to_parent(Medium.TEXT, fields=("help",)), letters).left
    assert left and left.words == WORDS and left.number_or_email.startswith("07700")


def test_a_withdrawal_that_has_just_arrived_stops_the_letter_and_its_second_printing(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    left = go(office, ann, case, to_school(), letters).left
    assert left
    again = send_again(office.desk, ann, case, left.id, NOON, take_in_first=office.take)
    assert again.left and again.left.words == left.words
    office.ask()
    assert go(office, ann, case, to_school(), letters).refusal is Refusal.NO_PERMISSION
    again = send_again(office.desk, ann, case, left.id, NOON, take_in_first=office.take)
    assert again == Outcome(refusal=Refusal.NO_PERMISSION)


def test_sending_twice_is_one_letter(office: Office, ann: Acting, case: str, letters: Letters) -> None:
    written = to_school()
    first, second = (go(office, ann, case, written, letters).left for _ in range(2))
    assert first == second and kept(office, Letter) == 1 and kept(office, ContactEntry) == 1
    assert kept(office, Disclosure) == 2, "each time it could be printed is noted"


def test_a_flagged_sentence_needs_a_reason_which_stays_with_the_letter(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    hint = Hint("directive", "You should", "You can")
    written = to_school()
    assert go(office, ann, case, written, letters, (hint,)) == Outcome(flagged=(hint,))
    assert kept(office, Letter) == 0 and kept(office, Disclosure) == 0
    reason = "These are the words of the law."
    assert go(office, ann, case, replace(written, reason=reason), letters, (hint,)).left
    with office.sessions() as session:
        assert session.scalars(select(Letter)).one().reason == reason
        audited = [vars(row).values() for row in session.scalars(select(Audit))]
    assert reason not in str(audited) and keepers([office.folder], [reason]) == []


def test_a_draft_is_its_writers_alone_and_goes_once_the_letter_is_made(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    written = to_school(fields=("help",), reason="", address="Hillside")
    keep_writing(office.desk, ann, case, written, NOON)
    assert show_writing(office.desk, ann, case, NOON).writing == written
    assert keepers([office.folder], [WORDS]) == []
    go(office, ann, case, written, letters)
    assert kept(office, LetterDraft) == 0 and show_writing(office.desk, ann, case, NOON).writing.text == ""
    keep_writing(office.desk, ann, case, new_writing(), NOON)
    assert kept(office, LetterDraft) == 0


def test_somebody_elses_case_is_not_there(office: Office, ann: Acting, case: str, letters: Letters) -> None:
    left = go(office, ann, case, to_school(), letters).left
    bo = office.officer("Bo")
    with pytest.raises(NotHere):
        show_writing(office.desk, bo, case, NOON)
    with pytest.raises(NotHere):
        go(office, bo, case, to_school(), letters)
    with pytest.raises(NotHere):
        keep_writing(office.desk, bo, case, to_school(), NOON)
    with pytest.raises(NotHere):
        send_again(office.desk, bo, case, left.id if left else "", NOON, take_in_first=office.take)
    with pytest.raises(NotHere):
        send_again(office.desk, ann, case, "0" * 32, NOON, take_in_first=office.take)


def test_a_letter_without_words_or_with_a_name_of_its_own_is_not_made(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    permitted(office, ann, case, "may_email")
    for broken in (replace(to_school(), text="  "), replace(to_parent(Medium.EMAIL), subject="Zinnia's EHC plan")):
        with pytest.raises(NotNow):
            go(office, ann, case, broken, letters)


def test_a_closed_case_lets_nothing_out(office: Office, ann: Acting, case: str, letters: Letters) -> None:
    permitted(office, ann, case, "may_email")
    write.close_case(office.desk, ann, case, NOON)
    assert go(office, ann, case, to_school(), letters).refusal is Refusal.NO_PERMISSION
    assert go(office, ann, case, to_parent(Medium.EMAIL), letters).refusal is Refusal.NO_WAY


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    medium=st.sampled_from(Medium),
    recipient=st.sampled_from(
        [SCHOOL, TO_PARENT, "Jo Marsh, Averley Council", "Parent", "mrs bell,  hillside primary", ""]
    ),
    purpose=st.sampled_from([OWN, "party_talk_to", "party_refer_to", "may_email", "open_case", "safeguarding"]),
    by_post=st.booleans(),
    fields=st.lists(st.sampled_from(["help", "name", "phone", "note:" + "0" * 32, "written"])),
)
def test_no_permission_no_bytes(
    office: Office,
    ann: Acting,
    case: str,
    letters: Letters,
    medium: Medium,
    recipient: str,
    purpose: str,
    by_post: bool,
    fields: list[str],
) -> None:
    """Whatever is asked for, it leaves only to the person named for the purpose named: the one live permission there is."""
    written = replace(
        new_writing(),
        medium=medium,
        recipient=recipient,
        purpose=purpose,
        is_by_post=by_post,
        fields=tuple(fields),
        text=WORDS,
        subject="Following up",
    )
    outcome = go(office, ann, case, written, letters)
    is_the_one = " ".join(recipient.casefold().split()) == SCHOOL.casefold() and purpose == "party_talk_to"
    assert bool(outcome.left) == is_the_one
    assert outcome.left or outcome == Outcome(refusal=outcome.refusal)
    with office.sessions() as session:
        assert session.get(Letter, written.id) is None or is_the_one
        assert session.scalars(select(Case)).one().verified_at is None


def test_a_letter_that_was_changed_after_it_left_is_another_one(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    written = to_school()
    first = go(office, ann, case, written, letters).left
    second = go(office, ann, case, replace(written, text="Zinnia brings them on Tuesday."), letters).left
    assert first and second and first.id != second.id and "Tuesday" in second.words
    assert kept(office, Letter) == 2 and kept(office, LetterDraft) == 0


def test_words_of_the_case_go_into_a_conversation_only_once_the_person_is_proved_in_it(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    def put_in(since: datetime | None) -> Outcome | str:
        return case_text(
            office.desk, ann, case, ["help", "safe_word"], letters, NOON, since=since, take_in_first=office.take
        )

    assert put_in(None) == Outcome(refusal=Refusal.NOT_THE_PARENT)
    assert not identity_of(office.desk, ann, case, NOON).may_insert
    prove(office, ann, case)
    assert put_in(None) == put_in(NOON) == "- What you want help with: “Can we appeal?”"
    later = NOON + timedelta(minutes=1)
    assert put_in(later) == Outcome(refusal=Refusal.NOT_THE_PARENT), "proved before this conversation began"
    assert identity_of(office.desk, ann, case, NOON).may_insert
    assert not identity_of(office.desk, ann, case, NOON, since=later).may_insert


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["give", "take back", "stop", "send", "again", "tell"]), min_size=2, max_size=8))
def test_whatever_came_before_bytes_leave_while_permission_is_live_and_never_else(
    tmp_path_factory: pytest.TempPathFactory, letters: Letters, deeds: list[str]
) -> None:
    office = Office(tmp_path_factory.mktemp("office"))
    ann = office.officer("Ann")
    office.refer(help="Can we appeal?")
    office.take()
    claim(office.desk, ann, office.only_item().id, 0, NOON)
    # A withdrawal that waits in the post box stops even what is given meanwhile: rather one too many than one too few.
    case, is_live, waits = office.only_case(), True, False
    prove(office, ann, case)
    left = go(office, ann, case, to_school(), letters).left
    assert left
    for deed in deeds:
        if deed in ("send", "again", "tell"):
            is_live, waits = is_live and not waits, False
        if deed == "give":
            how = {"how": "telephone", "wording": "0" * 64, "words": "May we?", "reply": "yes", "now": NOON}
            permit.give_permission(office.desk, ann, case, "party_talk_to", SCHOOL, **how)
            is_live = True
        elif deed == "take back":
            permit.take_permission_back(office.desk, ann, case, "party_talk_to", SCHOOL, how="paper", now=NOON)
            is_live = False
        elif deed == "stop":
            office.ask()
            waits = True
        elif deed == "send":
            assert bool(go(office, ann, case, to_school(fields=("help",)), letters).left) is is_live
        elif deed == "again":
            again = send_again(office.desk, ann, case, left.id, NOON, take_in_first=office.take)
            assert bool(again.left) is is_live
        else:
            told = disclose(
                office.desk,
                ann,
                case,
                SCHOOL,
                "party_talk_to",
                ["help"],
                NOON,
                take_in_first=office.take,
                compose=lambda session, case, fields: told_in_words(case, fields, SCHOOL, letters),
            )
            assert bool(told.text) is is_live
    office.tray.close()
    office.box.close()


def test_without_permission_only_who_may_decide_it_and_says_all_of_it(
    office: Office, ann: Acting, case: str, letters: Letters
) -> None:
    harm = SeriousHarm("hurt at home", "the duty team acts today", "not told: it would not be safe")
    manager = office.officer("Max", Role.MANAGER)
    take_over(office.desk, manager, office.only_item().id, 1, NOON)

    def without(acting: Acting, writing: Writing, harm: SeriousHarm) -> Outcome:
        return send(
            office.desk, acting, case, writing, letters, lambda text: (), NOON, take_in_first=office.take, harm=harm
        )

    team = replace(to_school(fields=("help",)), recipient="Duty team, Averley Council", purpose="safeguarding")
    for said in (replace(harm, reason=" "), replace(harm, necessity=""), replace(harm, family="")):
        with pytest.raises(NotNow, match="empty"):
            without(manager, team, said)
    with pytest.raises(NotNow, match="empty"):
        without(manager, to_parent(), harm)
    assert go(office, manager, case, team, letters).refusal is Refusal.NO_PERMISSION
    left = without(manager, team, harm).left
    assert left and "Can we appeal?" in left.words and left == without(manager, team, harm).left
    again = send_again(office.desk, manager, case, left.id, NOON, take_in_first=office.take)
    assert again.refusal is Refusal.NO_PERMISSION, "each time it is decided anew"
    with office.sessions() as session:
        assert session.scalars(select(Letter)).one().override["family"] == "not told: it would not be safe"
    assert keepers([office.folder], ["hurt at home"]) == []
    take_over(office.desk, ann, office.only_item().id, 2, NOON)
    with pytest.raises(NotNow, match="no_override"):
        without(ann, replace(team, id="f" * 32), harm)
