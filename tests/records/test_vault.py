"""The sealed format: it opens in its own place only, says nothing when it does not, and never drifts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records import sealing
from bot.records.key_ring import key_id
from bot.records.sealing import VaultClosed, at, derived, seal, unseal
from bot.records.vault import CaseVault, Place, Vault, read, written
from tests.records.office import NOON

KEY = bytes(range(32))
ID = "0123456789abcdef"
# Of version 1, made with KEY and ID: what was sealed with it must open for ever.
VECTOR = (
    "01010123456789abcdef00000000000000000000000059ced0b0955be2d37cdb8941770ce2ed"
    "b33a78d32881602f809eb383c5ff5d56061ca030769a88f189d8ba90fc7e79b0"
)
SEALING_KEY = "d9a4681fd48a1296f23feaf56b8a1a7a09b49e1ee9e95ea6e898bc2cd8c277fb"
OPAQUE = "ec2ef77a98d1ae303be8d4cee4a639e4"
KEY_ID = "e89459fb3ea9b040"
CASE_VECTOR = (
    "01010123456789abcdef648cd03aca92148274a0246e8f9fcc69448a228ea9f39eb64ea96469"
    "9db907c44ffb8f7c6325b12285d27212ae3f9f548e2419f0fc2c7d366dcbe518"
)
OFFICE_VECTOR = (
    "01010123456789abcdefd16509ae9c02377a6a2b165629c9894c5140cbc50d2bc78a34244689"
    "97fe0d1b5d4e6679d2b67d4378320e1738d55cd4bb0ac30f3caf86c7a1d2364f"
)
PLACES = st.builds(Place, st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
VALUES = st.one_of(
    st.binary(max_size=300),
    st.dates(),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=10,
    ),
)


def vault(case: str = "a" * 32) -> CaseVault:
    return CaseVault(case, KEY, ID)


# The format


def test_the_format_has_not_drifted() -> None:
    place = at("case", "notes", "text", "row-1", "case-1")
    assert place.hex() == (
        "00000004" + b"case".hex() + "00000005" + b"notes".hex() + "00000004" + b"text".hex()
        + "00000005" + b"row-1".hex() + "00000006" + b"case-1".hex()
    )  # fmt: skip
    sealed = seal(b"Wren wants to stay.", KEY, ID, place, nonce=bytes(12))
    assert sealed.hex() == VECTOR
    assert unseal(bytes.fromhex(VECTOR), KEY, ID, place) == b"Wren wants to stay."


def test_derived_keys_have_not_drifted() -> None:
    assert derived(KEY, "sealing").hex() == SEALING_KEY
    assert vault().opaque_id("case-1") == OPAQUE
    assert key_id(KEY) == KEY_ID


def test_an_earlier_release_can_be_read() -> None:
    assert vault("case-1").open(bytes.fromhex(CASE_VECTOR), Place("notes", "text", "row-1")) == b"as it was"
    assert Vault(KEY, ID).open(bytes.fromhex(OFFICE_VECTOR), "officers.totp.1") == b"as it was"


@given(st.binary(max_size=9000), PLACES)
def test_what_is_sealed_opens_in_its_place(plain: bytes, place: Place) -> None:
    assert vault().open(vault().seal(plain, place), place) == plain


@given(st.binary(max_size=100), PLACES, PLACES)
def test_no_other_place_opens_it(plain: bytes, one: Place, other: Place) -> None:
    sealed = vault().seal(plain, one)
    if one != other:
        with pytest.raises(VaultClosed):
            vault().open(sealed, other)
    with pytest.raises(VaultClosed):
        vault("b" * 32).open(sealed, one)
    with pytest.raises(VaultClosed):
        CaseVault("a" * 32, bytes(32), ID).open(sealed, one)
    with pytest.raises(VaultClosed):
        CaseVault("a" * 32, KEY, "0" * 16).open(sealed, one)


@given(st.binary(max_size=40), st.data())
def test_no_changed_byte_opens(plain: bytes, data: st.DataObject) -> None:
    place = Place("notes", "text", "1")
    sealed = bytearray(vault().seal(plain, place))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(VaultClosed):
        vault().open(bytes(sealed), place)


@given(st.binary(max_size=120))
def test_noise_and_pieces_do_not_open(noise: bytes) -> None:
    place = Place("notes", "text", "1")
    for sealed in (noise, bytes(vault().seal(b"x", place))[: len(noise)], vault().seal(b"x", place) + noise + b"!"):
        with pytest.raises(VaultClosed):
            vault().open(sealed, place)


@pytest.mark.parametrize("place_of_byte", [0, 1])
def test_an_unknown_version_or_algorithm_stays_closed(place_of_byte: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, ["VERSION", "AES_256_GCM"][place_of_byte], 2)
    sealed = vault().seal(b"of a later release", Place("notes", "text", "1"))
    monkeypatch.undo()
    assert sealed[place_of_byte] == 2
    with pytest.raises(VaultClosed):
        vault().open(sealed, Place("notes", "text", "1"))


def test_a_closed_vault_says_the_same_whatever_is_wrong() -> None:
    sealed = vault().seal("Wren Hollis", Place("notes", "text", "1"))
    said = set()
    for wrong, where in ((sealed, "2"), (sealed[:-1], "1"), (b"\x02" + sealed[1:], "1"), (b"", "1")):
        with pytest.raises(VaultClosed) as told:
            vault().open(wrong, Place("notes", "text", where))
        said.add(str(told.value))
        assert told.value.__cause__ is None
        assert told.value.__suppress_context__ or told.value.__context__ is None
    assert said == {"the vault does not open"}


def test_no_nonce_comes_twice() -> None:
    start = 2 + sealing.KEY_ID_BYTES
    place = Place("notes", "text", "1")
    one = vault()
    assert len({one.seal(b"same", place)[start : start + 12] for _ in range(10_000)}) == 10_000


@given(st.integers(0, 20_000))
def test_a_length_tells_its_bucket_only(length: int) -> None:
    inside = len(seal(bytes(length), KEY, ID, b"")) - 22 - sealing.TAG_BYTES
    assert inside > length
    assert inside in sealing.BUCKETS or inside % sealing.BUCKETS[-1] == 0
    assert inside <= max(32, 2 * (length + 1))


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: object) -> None:
    back = read(written(value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("value", [(1, 2), {1: "a"}, object(), NOON, float("nan"), {"a": b"Wren"}, "\ud800 Wren"])
def test_a_value_that_would_come_back_changed_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be sealed") as told:
        written(value)
    assert "Wren" not in str(told.value)
    assert told.value.__cause__ is None


def test_the_office_and_a_case_of_the_same_key_do_not_open_each_other() -> None:
    assert Vault(KEY, ID).open(Vault(KEY, ID).seal(b"secret", "a"), "a") == b"secret"
    with pytest.raises(VaultClosed):
        Vault(KEY, ID).open(Vault(KEY, ID).seal(b"secret", "a"), "b")
    with pytest.raises(VaultClosed):
        vault("office").open(Vault(KEY, ID).seal(b"secret", "a"), Place("a", "", ""))
