"""Only what was said yes to is sealed, whatever the engine says was agreed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.evidence import Asked, NotAgreed
from bot.casework.referral.agreed import conversation_of, sealed_content
from bot.casework.referral.course import Referral, named, permitted
from tests.casework.referral.answering import finished, until

OPTIONAL = ("may_text", "may_email", "may_leave_voicemail", "share_conversation", "keep_equality")


def words_of(hash_: str, recipient: str) -> str:
    return f"{hash_} {recipient}?"


def asked_of(referral: Referral, **replies: str) -> list[Asked]:
    """The transcript's evidence for what the referral claims; `replies` are other words that were said."""
    claims = [(id_, value, "") for id_, value in permitted(referral)]
    claims += [(f"party_{purpose}", "yes", who) for who, purpose in named(referral)]
    return [
        Asked(
            id_, id_, "Thank you.\n\n" + words_of(id_, who), replies.get(id_, value), "2026-11-23T23:10:00+00:00", place
        )
        for place, (id_, value, who) in enumerate(claims)
    ]


def content(referral: Referral, asked: list[Asked]) -> dict:
    return sealed_content(referral, asked, words_of, "web")


def test_each_permission_carries_the_words_shown_and_the_words_said() -> None:
    referral = finished()
    sealed = content(referral, asked_of(referral, open_case="Yes please"))
    first = sealed["permissions"][0]
    assert first == {
        "purpose": "open_case",
        "recipient": "",
        "given": True,
        "wording": "open_case",
        "words": "Thank you.\n\nopen_case ?",
        "reply": "Yes please",
        "picked": "",
        "at": "2026-11-23T23:10:00+00:00",
        "number": 0,
        "how": "web",
        "by": "parent or young person",
    }


@pytest.mark.parametrize("said", ["ok whatever", "I suppose", "👍", "/affirm", "no", "yes but not the school"])
def test_a_claim_without_an_express_yes_sends_nothing(said: str) -> None:
    referral = finished()
    with pytest.raises(NotAgreed, match="open_case"):
        content(referral, asked_of(referral, open_case=said))


def test_a_claim_that_was_never_asked_sends_nothing() -> None:
    referral = finished(may_email="yes", email="sam@example.org")
    asked = [one for one in asked_of(referral) if one.id != "may_email"]
    with pytest.raises(NotAgreed, match="may_email"):
        content(referral, asked)


def test_a_yes_about_one_person_is_no_yes_about_another() -> None:
    referral = finished(
        party_any="yes", party_name="Mrs Okoye at Hillside Primary", party_permission="yes", party_more="no"
    )
    sealed = content(referral, asked_of(referral))
    assert [one["recipient"] for one in sealed["permissions"] if one["recipient"]] == ["Mrs Okoye at Hillside Primary"]
    about_another = [replace(one, words=one.words.replace("Okoye", "Reed")) for one in asked_of(referral)]
    with pytest.raises(NotAgreed, match="party_talk_to"):
        content(referral, about_another)


def test_the_last_answer_counts() -> None:
    referral = finished(may_text="no")
    asked = asked_of(referral)
    refused = replace(asked[0], reply="no", number=99)
    with pytest.raises(NotAgreed):
        content(referral, [*asked, refused])


def test_what_is_not_finished_is_not_sent() -> None:
    referral = until("check")
    with pytest.raises(NotAgreed, match="check"):
        content(referral, asked_of(referral))


def test_somebody_who_was_named_and_refused_is_not_told_of() -> None:
    referral = finished(party_any="yes", party_name="Mrs Okoye", party_permission="no", party_more="no")
    assert "Okoye" not in str(content(referral, asked_of(referral)))


@given(st.dictionaries(st.sampled_from(OPTIONAL), st.sampled_from(["yes", "no"])))
def test_refusing_any_optional_permission_leaves_the_others(told: dict[str, str]) -> None:
    referral = finished(**{"email": "sam@example.org", "equality": "canary of faith", **told})
    sealed = content(referral, asked_of(referral))
    given_ = {one["purpose"]: one["given"] for one in sealed["permissions"]}
    assert given_["open_case"] and given_["may_call"]
    assert given_["may_email"] == (told.get("may_email") == "yes") == ("sam@example.org" in str(sealed))
    assert ("canary of faith" in str(sealed)) == (told.get("keep_equality") == "yes")
    assert "canary" not in str(sealed["answers"])
    said = [{"number": 0, "from": "parent", "text": "canary", "at": ""}]
    assert bool(conversation_of(sealed["permissions"], said)) == (told.get("share_conversation") == "yes")


def test_what_keeps_a_parent_safe_stands_apart_from_the_number() -> None:
    referral = finished(be_careful="yes", safe_word="teapot", never_times="weekends", withhold_number="yes")
    sealed = content(referral, asked_of(referral))
    assert sealed["safety"] == {
        "be_careful": "yes",
        "never_times": "weekends",
        "safe_word": "teapot",
        "withhold_number": "yes",
    }
    assert list(sealed).index("safety") < list(sealed).index("answers")


def test_the_officer_reads_what_was_said_before_that_was_allowed_and_nothing_after() -> None:
    referral = finished(share_conversation="yes", keep_equality="yes", equality="canary of faith")
    asked = asked_of(referral)
    number = next(one.number for one in asked if one.id == "share_conversation")
    said = [{"number": at, "from": "parent", "text": f"words {at}", "at": ""} for at in range(number + 5)]
    assert [one["number"] for one in conversation_of(content(referral, asked)["permissions"], said)] == [*range(number)]


def test_a_choice_picked_by_its_number_is_as_express_as_its_word() -> None:
    referral = finished()
    asked = [replace(one, reply="1", picked="Yes") if one.id == "open_case" else one for one in asked_of(referral)]
    assert content(referral, asked)["permissions"][0]["picked"] == "Yes"
    with pytest.raises(NotAgreed):
        content(referral, [replace(one, reply="1", picked="No") for one in asked])
