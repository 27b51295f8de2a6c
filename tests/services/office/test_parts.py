"""The small parts of signing in: the brake's memory, known browsers, what is carried, codes, and their pictures."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4
from xml.etree import ElementTree

import pyotp
from hypothesis import given
from hypothesis import strategies as st

from bot.records.audit_words import AuditDetail
from bot.services.office.accounts import codes, device, pending
from bot.services.office.accounts.brake import ACCOUNT_FROM_ADDRESS, Brake, Try
from bot.services.office.accounts.pending import Pending
from tests.services.office.accounting import NOON

KEY = b"k" * 32


def test_the_brake_keeps_no_name_and_no_address_and_forgets_the_longest_unused() -> None:
    brake = Brake(most_subjects=20)
    target = Try("ada", "192.0.2.7", None)
    for _ in range(ACCOUNT_FROM_ADDRESS.most):
        brake.failed(target, NOON)
    assert "ada" not in repr(vars(brake))
    assert "192.0.2.7" not in repr(vars(brake))
    for number in range(9):
        brake.failed(Try(f"n{number}", "192.0.2.7", None), NOON)
    assert not brake.allows(target, NOON)
    for number in range(10):
        brake.failed(Try(f"m{number}", "192.0.2.7", None), NOON)
    assert brake.allows(target, NOON)


def test_the_brake_lets_go_one_try_at_a_time() -> None:
    brake, target = Brake(), Try("ada", "192.0.2.7", None)
    for minute in range(10):
        brake.failed(target, NOON + timedelta(minutes=minute))
    assert not brake.allows(target, NOON + timedelta(minutes=14))
    assert brake.allows(target, NOON + timedelta(minutes=15))
    brake.failed(target, NOON + timedelta(minutes=15))
    assert not brake.allows(target, NOON + timedelta(minutes=15))


@given(st.text(max_size=300), st.text(max_size=64))
def test_no_text_is_a_known_browser_but_one_we_made(tokens: str, user_name: str) -> None:
    assert device.id_in(tokens, KEY, user_name, NOON) is None


def test_a_known_browser_is_known_by_name_key_and_time() -> None:
    token = device.make(KEY, "ada", NOON)
    assert device.id_in(token, KEY, "ada", NOON) == token[:16]
    assert device.id_in(f"junk~{token}", KEY, "ada", NOON) == token[:16]
    assert device.id_in(token, KEY, "bea", NOON) is None
    assert device.id_in(token, b"x" * 32, "ada", NOON) is None
    assert device.id_in(token, KEY, "ada", NOON + device.KEPT) is None
    assert "ada" not in token


@given(st.text(max_size=64), st.sampled_from([None, AuditDetail.WRONG_PASSWORD, AuditDetail.TOO_OFTEN]), st.booleans())
def test_what_is_carried_comes_back_and_its_length_says_nothing(
    name: str, wrong: AuditDetail | None, is_known: bool
) -> None:
    half = Pending(uuid4() if is_known else None, name, wrong, NOON)
    sealed = pending.seal(KEY, half)
    assert len(sealed) == len(pending.seal(KEY, Pending(None, "", None, NOON)))
    found = pending.unseal(KEY, sealed, NOON + timedelta(minutes=4))
    assert found is not None
    assert (found.officer_id, found.wrong, found.at) == (half.officer_id, wrong, NOON)
    assert (
        found.user_name == name or len(name.encode("utf-8", "replace")) > 64 or "\x00" in name or max(name) >= "\ud800"
    )
    assert pending.unseal(b"x" * 32, sealed, NOON) is None
    assert pending.unseal(KEY, sealed, NOON + pending.LASTS) is None
    assert pending.unseal(KEY, sealed, NOON - timedelta(seconds=1)) is None


@given(st.text(max_size=300))
def test_no_text_is_carried_but_what_we_sealed(text: str) -> None:
    assert pending.unseal(KEY, text, NOON) is None


def test_a_recovery_code_is_read_however_it_is_typed() -> None:
    id_, code = uuid4(), codes.new_recovery_codes()[0]
    assert re.fullmatch(r"(?:[a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", code)
    kept = codes.recovery_hash(id_, code)
    assert codes.recovery_hash(id_, code.upper().replace("-", " ")) == kept
    assert codes.recovery_hash(id_, code.replace("-", "\u2013")) == kept
    assert codes.recovery_hash(uuid4(), code) != kept


def test_the_picture_is_an_svg_that_the_content_policy_lets_through() -> None:
    address = codes.address_for_app(codes.new_secret(), "ada", "Northmoor & Vale SENDIASS")
    assert pyotp.parse_uri(address).issuer == "Northmoor & Vale SENDIASS"
    svg = codes.picture(address)
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg")
    assert "style" not in svg
    assert "ada" not in svg
    assert len(codes.picture_for_terminal(address).splitlines()) > 15
