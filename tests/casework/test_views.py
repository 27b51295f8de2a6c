"""A question for our opinion is known by its words, and ordinary questions are not taken for one."""

import pytest

from bot.casework.views import asks_our_view


@pytest.mark.parametrize(
    "said",
    [
        "is the school wrong, in your opinion?",
        "What do you personally make of mainstream for him",
        "what would you do in our place",
        "If you were me would you sign it?",
        "do u reckon the plan is any good",
        "Whose side are you on?",
        "I'd value your honest thoughts on the draft",
    ],
)
def test_it_asks_what_we_think(said: str) -> None:
    assert asks_our_view(said)


@pytest.mark.parametrize(
    "said",
    [
        "what do you do with my phone number",
        "how do you ask for an assessment",
        "the school think he is fine, what can I do",
        "my views were left out of the plan, can I add them",
        "does the council have to agree",
        "I don't agree with the plan. What are my choices?",
        "whose side of the family can be at the meeting",
    ],
)
def test_it_asks_for_information(said: str) -> None:
    assert not asks_our_view(said)
