"""What a withdrawal stops before anybody reads it: letters and "do not contact me" have no scope of their own."""

from __future__ import annotations

from bot.casework.office.ledger import Grant
from bot.casework.office.suspending import WAYS, suspended_by
from bot.casework.requests.kinds import Scope, scopes_of

LIVE = tuple(Grant(purpose, "", number, None) for number, purpose in enumerate(("open_case", *WAYS)))


def stopped(words: str) -> set[str]:
    return {one.purpose for one in suspended_by(LIVE, scopes_of(words), words)}


def test_letters_are_stopped_in_whatever_words() -> None:
    assert stopped("no more emails and no letters") == {"may_email", "may_post"}
    assert "may_post" in stopped("stop sending me letters")
    assert "may_post" not in stopped("please stop the emails")


def test_do_not_contact_me_stops_every_way_and_not_the_case() -> None:
    assert stopped("please do not contact me") == set(WAYS)
    assert stopped("stop ringing me") == {"may_call", "may_leave_voicemail"}
    assert suspended_by(LIVE, [Scope.SHARE], "do not share my contact details") == ()
