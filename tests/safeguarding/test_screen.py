"""The first safeguarding screen, and the emergency words it leads to."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.library.helplines import read_helplines
from bot.safeguarding import abuse, danger, domestic, exploitation, harmless, self_harm, wording
from bot.safeguarding.normalise import readings
from bot.safeguarding.screen import MOST_READ, Concern, screen

ROWS = yaml.safe_load((Path(__file__).parent / "phrases.yml").read_text(encoding="utf-8"))
FIRE = [
    (message, tuple(Concern(name) for name in names.split(" or ")))
    for names, messages in ROWS["fire"].items()
    for message in messages
]
QUIET = ROWS["quiet"]
MESSAGES = [message for message, _ in FIRE]
TABLES = [
    danger.URGENT, danger.HURT, domestic.DOMESTIC, self_harm.SELF_HARM,
    abuse.ABUSE, exploitation.EXPLOITATION, harmless.HARMLESS,
]  # fmt: skip

ORDINARY = "We asked for an EHC needs assessment in the spring and the council has not replied to us yet. "


def test_there_are_enough_rows_and_none_twice():
    assert len(FIRE) >= 160 and len(QUIET) >= 120
    assert len({*MESSAGES, *QUIET}) == len(FIRE) + len(QUIET)


@pytest.mark.parametrize(("message", "concerns"), FIRE)
def test_a_concern_brings_up_the_emergency_words(message, concerns):
    assert screen(message) in concerns


@pytest.mark.parametrize("message", QUIET)
def test_an_ordinary_message_does_not(message):
    assert screen(message) is None


@pytest.mark.parametrize("message", MESSAGES)
@pytest.mark.parametrize(
    "disguise",
    [
        str.upper,
        str.title,
        lambda text: "\u200b".join(text),
        lambda text: "\u00ad".join(text),
        lambda text: "  " + text.replace(" ", " \t\n ") + "  ",
        lambda text: text.replace("'", "\u2019"),
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in text),
        lambda text: "   ".join(" ".join(word.replace("'", "")) for word in text.split()),
        lambda text: text + "!!!",
        lambda text: re.sub("(?<=[a-z])([aeiou])(?= |$)", r"\1\1\1\1", text, count=1),
    ],
    ids=[
        "capitals",
        "title",
        "zero-width",
        "soft hyphen",
        "spaces",
        "curly",
        "wide",
        "spelt out",
        "!!!",
        "loooong",
    ],
)
def test_a_concern_is_found_however_it_is_typed(message, disguise):
    assert screen(disguise(message)) is not None


@pytest.mark.parametrize("message", MESSAGES)
def test_a_concern_in_the_last_sentence_of_a_long_message_is_found(message):
    room = (MOST_READ - len(message)) // len(ORDINARY)
    assert screen(ORDINARY * room + message) is not None


@pytest.mark.parametrize(
    "message", ["k i l l myself", "i want to k.i.l.l him", "su1c1dal", "k1ll my$elf", "k*ll myself"]
)
def test_letters_swapped_or_spaced_are_read(message):
    assert screen(message) is not None


def test_no_more_than_the_first_characters_are_read():
    assert screen(" " * MOST_READ + "i want to die") is None


@given(st.text(max_size=3_000))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_fail(text):
    assert screen(text) in {None, *Concern}


@given(st.text(max_size=400))
@settings(deadline=None)
def test_readings_stay_few_and_grow_only_in_step(text):
    found = readings(text)
    assert len(found) <= 12
    assert all(len(reading) <= 60 * (len(text) + 1) for reading in found)


@pytest.mark.parametrize("table", TABLES)
def test_no_phrase_repeats_without_a_bound(table):
    """Only a run of letters within one word may be of any length, and a word can be begun in one place only."""
    for phrase in wording.phrases(table):
        loose = wording.as_regex(phrase).replace("[a-z0-9]*", "").replace("[a-z0-9]+ ", "").replace(r"\w+ ", "")
        assert not re.search(r"(?<!\\)[*+]", loose), phrase


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a ",
        "k i ",
        "kill ",
        "he ",
        "someone asked ",
        "my autistic little ",
        "teacher has ",
        "allowed to ",
        ".",
        "\ufdfa",
    ],
)
def test_a_hostile_message_is_read_to_the_end(piece):
    assert screen((piece * MOST_READ)[: MOST_READ - 20] + " . i want to die") is not None


# The words

SERVICE = SimpleNamespace(
    phone="01632 960123",
    hours_text="Monday to Friday, 9am to 5pm, except bank holidays",
    hours_short="Mon-Fri 9am-5pm",
    emergency=SimpleNamespace(children_day="01632 960155", children_night="01632 960166"),
)
WORDS = Environment(
    loader=FileSystemLoader(Path(__file__).parents[2] / "content/messages/emergency"),
    undefined=StrictUndefined,
)
HELPLINES = read_helplines(Path(__file__).parents[2] / "content")
ALWAYS = [
    "999",
    "01632 960155",
    "01632 960166",
    "0808 800 5000",
    "0800 1111",
    "01632 960123",
    "mergency line",
]
ALSO = {
    Concern.DANGER: ["55"],
    Concern.ABUSE: [],
    Concern.DOMESTIC: ["55", "0808 2000 247"],
    "child": ["55"],
    Concern.SELF_HARM: ["116 123", "85258", "111", "mental health option"],
}


@pytest.mark.parametrize("concern", [*Concern, "child"])
@pytest.mark.parametrize("channel", ["web", "sms"])
def test_emergency_words_say_who_can_help(concern, channel):
    words = WORDS.get_template(f"{concern}.{channel}.j2").render(service=SERVICE, helplines=HELPLINES)
    assert [part for part in ALWAYS + ALSO[concern] if part not in words] == []
    assert not re.search(r"\b(please|confidential|secret|why|names?|detail|promise)\b", words.lower())
    if channel == "sms":
        assert words.startswith("Thanks for your text. ") and words.isascii()
        assert len(words) <= 306 and not set(words) & set("[]{}~^|\\`")
    else:
        assert "999" in words.splitlines()[0] and len(words.split()) <= 110
