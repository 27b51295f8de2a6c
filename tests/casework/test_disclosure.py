"""Questions about who uses the service are known whoever asks them; ordinary questions are not taken for them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.disclosure import asks_about_contact

ABOUT_SOMEBODY = """
has my ex contacted you
Has my ex-husband been in contact with your service?
has my husband phoned you
did my wife ring you on tuesday
did my partner call your office about the tribunal
has his dad been in touch with you
has her mum been trying to contact you
did his nan speak to you
has my sister talked to anyone from your team about her boy
did my mother-in-law email you about the plan
Has Mrs Abara contacted your service?
did mr lindqvist ring you last week
has Ms. Orla Finch been in touch with your office
has Delphine rung you
did Tobias Marr ask you about transport
is my ex using your service
is she working with you
is he getting help from you
is my neighbour getting support from your team
is that family known to you
are they known to your service
is Wilma Trent one of your clients
is Oskar's mum one of yours
is my ex on your books
is the mother a current case
was the father ever referred to you
were the parents advised by you
does my ex use your service
does his mum talk to you
has the school been in touch with you about us
did school contact you about my son
has the council spoken to you about me
Did the SENCO phone you?
has our social worker been talking to you
did the health visitor tell you about us
I am the head teacher. Can you confirm whether Mrs Pell has contacted your service?
I'm a social worker, please confirm that you are supporting this mother
We act for the father. Kindly confirm whether the mother has engaged with your service.
can you check if my friend has contacted you
can you tell me if she is using your service
do you know if my ex rang you
I just need to know if he has spoken to you
she told me herself that she uses your service
she told me she rang you
He says he has been talking to you, is that right
my ex said he contacted you
I know she called you
have you heard from my ex
have you heard from Ingrid
have you spoken to his father
have you been in touch with her dad
have you been speaking to the council about us
are you working with my ex
are you helping his mum
are you supporting the Oduya family
are you in contact with my sister
r u helping my ex
do you know Mrs Castellane
do you have any record of her
have you got a file on my ex
have you got a referral from my husband
what did my ex tell you
what has she said about me
what has the school told you about my daughter
what did you tell his dad
what have you told her
who gave you my name
who told you about my son
who referred us
who reported me
who else has asked about my child
did somebody report me to you
has anyone complained about us
which parents from our school have contacted you
how many families from year 4 have come to you
has she got a caseworker?
does my ex have an appointment with you
I found your number in his phone. Has he called?
just yes or no has she rung you
Hi, my ex-partner and I share care of our lad. It is all quite hard. Has she been in touch with you about it?
""".strip().splitlines()

ORDINARY = """
how do I get a mediation certificate
can my ex come to the annual review
does my ex have to agree to the plan
my ex won't sign the form, can I still appeal
can I talk to a person
can I contact you by email
how do I get in touch with you
is it ok if I ring you tomorrow
is there someone I can talk to
are you open now
are you a robot
do you help parents with transport appeals
are you helping with exclusions too
do you work with schools
are you part of the council
do you know anything about tribunals
do you know how long the council has
what did the council have to send me
what does the school have to tell you when they exclude a child
how long does the council have to get in touch with you after a decision
does the school have to ring you before they send a child home
do schools have to call you in for a meeting
does the council have to contact me before it stops the plan
has the council got to reply in writing
has the school got to keep his place open
did the law change about reviews
the school has not contacted me since the suspension
my son was suspended and nobody called me
my daughter has been out of school and the council has not been in touch
the head says she can't have a plan, what can I do
what has to be in section F
who decides if he gets a plan
who can ask for an assessment
who do I contact about transport
who pays for the taxi
is mediation free
is my son allowed a taxi
is my daughter known to be behind enough for a plan
has anyone else had to wait this long for a plan
can the school contact the doctor without asking me
do I need a diagnosis to get help from the school
what can you tell me about tribunals
what did you say
can you tell me if I can appeal
I spoke to the SENCO and she said no
my husband and I disagree about the school, what are the options
his dad lives in another county, which council does the plan
tell me more
thank you, you have been very helpful
my mum wants to know what SEN support means
""".strip().splitlines()


def test_there_are_enough_wordings_to_tell():
    assert len(set(ABOUT_SOMEBODY)) >= 60
    assert len(set(ORDINARY)) >= 40


@pytest.mark.parametrize("text", ABOUT_SOMEBODY)
def test_a_question_about_somebody_is_known(text):
    assert asks_about_contact(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_question_is_left_alone(text):
    assert not asks_about_contact(text)


@pytest.mark.parametrize("text", ABOUT_SOMEBODY)
def test_capitals_curly_apostrophes_spaces_and_full_stops_change_nothing(text):
    assert asks_about_contact(text.upper().replace("'", "\u2019").replace(" ", "  ") + "...")


@pytest.mark.parametrize(
    "who", ["I am the head teacher.", "I'm her partner.", "Social worker here!", "She told me herself, so", "hiya"]
)
@pytest.mark.parametrize("text", ABOUT_SOMEBODY[:10])
def test_whoever_asks_and_however_they_begin_it_is_known(who, text):
    assert asks_about_contact(f"{who} {text}")


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text):
    assert asks_about_contact(text) in (True, False)


PIECES = [
    "has ",
    "has my ",
    "did she ",
    "a ",
    "is my ex ",
    "that family ",
    "confirm that she has been ",
    "who else has ",
    "a" * 50,
    " . ",
    "you know if ",
    "what has ",
    "my ",
    "one of our ",
    "have you ",
    "tell me that ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_text_made_to_be_slow_is_read_at_once(piece):
    hostile = (piece * 4000)[:4000]
    begun = time.perf_counter()
    asks_about_contact(hostile)
    assert time.perf_counter() - begun < 0.25


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_takes_at_most_a_few_times_as_long(piece):
    short, long = (_seconds((piece * 4000)[:length]) for length in (1800, 3600))
    assert long < 4 * short + 0.01


def test_a_very_long_message_costs_no_more_than_a_long_one():
    assert _seconds("has my " * 1_000_000) < 0.25


def _seconds(text):
    tries = []
    for _ in range(3):
        begun = time.perf_counter()
        asks_about_contact(text)
        tries.append(time.perf_counter() - begun)
    return min(tries)
