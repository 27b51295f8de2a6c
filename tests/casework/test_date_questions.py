"""What asks for dates to be worked out, and what speaks of a day and asks something else."""

from __future__ import annotations

import pytest

from bot.casework.date_questions import asks_for_dates, what_happened


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("I asked for an assessment on 3 March", "assessment-requested"),
        ("they sent the draft last Friday", "draft-plan"),
        ("permanently excluded yesterday", "permanent-exclusion"),
        ("he was suspended on Monday, when does he have to get education", "suspension"),
        ("governors' decision letter 3 November, how long to ask for a panel", "governors-decision"),
        ("refused to assess, letter dated 12 August, when is the deadline", "decision-letter"),
        ("mediation certificate dated 1 October how long have I got", "certificate"),
        ("annual review was 2 October", "review-meeting"),
        ("we moved to a new council on 1 September, what are the dates", "moved"),
    ],
)
def test_an_event_with_its_day_asks_for_dates(text: str, event: str) -> None:
    assert asks_for_dates(text) and what_happened(text) == event


@pytest.mark.parametrize(
    "text", ["when are the dates for my appeal", "what are our deadlines?", "whats the deadline for his plan"]
)
def test_who_asks_for_their_dates_is_asked_what_happened(text: str) -> None:
    assert asks_for_dates(text)


@pytest.mark.parametrize(
    "text",
    [
        "what is mediation",
        "when is the date for my hearing",
        "what is my date of birth",
        "what is the deadline to appeal",
        "I asked for an assessment",
        "my son is 7 on 3 March",
        "He was suspended on Monday for something another boy did and the head will not talk to me, and now my "
        "daughter is afraid to go in as well, can the school really do that to a child with autism",
    ],
)
def test_other_questions_do_not(text: str) -> None:
    assert not asks_for_dates(text)
