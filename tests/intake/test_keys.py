"""Keys are made, checked, changed, kept in two halves and brought back; none is ever lost or shown by a mistake."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.intake import keys
from bot.intake.envelope import new_id, seal, unseal

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_newest_key_seals_and_the_older_still_opens(tmp_path: Path) -> None:
    old = keys.make(tmp_path, NOW)
    before = seal("referral", {}, keys.sealing_key(tmp_path).key, old, new_id(), NOW)
    new = keys.make(tmp_path, NOW + timedelta(days=90))
    assert keys.sealing_key(tmp_path).id == new != old
    assert unseal(before, keys.opening_key(tmp_path, before.key))["content"] == {}
    assert keys.faults(tmp_path) == []


def test_only_the_owner_can_read_a_private_key(tmp_path: Path) -> None:
    id_ = keys.make(tmp_path, NOW)
    path = tmp_path / "private" / f"{id_}.key"
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o440)
    assert "others can read" in keys.faults(tmp_path)[0]


def test_two_halves_are_the_key_and_one_is_not(tmp_path: Path) -> None:
    private = keys.opening_key(tmp_path, keys.make(tmp_path, NOW))
    first, second = keys.shares(private)
    assert keys.joined(second.lower().replace("-", " "), first) == private
    for pair in ((first, first), (second, second)):
        with pytest.raises(keys.KeyProblem, match="two different halves"):
            keys.joined(*pair)
    # A half is new each time: an old one and a new one give nothing away, and no key.
    assert keys.joined(first, keys.shares(private)[1]) != private


@pytest.mark.parametrize("place", range(2, 60, 7))
def test_a_slip_of_the_pen_is_noticed(tmp_path: Path, place: int) -> None:
    first, second = keys.shares(keys.opening_key(tmp_path, keys.make(tmp_path, NOW)))
    letter = "A" if first[place] != "A" else "B"
    if first[place] == "-":
        return
    with pytest.raises(keys.KeyProblem):
        keys.joined(first[:place] + letter + first[place + 1 :], second)


def test_a_lost_key_is_missed_and_brought_back(tmp_path: Path) -> None:
    id_ = keys.make(tmp_path, NOW)
    first, second = keys.shares(keys.opening_key(tmp_path, id_))
    (tmp_path / "private" / f"{id_}.key").unlink()
    assert "is not here" in keys.faults(tmp_path)[0]
    assert keys.restore(tmp_path, keys.joined(first, second)) == id_
    assert keys.faults(tmp_path) == []


@pytest.mark.parametrize("text", ["", "!!", "QUJD"])
def test_a_damaged_key_is_told(tmp_path: Path, text: str) -> None:
    id_ = keys.make(tmp_path, NOW)
    path = tmp_path / "private" / f"{id_}.key"
    path.unlink()
    path.write_text(text)
    path.chmod(0o400)
    assert "damaged" in keys.faults(tmp_path)[0]


def test_a_public_key_that_was_exchanged_is_told(tmp_path: Path) -> None:
    id_ = keys.make(tmp_path, NOW)
    other = tmp_path / "other"
    stranger = keys.make(other, NOW)
    path = tmp_path / "public" / f"{id_}.json"
    told = json.loads((other / "public" / f"{stranger}.json").read_text())
    path.chmod(0o600)
    path.write_text(json.dumps(told | {"id": id_}))
    assert "not the one its name says" in keys.faults(tmp_path)[0]


def test_the_command_line_makes_checks_escrows_restores_and_opens(tmp_path: Path) -> None:
    run = CliRunner()
    told = {"EVENHAND_KEYS": str(tmp_path / "keys"), "EVENHAND_VAR": str(tmp_path)}
    assert run.invoke(app, ["keys", "check"], env=told).exit_code == 1
    assert "escrow" in run.invoke(app, ["keys", "make"], env=told).output
    id_ = keys.sealing_key(tmp_path / "keys").id
    halves = [
        line for line in run.invoke(app, ["keys", "escrow"], env=told).output.splitlines() if line[:2] in ("1-", "2-")
    ]
    (tmp_path / "keys" / "private" / f"{id_}.key").unlink()
    assert run.invoke(app, ["keys", "check"], env=told).exit_code == 1
    back = run.invoke(app, ["keys", "restore"], env=told, input="\n".join(halves) + "\n")
    assert back.exit_code == 0 and halves[0] not in back.output
    envelope = seal("call_me", {"name": "Zebedee"}, keys.sealing_key(tmp_path / "keys").key, id_, new_id(), NOW)
    (tmp_path / "one.json").write_text(envelope.to_json())
    opened = run.invoke(app, ["keys", "open", str(tmp_path / "one.json")], env=told)
    assert json.loads(opened.output)["content"] == {"name": "Zebedee"}
    assert run.invoke(app, ["keys", "open", str(tmp_path / "none.json")], env=told).exit_code == 1
