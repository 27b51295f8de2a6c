"""Orders by keyword, and sentences that are none."""

from __future__ import annotations

import phonenumbers
import pytest

from bot.messaging.keywords import CARRIER_WORDS, Keyword, keyword
from bot.messaging.mobiles import Sender, as_written, e164, sender


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "Stop!",
        "stop.",
        "StopAll",
        "stop all",
        "unsubscribe",
        "CANCEL",
        "end",
        "Quit",
        "REVOKE",
        "optout",
        "opt out",
        "opt me out",
        "please stop",
        "Pls stop texting me",
        "stop texting",
        "stop messaging me please",
        "don't text me",
        "Don’t text me again",
        "do not contact me any more",
        "leave me alone",
        "no more texts",
        "stop sending me these messages",
        "take me off your list",
        "remove my number",
        "STOP NOW",
        "stop it",
        "unsubscribe me please",
    ],
)
def test_stop_in_any_form(text):
    assert keyword(text) is Keyword.STOP


@pytest.mark.parametrize(
    "text",
    [
        "stop excluding my son",
        "how do i stop the exclusion",
        "the school will not stop",
        "cancel my appeal",
        "end of year review",
        "help me",
        "can they cancel the meeting",
        "leave school",
        "more help at school",
        "start school",
        "they stopped his help",
        "info about ehc plans",
        "10",
        "yes",
        "no",
        "",
    ],
)
def test_sentences_are_no_orders(text):
    assert keyword(text) is None


def test_the_other_orders():
    assert [keyword(word) for word in ("HELP", "info", "Start", "more", "0", "0.")] == [
        Keyword.HELP,
        Keyword.HELP,
        Keyword.START,
        Keyword.MORE,
        Keyword.LEAVE,
        Keyword.LEAVE,
    ]
    assert "yes" in CARRIER_WORDS


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("+447700900123", Sender.OTHER),
        ("+441632960123", Sender.OTHER),
        ("60777", Sender.MACHINE),
        ("Averley", Sender.MACHINE),
        ("", Sender.MACHINE),
    ],
)
def test_kinds_of_number(number, kind):
    assert sender(number) is kind
    assert sender("+447700900123", fiction=True) is Sender.MOBILE


@pytest.mark.parametrize(("region", "kind"), [("GB", Sender.MOBILE), ("FR", Sender.OTHER), ("US", Sender.OTHER)])
def test_a_mobile_of_each_country(region, kind):
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert sender(number) is kind


def test_numbers_as_written_and_back():
    assert as_written("+447700900123") == "07700 900123"
    assert e164("07700 900123 (but never text it)") == "+447700900123"
    with pytest.raises(ValueError, match="telephone"):
        e164("none")
