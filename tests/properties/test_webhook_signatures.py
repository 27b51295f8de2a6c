"""Whatever Twilio signs is taken, and nothing that was changed on the way."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData
from twilio.request_validator import RequestValidator

from tests.sms.twilio_signing import TOKEN, signature

URL = "https://chat.averley.example/sms/inbound"
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
fields = st.dictionaries(st.text("abcXYZ123", min_size=1, max_size=10), words, max_size=8)


def accepted(body: str, given_signature: str) -> bool:
    form = FormData(parse_qsl(body, keep_blank_values=True))
    return bool(RequestValidator(TOKEN).validate(URL, form, given_signature))


@given(fields)
def test_a_signed_form_survives_the_wire_with_blanks_and_any_script(sent):
    assert accepted(urlencode(sent), signature(URL, sent))


@given(fields, st.text("abcXYZ123", min_size=1, max_size=10), words)
def test_a_changed_form_is_not_accepted(sent, name, value):
    changed = sent | {name: value}
    signs_the_same = "".join(k + sent[k] for k in sorted(sent)) == "".join(k + changed[k] for k in sorted(changed))
    assert signs_the_same or not accepted(urlencode(changed), signature(URL, sent))


@given(fields)
def test_another_token_is_not_accepted(sent):
    assert not accepted(urlencode(sent), signature(URL, sent, "another token"))
