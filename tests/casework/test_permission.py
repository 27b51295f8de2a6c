"""Only an express yes is permission; only an express no is a refusal; everything else is asked again (C-6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.permission import express

YES = """yes|Yes|YES!|yes.|yes please|Yes, please|yes i agree|Yes, I agree|I agree|i agree.|yes I do|yeah|Yep|yes you can|yes you may
I consent|I give permission|I give my permission|yes I give you my permission|You have my permission|yes thats fine|Yes, that's ok
yes of course|yes, go ahead|yes thank you|aye|yes yes|I do agree|yes, definitely|yes that is fine thanks|Yes I agree to this""".replace(
    "\n", "|"
).split("|")
NO = """no|No|NO.|nope|no thanks|No, thank you|no thank you|I don't agree|I do not agree|I don\u2019t want that|rather not|I'd rather not
not now|no, not now|nah|no way|no i dont|I do not consent|don't|please don't|I don't give permission|no sorry|i wouldnt want that
I won't agree|never|no no|I refuse|no he reads my phone|NO never leave a voicemail|no!! he listens to them|no one
dont text me he reads my phone|please do not ring me at work|never leave messages""".replace("\n", "|").split("|")
AGAIN = """ok|OK whatever|whatever|I suppose|i suppose so|if I have to|if you must|fine|sure|hmm|maybe|perhaps|dunno|I don't know|not sure
👍|yes 👍|🙂|✅|/affirm| /affirm|/deny|y|n|yes but not to school|yes if it stays private|yes and no|yes no|no yes|yes?|no?|1|2|...|
no problem|no worries|no idea|no but yes|why not|go on then|I agree with the council|yes you can text me but do not ring|yesterday|yes i think so
can I say no later|what happens if I say yes|do I have to|I agree to nothing|noted|know|tak|oui|sí|да|yes unless my ex sees it|guess so
alright|k|yes my son is eight|I already said yes to the school|she says yes|he would say yes|not yes""".replace(
    "\n", "|"
).split("|")


@pytest.mark.parametrize("text", YES)
def test_a_plain_yes_is_permission(text: str) -> None:
    assert express(text) is True


@pytest.mark.parametrize("text", NO)
def test_a_plain_no_is_a_refusal(text: str) -> None:
    assert express(text) is False


@pytest.mark.parametrize("text", AGAIN)
def test_anything_else_is_asked_again(text: str) -> None:
    assert express(text) is None


@given(st.text(max_size=200))
def test_no_text_is_permission_without_a_word_for_it(text: str) -> None:
    if express(text) is True:
        assert any(
            word in text.lower() for word in ("yes", "yeah", "yep", "yup", "aye", "agree", "consent", "permission")
        )


@given(st.sampled_from(YES), st.sampled_from(["but", "if", "unless", "not", "no", "only", "maybe", "except", "school"]))
def test_a_yes_with_a_condition_is_no_permission(yes: str, word: str) -> None:
    assert express(f"{yes} {word}") is not True
    assert express(f"{yes} {word} the school") is not True


@given(st.sampled_from(YES + NO), st.sampled_from(["  ", "!!", " .", "\n", ","]))
def test_signs_and_spaces_around_it_change_nothing(text: str, sign: str) -> None:
    assert express(f" {text}{sign}") is express(text)
