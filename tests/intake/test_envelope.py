"""What is sealed only the office opens; what was changed does not open; the size tells next to nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from bot.intake.envelope import KINDS, SIZES, Envelope, EnvelopeError, hour, new_id, seal, unseal

NOW = datetime(2026, 11, 23, 23, 50, tzinfo=UTC)
PRIVATE = PrivateKey.generate()
KEY = "0123456789abcdef"
CONTENT = {"name": "Ottoline Quarrendon", "help": "école, ü, 學校, \x00 and 👩‍👧"}


def sealed(content: object = CONTENT) -> Envelope:
    return seal("referral", {"told": content}, PRIVATE.public_key, KEY, new_id(), NOW)


@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4)
    )
)
def test_what_was_sealed_comes_out_whole(content: object) -> None:
    assert unseal(sealed(content), PRIVATE)["content"] == {"told": content}


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(EnvelopeError):
        unseal(sealed(), PrivateKey.generate())


@given(at=st.integers(0, 4_000), bit=st.integers(0, 7))
def test_a_changed_bit_is_noticed(at: int, bit: int) -> None:
    one = sealed()
    changed = bytearray(one.sealed)
    changed[at] ^= 1 << bit
    with pytest.raises(EnvelopeError):
        unseal(replace(one, sealed=bytes(changed)), PRIVATE)


@pytest.mark.parametrize(
    "changed",
    [{"kind": "call_me"}, {"created": "2026-11-23T22Z"}, {"key": "f" * 16}, {"id": "0" * 32}, {"version": 2}],
)
def test_the_outside_cannot_be_changed(changed: dict) -> None:
    with pytest.raises(EnvelopeError):
        unseal(replace(sealed(), **changed), PRIVATE)


def test_nothing_of_the_content_stands_outside() -> None:
    told = sealed().to_json()
    assert "Ottoline" not in told and b"Ottoline".hex() not in told


@given(length=st.integers(0, 60_000))
def test_sizes_are_few(length: int) -> None:
    overhead = len(sealed("").sealed) - SIZES[0]
    assert len(sealed("x" * length).sealed) - overhead in SIZES


def test_equal_contents_are_sealed_differently_and_alike_in_size() -> None:
    one, other = sealed("yes"), sealed("no, never")
    assert one.sealed != sealed("yes").sealed and len(one.sealed) == len(other.sealed)


def test_too_much_is_refused_and_not_quoted() -> None:
    with pytest.raises(EnvelopeError) as problem:
        sealed("Quarrendon" * 10_000)
    assert "Quarrendon" not in str(problem.value)


@pytest.mark.parametrize(("kind", "id_"), [("gossip", "0" * 32), ("referral", "1"), ("referral", "G" * 32)])
def test_an_unknown_kind_or_id_is_refused(kind: str, id_: str) -> None:
    with pytest.raises(EnvelopeError):
        seal(kind, {}, PRIVATE.public_key, KEY, id_, NOW)


def test_the_time_outside_is_the_hour_in_utc() -> None:
    assert hour(NOW) == "2026-11-23T23Z"
    assert hour(NOW.astimezone(timezone(timedelta(hours=1)))) == "2026-11-23T23Z"
    with pytest.raises(ValueError):
        hour(datetime(2026, 11, 23))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"sealed": "zz"}', "not json", '{"id": 1, "sealed": ""}'])
def test_a_file_that_is_no_envelope_is_told_kindly(text: str) -> None:
    with pytest.raises(EnvelopeError, match="not an envelope"):
        Envelope.from_json(text)


def test_a_file_brings_the_envelope_back() -> None:
    one = sealed()
    assert Envelope.from_json(one.to_json()) == one
    assert set(KINDS) >= {one.kind}
