"""What a plain request is, and what the words of a withdrawal stop."""

from __future__ import annotations

import pytest

from bot.casework.requests.kinds import Kind, Scope, asks_plainly, scopes_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("withdraw", Kind.WITHDRAW),
        ("I withdraw my permission", Kind.WITHDRAW),
        ("Please can I take my consent back", Kind.WITHDRAW),
        ("STOP SHARING with the school please", Kind.WITHDRAW),
        ("how do i withdraw my consent", Kind.WITHDRAW),
        ("send me my notes", Kind.NOTES),
        ("SAR", Kind.NOTES),
        ("i want to see my file", Kind.NOTES),
        ("freedom of information request", Kind.NOTES),
        ("delete my data", Kind.DELETION),
        ("please erase everything you have on us", Kind.DELETION),
        ("Can you delete all my details now", Kind.DELETION),
    ],
)
def test_a_request_said_by_itself_is_one(text: str, kind: Kind) -> None:
    assert asks_plainly(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "no",
        "Wendy Withdraw-Smith",
        "the council want to withdraw his plan",
        "he has been withdrawn from lessons",
        "they deleted section F",
        "my notes from the meeting say otherwise",
        "can I see the draft plan",
        "",
    ],
)
def test_what_answers_a_question_is_no_plain_request(text: str) -> None:
    assert asks_plainly(text) is None


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("withdraw everything", (Scope.ALL,)),
        ("Everything", (Scope.ALL,)),
        ("stop sharing with school", (Scope.SHARE,)),
        ("don't talk to the council about us", (Scope.SHARE,)),
        ("Talking to other people", (Scope.SHARE,)),
        ("stop ringing me", (Scope.CALL,)),
        ("Texting me", (Scope.TEXT,)),
        ("no more emails", (Scope.EMAIL,)),
        ("don't leave voicemails or text me", (Scope.VOICEMAIL, Scope.TEXT)),
        ("withdraw my permission", ()),
        ("", ()),
    ],
)
def test_what_a_withdrawal_stops(text: str, scopes: tuple[Scope, ...]) -> None:
    assert scopes_of(text) == scopes
