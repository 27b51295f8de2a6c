"""Every word of a reply stands in content/: leaflet text, or a template with the service's own details filled in."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.calendar import in_words
from bot.impartiality.check import every_asked, every_reply
from bot.library.compose import Asked, Library
from bot.library.content_error import ContentError
from bot.library.find import NOT_WITH_A_DECLINE
from bot.library.guide import QUESTIONS, answers_to
from bot.library.leaflet import slug
from bot.library.messages import CHANNELS
from bot.messaging.unmarked import unmarked
from bot.settings import PROJECT

LIBRARY = Library(PROJECT / "content")
ANOTHER = Library(PROJECT / "content")
MESSAGES = PROJECT / "content/messages"
LEAFLETS = list(LIBRARY.shelf.values())
SERVED = min(leaflet.review_due for leaflet in LEAFLETS)
IDS = sorted(LIBRARY.shelf)
# These come about by asking for an answer; nothing asks for them by name.
OUTCOMES = {"leaflet/clarify", "leaflet/past_review"}
# What these say is worked out: tests/library/test_dating.py, test_referring.py and test_requesting.py.
REFERRING = {f"referral/{form}" for form in ("question", "permission", "check", "sent")}
# What officers and time do to a live conversation is said by their own use cases.
TALKING = {"talk/permission"} | {name for name in LIBRARY.messages.names if name.startswith("live/")}
REQUESTING = {f"request/{form}" for form in ("question", "check", "sent")}
WORKED_OUT = {name for name in LIBRARY.messages.names if name.startswith("dates/")} | REFERRING | REQUESTING | TALKING
ASKABLE = sorted(LIBRARY.messages.names - OUTCOMES - WORKED_OUT)


def fillings(expression: str) -> list[str]:
    """All that may stand in a template for `expression`; one nobody listed here is an error."""
    service = LIBRARY.service
    if found := re.fullmatch(r"service\.([a-z_.]+)", expression):
        value = service
        for name in found[1].split("."):
            value = getattr(value, name)
        return [str(value)]
    if found := re.fullmatch(r"helplines\.([a-z_]+)", expression):
        return [LIBRARY.helplines[found[1]]]
    if found := re.fullmatch(r"organisation\.(name|does|contact|for_whom)", expression):
        return [getattr(one, found[1]) for one in LIBRARY.directory]
    if expression.startswith("leaflet.sections["):
        shown = unmarked if expression.endswith("| unmarked") else str
        return [shown(text) for leaflet in LEAFLETS for text in leaflet.sections.values()]
    days = sorted({one.checked_on for one in LIBRARY.directory})
    languages = [one.english for one in LIBRARY.languages.values()]
    return {
        "leaflet.title": [leaflet.title for leaflet in LEAFLETS],
        "one.title": [leaflet.title for leaflet in LEAFLETS],
        "also.title": [leaflet.title for leaflet in LEAFLETS],
        "leaflet.url": [leaflet.url for leaflet in LEAFLETS],
        "heading": [heading for leaflet in LEAFLETS for heading in leaflet.sections],
        "option.title": [option.title for leaflet in LEAFLETS for option in leaflet.options],
        "option": [label for question in QUESTIONS for label in answers_to(question)],
        "loop.index": [str(number) for number in range(1, 15)],
        "leaflets | length + 1": list("1234"),
        '". " if loop.last else "; "': [". ", "; "],
        "checked_on": [in_words(day) for day in days],
        "organisation.website if organisation.website | length < 30 else organisation.phone": [
            words for one in LIBRARY.directory for words in (one.website, one.phone)
        ],
        "notice": [one.notice(service.phone) for one in LIBRARY.languages.values()],
        'language_name or "another language"': [*languages, "another language"],
        'language_name or "interpreter"': [*languages, "interpreter"],
    }[expression]


# "9am today", "9am on Tuesday 24 November 2026", without the spaces.
OPENS = r"\d{1,2}(?:\.\d\d)?[ap]m(?:today|on[A-Z][a-z]+day\d{1,2}[A-Z][a-z]+\d{4})"


def pattern_of(template: str) -> re.Pattern[str]:
    """What a template can say, white space aside."""
    pattern = ""
    for piece in re.split(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})", template, flags=re.DOTALL):
        inner = piece[2:-2].strip(" -\n")
        if inner == "opens":
            pattern += OPENS
        elif piece.startswith("{{"):
            pattern += "(?:" + "|".join(sorted({re.escape(bare(text)) for text in fillings(inner)})) + ")"
        elif piece.startswith("{%"):
            word = inner.split()[0]
            pattern += {
                "if": "(?:",
                "elif": ")?(?:",
                "else": ")?(?:",
                "for": "(?:",
                "endif": ")?",
                "endfor": ")*",
                "set": "",
            }[word]
        elif not piece.startswith("{#"):
            pattern += re.escape(bare(piece))
    return re.compile(pattern)


def bare(text: str) -> str:
    return "".join(text.split())


PATTERNS = {
    (name, channel): pattern_of((MESSAGES / f"{name}.{channel}.j2").read_text("utf-8"))
    for name in LIBRARY.messages.names - WORKED_OUT
    for channel in CHANNELS
}
rankings = st.lists(
    st.tuples(st.sampled_from([*IDS, "torn"]), st.floats(0, 1)), max_size=6, unique_by=lambda pair: pair[0]
).map(lambda pairs: sorted(pairs, key=lambda pair: -pair[1]))
headings = sorted({slug(heading) for leaflet in LEAFLETS for heading in leaflet.sections})
asked_at_random = st.builds(
    Asked,
    today=st.sampled_from([SERVED, SERVED + timedelta(days=1), date(2031, 1, 1)]),
    channel=st.sampled_from(CHANNELS),
    ranking=rankings,
    also=st.sampled_from([None, "torn", *IDS]),
    leaflet=st.sampled_from([None, "torn", *IDS]),
    section=st.sampled_from([None, "torn", *headings]),
    answers=st.fixed_dictionaries({one: st.sampled_from([None, "nonsense", *answers_to(one)]) for one in QUESTIONS}),
)


def stands_in_content(text: str, channel: str) -> bool:
    return any(pattern.fullmatch(bare(text)) for (_, of), pattern in PATTERNS.items() if of == channel)


@pytest.mark.parametrize("name", sorted(LIBRARY.messages.names - WORKED_OUT))
def test_every_word_of_a_message_stands_in_content(name):
    for asked, channel in [(asked, channel) for asked in every_asked(LIBRARY, name) for channel in CHANNELS]:
        made = Asked(**{**vars(asked), "channel": channel})
        text = LIBRARY.compose("leaflet/answered" if name in OUTCOMES else name, made).reply.text
        assert stands_in_content(text, channel), text


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ASKABLE), asked_at_random)
def test_every_word_of_any_reply_stands_in_content(name, asked):
    composed = LIBRARY.compose(name, asked)
    assert composed.reply.text
    assert stands_in_content(composed.reply.text, asked.channel)


def test_a_word_from_elsewhere_would_be_noticed():
    text = LIBRARY.compose("leaflet/answered", Asked(today=SERVED, ranking=[(IDS[0], 0.9)])).reply.text
    assert stands_in_content(text, "web")
    assert not stands_in_content(text + " Good luck!", "web")
    assert not stands_in_content(text.replace("the", "teh", 1), "web")


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([name for name in ASKABLE if name.startswith(("leaflet/", "follow_up/", "decline/", "guide/"))]),
    asked_at_random,
)
def test_a_leaflet_past_its_review_date_is_never_said_or_offered(name, asked):
    composed = LIBRARY.compose(name, asked)
    past = [leaflet for leaflet in LEAFLETS if not leaflet.is_served(asked.today)]
    assert composed.leaflet not in past
    offered = {choice.payload.split(":")[1] for choice in composed.reply.choices if ":" in choice.payload}
    for leaflet in past:
        assert leaflet.id not in offered
        for text in leaflet.sections.values():
            assert bare(text) not in bare(composed.reply.text)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ASKABLE), asked_at_random)
def test_another_library_of_the_same_content_says_the_same(name, asked):
    assert LIBRARY.compose(name, asked) == ANOTHER.compose(name, asked)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ASKABLE), asked_at_random)
def test_no_two_choices_look_alike_and_none_is_blank(name, asked):
    labels = [choice.label for choice in LIBRARY.compose(name, asked).reply.choices]
    assert len({label.lower() for label in labels}) == len(labels)
    assert all(label.strip() and len(label) <= 80 for label in labels)


@pytest.mark.parametrize("id_", IDS)
def test_a_sure_question_is_answered_in_the_leaflets_own_words(id_):
    leaflet = LIBRARY.shelf[id_]
    for channel, heading in (("web", "Answer"), ("sms", "Text message")):
        composed = LIBRARY.compose("leaflet/answered", Asked(today=SERVED, channel=channel, ranking=[(id_, 0.9)]))
        assert composed.reply.text == leaflet.sections[heading]
        assert composed.leaflet is leaflet


@pytest.mark.parametrize("name", ["follow_up/time", "follow_up/options", "follow_up/more"])
@pytest.mark.parametrize("leaflet", [None, "torn"])
def test_a_follow_up_to_nothing_asks_which_subject(name, leaflet):
    for channel in CHANNELS:
        composed = LIBRARY.compose(name, Asked(today=SERVED, channel=channel, leaflet=leaflet))
        assert composed.reply == LIBRARY.say("leaflet/which", channel)
        assert composed.leaflet is None


@pytest.mark.parametrize("id_", IDS)
def test_every_section_of_a_leaflet_can_be_reached_by_the_choices_under_it(id_):
    leaflet = LIBRARY.shelf[id_]
    for heading in [one for one in leaflet.sections if one not in ("Answer", "Text message")]:
        reply = LIBRARY.compose("follow_up/more", Asked(today=SERVED, leaflet=id_, section=slug(heading))).reply
        assert reply.text == f"**{heading}**\n\n{leaflet.sections[heading]}"
        told = {choice.payload for choice in reply.choices}
        others = {slug(one) for one in leaflet.sections} - {"answer", "text-message", slug(heading)}
        assert {f"follow_up_more:{id_}:{other}" for other in others} == told - {"ask_for_officer"}


@pytest.mark.parametrize("name", ["decline/opinion", "decline/prediction"])
def test_a_decline_names_every_option_and_leans_to_none(name):
    for leaflet in LEAFLETS:
        asked = Asked(today=SERVED, text=leaflet.title, ranking=[(leaflet.id, 0.9)])
        reply = LIBRARY.compose(name, asked).reply
        told = [line[2:] for line in reply.text.splitlines() if line.startswith("- ")]
        assert told == ([] if leaflet.id in NOT_WITH_A_DECLINE else [option.title for option in leaflet.options])
        assert reply.choices[-1].payload == "ask_for_officer"


def test_the_guide_offers_its_answers_and_a_way_out():
    for question in QUESTIONS:
        reply = LIBRARY.compose(f"ask/{question}", Asked(today=SERVED)).reply
        assert [choice.label for choice in reply.choices] == [*answers_to(question), "Stop these questions"]


def test_the_guide_never_says_that_leaflets_fit_when_it_has_none_to_show():
    asked = Asked(today=date(2031, 1, 1), answers={"guide_where": "School"})
    reply = LIBRARY.compose("guide/found", asked).reply
    assert reply.kind == "no_leaflet", f"it says that leaflets fit and shows none: {reply.text!r}"


def test_what_third_parties_are_told_is_the_same_whatever_was_asked():
    for channel in CHANNELS:
        told = {
            LIBRARY.compose("non_disclosure/constant", Asked(SERVED, channel, ranking, leaflet=id_)).reply
            for id_ in (None, *IDS)
            for ranking in ((), ((IDS[0], 0.9),))
        }
        assert len(told) == 1


def test_a_message_nobody_wrote_is_a_content_error():
    with pytest.raises(ContentError):
        LIBRARY.compose("greeting/nobody", Asked(today=SERVED))


def test_every_message_can_be_filled_in_both_channels():
    filled = {(name, channel) for name, channel, _ in every_reply(LIBRARY)}
    assert filled == {(name, channel) for name in LIBRARY.messages.names for channel in CHANNELS} | {
        (name, "sms") for name in LIBRARY.messages.texts_only
    }
