"""What counts as an answer: found inside a sentence, kept as written, refused with a reason."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework import reading
from bot.casework.reading import NotUnderstood

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "said", ["Zoë", "O'Brien", "Nguyễn Thị Minh", "Łukasz", "محمد", "王芳", "🌈 Sam", "Mary-Anne d’Arcy", "J"]
)
def test_names_are_kept_as_they_are_written(said: str) -> None:
    assert reading.name(said, TODAY) == said


@pytest.mark.parametrize("said", ["my name is Sam", "It's Sam.", "just call me Sam", "I am Sam", "hi, im Sam"])
def test_what_leads_to_a_name_is_no_part_of_it(said: str) -> None:
    assert reading.name(said, TODAY) == "Sam"


@pytest.mark.parametrize(
    "said",
    [
        "why",
        "what do you mean",
        "do i have to say my name",
        "can I have a person",
        "I dont want to say",
        "he is going to kill us",
        "im scared he will hurt her tonight",
        "has my ex already contacted you",
        "Sam 07700 900123",
        "my name is Sam but dont tell my husband",
        "no",
        "hide this page",
    ],
)
def test_a_sentence_is_no_name(said: str) -> None:
    with pytest.raises(NotUnderstood, match="name"):
        reading.name(said, TODAY)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("i am his mum", "parent"),
        ("im her dad but we are separated", "parent"),
        ("I'm the mother of a boy who is 7", "parent"),
        ("adoptive mum", "parent"),
        ("step mum", "carer"),
        ("I'm his nan and I look after him", "carer"),
        ("foster carer to 2 kids", "carer"),
        ("special guardian", "carer"),
        ("grandmother", "carer"),
        ("im 17 its for me", "young_person"),
        ("myself", "young_person"),
        ("teacher at his school", "professional"),
        ("social worker, dont tell the family please", "professional"),
        ("her auntie", "friend"),
    ],
)
def test_who_writes_is_read_from_the_word_for_it(said: str, who: str) -> None:
    assert reading.who(said, TODAY) == who


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("yes my husband", "yes"),
        ("yes he checks my phone", "yes"),
        ("my ex must not know", "yes"),
        ("no one", "no"),
        ("nobody", "no"),
        ("no its fine", "no"),
        ("there isnt anyone", "no"),
    ],
)
def test_whether_somebody_must_not_see_is_read_both_ways(said: str, kept: str) -> None:
    assert reading.be_careful(said, TODAY) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("send it now", "send"),
        ("yes send", "send"),
        ("change my phone number", "change.phone"),
        ("actually don't leave a voicemail", "change.may_leave_voicemail"),
        ("dont text me he reads my phone", "change.may_text"),
        ("remove mrs bell", "change.party_any"),
        ("the child's name is wrong", "change.child_name"),
    ],
)
def test_what_is_to_change_is_said_in_words(said: str, kept: str) -> None:
    assert reading.check(said, TODAY) == kept


@pytest.mark.parametrize("said", ["3", "seven", "year 4", "reception", "he is 12", "Seventeen"])
def test_an_age_may_be_a_number_or_a_word(said: str) -> None:
    assert reading.age(said, TODAY) == said


@pytest.mark.parametrize("said", ["😀", "07700 900123", "...", "sam@example.org", "a" * 81])
def test_what_is_no_name_is_asked_again(said: str) -> None:
    with pytest.raises(NotUnderstood, match="name"):
        reading.name(said, TODAY)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("07700900123", "07700 900123"),
        ("+44 7700 900 123", "07700 900123"),
        ("it's 07700-900-123", "07700 900123"),
        ("(01632) 960 123", "01632 960123"),
        ("00 44 7700 900123", "07700 900123"),
    ],
)
def test_a_telephone_number_is_found_and_written_as_people_write_it(said: str, kept: str) -> None:
    assert reading.phone(said, TODAY) == kept


@pytest.mark.parametrize("said", ["07700 900123 but NEVER text it", "07700 900123 mum's", "daytime 07700 900123"])
def test_a_few_words_beside_a_number_are_kept_too(said: str) -> None:
    assert reading.phone(said, TODAY) == f"07700 900123 ({said})"


def test_what_stands_beside_a_number_is_not_lost() -> None:
    kept = reading.phone("07700 900123 but never before six, he is at home then", TODAY)
    assert kept.startswith("07700 900123 (") and "never before six" in kept


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("12345", "phone"),
        ("my number is the same as last time", "phone"),
        ("00000000000", "phone"),
        ("07700 90012", "phone"),
        ("07700 900123 or 07700 900124", "two_phones"),
        ("9" * 2000, "phone"),
    ],
)
def test_what_is_no_one_number_is_asked_again(said: str, code: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        reading.phone(said, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("said", "kept"),
    [("sam.o'brien@example.org", "sam.o'brien@example.org"), ("it's sam@example.org.", "sam@example.org")],
)
def test_an_address_is_found(said: str, kept: str) -> None:
    assert reading.email(said, TODAY) == kept


@pytest.mark.parametrize("said", ["sam@", "@example.org", "sam at example dot org", "a@b@c.org", "a@x.org or b@x.org"])
def test_what_is_no_one_address_is_asked_again(said: str) -> None:
    with pytest.raises(NotUnderstood):
        reading.email(said, TODAY)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("av1 2ex", "AV1 2EX"),
        ("AV12EX", "AV1 2EX"),
        ("AV1", "AV1"),
        ("we live at AV10 3QQ now", "AV10 3QQ"),
        ("w1a", "W1A"),
    ],
)
def test_a_postcode_is_written_in_its_usual_form(said: str, kept: str) -> None:
    assert reading.postcode(said, TODAY) == kept


@pytest.mark.parametrize("said", ["Averley", "12345", "near the park"])
def test_what_is_no_postcode_is_asked_again(said: str) -> None:
    with pytest.raises(NotUnderstood):
        reading.postcode(said, TODAY)


@pytest.mark.parametrize(
    "said", ["7", "Year 3", "y10", "reception", "she is 4 and a half", "14/03/2017", "nursery", "25"]
)
def test_an_age_a_school_year_or_a_birthday_will_do(said: str) -> None:
    assert reading.age(said, TODAY) == said


@pytest.mark.parametrize(
    ("said", "code"), [("43", "too_old"), ("14/03/1987", "too_old"), ("big enough", "age"), ("x" * 41, "age")]
)
def test_what_is_no_age_is_asked_again(said: str, code: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        reading.age(said, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("said", "may_be"),
    [
        ("15", False),
        ("16", True),
        ("he is 17 now", True),
        ("Year 10", False),
        ("Year 11", True),
        ("college", True),
        ("reception", False),
        ("24/11/2011", False),
        ("23/11/2010", True),
        ("born 3 May 2009", True),
    ],
)
def test_from_sixteen_on_a_young_person_may_have_rights_of_their_own(said: str, may_be: bool) -> None:
    assert reading.may_be_over_school_age(said, TODAY) is may_be


def test_a_date_in_figures_is_read_back_in_words() -> None:
    assert reading.deadline("meeting on 20/1/27", TODAY) == "meeting on 20/1/27 (20 January 2027)"


def test_a_date_with_two_readings_is_asked_again_and_words_alone_are_kept() -> None:
    with pytest.raises(NotUnderstood, match="date"):
        reading.deadline("the last day is 3/4/27", TODAY)
    assert reading.deadline("some time after Easter", TODAY) == "some time after Easter"


@pytest.mark.parametrize(
    "said", ["the council", "The LA", "school", "his teachers", "social services", "everyone", "doctors and CAMHS"]
)
def test_nobody_is_named_by_a_category(said: str) -> None:
    with pytest.raises(NotUnderstood, match="party"):
        reading.party(said, TODAY)


@pytest.mark.parametrize("said", ["Mrs Okoye at Hillside Primary", "Dr Chaudhry", "Averley Council, Jo Reed"])
def test_somebody_is_named_by_a_name(said: str) -> None:
    assert reading.party(said, TODAY) == said


READERS = (reading.name, reading.phone, reading.email, reading.postcode, reading.age, reading.deadline, reading.party)


@given(st.text(max_size=2000), st.sampled_from(READERS))
def test_whatever_is_written_is_read_or_refused(said: str, read: reading.Reader) -> None:
    with contextlib.suppress(NotUnderstood):
        assert isinstance(read(said, TODAY), str)


@pytest.mark.parametrize("said", ["yes", "Yes please", "yeah", "there is", "I do."])
def test_a_bare_yes_to_anything_else_is_asked_what(said: str) -> None:
    with pytest.raises(NotUnderstood, match="tell_more"):
        reading.more_than_yes(said, TODAY)
    with pytest.raises(NotUnderstood, match="tell_more"):
        reading.deadline(said, TODAY)


@pytest.mark.parametrize("said", ["yes, an interpreter", "evenings", "is it too late to appeal?"])
def test_words_that_say_something_are_kept_whole(said: str) -> None:
    assert reading.more_than_yes(said, TODAY) == said
