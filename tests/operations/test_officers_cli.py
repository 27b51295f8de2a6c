"""`evenhand officers`, as an admin runs it at the machine."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from typer.testing import CliRunner, Result

from bot.officers_cli import app
from bot.operations.accounts import accounts_of
from bot.records.audit import entries
from bot.services.office.accounts.sign_in import begin, finish
from bot.services.office.accounts.who_is import Present, who_is
from bot.settings import read_settings
from tests.services.office.accounting import PASSWORD

ROOMY = {"COLUMNS": "200"}


@pytest.fixture
def officers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("EVENHAND_VAR", str(tmp_path / "var"))

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, [*words], input=typed, env=ROOMY)

    return run


def twice(password: str) -> str:
    return f"{password}\n{password}\n"


def test_an_account_is_added_with_a_typed_password_that_is_not_shown(officers) -> None:
    done = officers("add", "ada", "--name", "Ada Okafor", "--role", "lead", typed=twice(PASSWORD))
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    assert len(re.findall(r"^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$", done.output, re.M)) == 10
    assert re.search(r"or type into it: [A-Z2-7]{32}", done.output)
    assert done.output.count("█") + done.output.count("▀") > 100
    listed = officers("list")
    assert re.fullmatch(r"ada +lead +Ada Okafor\n", listed.output)


def test_a_password_can_be_made_and_everything_written_to_a_file_of_its_owner(officers, tmp_path: Path) -> None:
    file = tmp_path / "for-ada.txt"
    done = officers("add", "ada", "--name", "Ada Okafor", "--generate", "--to", str(file))
    assert done.exit_code == 0, done.output
    told = file.read_text()
    password = re.search(r"Password: (\S{24})", told)
    assert password is not None
    assert password[1] not in done.output
    assert "█" not in done.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = officers("reset", "ada", "--generate", "--to", str(file))
    assert again.exit_code == 1
    assert "cannot be written" in again.output


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("add", "a", "--name", "A"), twice(PASSWORD), "evenhand: a user name has 2 to 64"),
        (("add", "ada", "--name", "A"), twice("too short"), "evenhand: Use at least 15 characters"),
        (("reset", "nobody"), twice(PASSWORD), "evenhand: there is no account nobody"),
        (("disable", "nobody"), "", "evenhand: there is no account nobody"),
        (("enable", "nobody"), "", "evenhand: there is no account nobody"),
        (("role", "nobody", "lead"), "", "evenhand: there is no account nobody"),
        (("unlink", "nobody"), "", "evenhand: there is no account nobody"),
        (("sessions", "nobody"), "", "evenhand: there is no account nobody"),
        (("link", "nobody", "https://id.example", "s"), "", "evenhand: there is no account nobody"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_1(officers, words, typed, said) -> None:
    done = officers(*words, typed=typed)
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith(said)


def test_a_wrong_call_has_status_2(officers) -> None:
    assert officers("add", "ada", "--name", "Ada", "--role", "king").exit_code == 2
    assert officers("link", "ada").exit_code == 2


def test_the_rest_of_an_accounts_life(officers) -> None:
    officers("add", "ada", "--name", "Ada Okafor", typed=twice(PASSWORD))
    assert officers("sessions", "ada").output == "Not signed in anywhere.\n"
    assert officers("sessions", "ada", "--end").output == "Ended 0 sign-ins.\n"
    assert officers("link", "ada", "https://id.example", "s-1").output == "Linked.\n"
    assert officers("disable", "ada").output == "Disabled. Ended 0 sign-ins.\n"
    assert "disabled linked" in officers("list").output
    assert officers("enable", "ada").output == "Enabled.\n"
    assert officers("enable", "ada").output == "That account is not disabled.\n"
    assert officers("role", "ada", "lead").output == "The role is lead now.\n"
    assert officers("role", "ada", "lead").output == "The role was lead before.\n"
    assert officers("unlink", "ada").output == "Unlinked.\n"
    assert officers("unlink", "ada").output == "That account is not linked.\n"
    assert re.fullmatch(r"ada +lead +Ada Okafor\n", officers("list").output)
    officers("disable", "ada")
    assert officers("reset", "ada", typed=twice(PASSWORD + "!")).exit_code == 0
    assert "disabled" not in officers("list").output


def test_a_set_up_code_is_all_that_is_handed_out(officers, tmp_path: Path) -> None:
    file = tmp_path / "for-ada.txt"
    done = officers("add", "ada", "--name", "Ada Okafor", "--set-up-code", "--to", str(file))
    assert done.exit_code == 0, done.output
    told = file.read_text()
    assert re.search(r"^Set-up code: (?:[a-z2-9]{4}-){4}[a-z2-9]{4}$", told, re.M)
    assert "/set-up\n" in told and "Recovery" not in told and "Password" not in told
    assert "not set up yet" in officers("list").output
    assert "Set-up code" in officers("reset", "ada", "--set-up-code").output


def test_the_only_admin_is_not_disabled_by_mistake(officers) -> None:
    officers("add", "boss", "--name", "Bo Marsh", "--role", "admin", typed=twice(PASSWORD))
    for words in (("disable", "boss"), ("role", "boss", "officer")):
        done = officers(*words)
        assert done.exit_code == 1 and "the only admin" in done.output


def test_without_accounts_the_list_says_how_to_add_one(officers) -> None:
    assert "evenhand officers add" in officers("list").output


def test_an_added_officer_signs_in_with_the_real_vault_and_audit(officers) -> None:
    done = officers("add", "ada", "--name", "Ada Okafor", typed=twice(PASSWORD))
    secret = re.search(r"or type into it: ([A-Z2-7]{32})", done.output)
    assert secret is not None
    # As after a restart: what is kept opens again.
    accounts, now = accounts_of(read_settings()), datetime.now(UTC)
    place = {"address": "192.0.2.7", "devices": "", "now": now}
    half = begin(accounts, "ada", PASSWORD, **place)
    assert finish(accounts, half, "000000", **place) is None
    new = finish(accounts, half, pyotp.TOTP(secret[1]).at(now), **place)
    assert new is not None
    assert isinstance(who_is(accounts, new.token, now), Present)
    told = [(entry.action, entry.detail) for entry in entries(accounts.sessions)]
    assert told == [("account_changed", "added"), ("sign_in_failed", "wrong_code"), ("sign_in", None)]
    assert "since" in officers("sessions", "ada").output
