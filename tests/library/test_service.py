"""service.toml describes the service; whatever it lacks is named."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date, time

import pytest
import tomli

from bot.library.content_error import ContentError
from bot.library.directory import fitting, read_directory
from bot.library.service import read_service
from bot.settings import PROJECT
from tests.library.making import leaflet_text, make_content

TOML = (PROJECT / "content/service.toml").read_text("utf-8")
PARTS = ("emergency", "exit", "privacy", "complaints", "live_chat", "safeguarding")
FIELDS = [
    (section, name)
    for section, fields in tomli.loads(TOML).items()
    if section not in ("school_days", "hours")
    for name in fields
]


@pytest.fixture
def content(tmp_path):
    return make_content(tmp_path, leaflet_text())


def write(content, section, name, value):
    """Sets the field `name` of `section` to `value`, as TOML writes it; None takes it out."""
    head, at, rest = TOML.partition(f"[{section}]\n")
    inside, next_, after = rest.partition("\n[")
    lines = [line for line in inside.splitlines() if not line.startswith(f"{name} =")]
    assert len(lines) == len(inside.splitlines()) - 1
    new = [] if value is None else [f"{name} = {value}"]
    (content / "service.toml").write_text(head + at + "\n".join(lines + new) + "\n" + next_ + after, encoding="utf-8")


def test_every_field_is_read(content):
    service, written = read_service(content), tomli.loads(TOML)
    assert set(written) == {"service", "school_days", "hours", *PARTS}
    assert service.school.begins == written["school_days"]["from"] and len(service.school.shut) == 18
    for name, value in written["service"].items():
        assert getattr(service, name) == value
    for part in PARTS:
        assert asdict(getattr(service, part)) == written[part]


def test_hours_are_read_and_a_bank_holiday_has_none(content):
    hours = read_service(content).hours
    assert hours.on(date(2026, 11, 23)) == (time(9), time(17))
    assert hours.on(date(2026, 11, 22)) is None
    assert hours.on(date(2026, 12, 25)) is None and hours.on(date(2026, 12, 29)) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("monday", '["09:00"]'), ("monday", '["late", "later"]'), ("monday", '["17:00", "09:00"]'), ("closed", '["x"]')],
)
def test_hours_that_cannot_be_are_named(content, name, value):
    write(content, "hours", name, value)
    with pytest.raises(ContentError, match=rf"^service\.toml: hours\.{name} "):
        read_service(content)


def test_the_phone_link_holds_digits_only(content):
    assert read_service(content).phone_link == "tel:01632960123"


def test_exit_leads_to_the_page_that_is_named(content):
    assert read_service(content).exit_url == "https://www.bbc.co.uk/weather"


@pytest.mark.parametrize(("section", "name"), FIELDS)
@pytest.mark.parametrize("left", ["missing", "empty", "of another kind"])
def test_each_field_is_needed(content, section, name, left):
    write(content, section, name, {"missing": None, "empty": '" "', "of another kind": "1.5"}[left])
    with pytest.raises(ContentError, match=rf"^service\.toml: {section}\.{name} "):
        read_service(content)


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        ("exit", "url", "http://www.bbc.co.uk/weather"),
        ("exit", "url", "javascript:alert(1)"),
        ("exit", "url", "https:///weather"),
        ("exit", "url", "https://a.example/ b"),
        ("exit", "url", "https://[a.example/"),
        ("exit", "url", "https://a.example/<script>"),
        ("service", "email", "hello"),
        ("privacy", "dpo_email", "dpo at averley"),
        ("complaints", "email", "a@b"),
        ("complaints", "commissioner_email", "a@b@c.example"),
        ("complaints", "acknowledge_days", 0),
        ("complaints", "answer_days", -1),
        ("complaints", "answer_days", "20"),
    ],
)
def test_a_detail_that_cannot_be_right_is_named(content, section, name, value):
    write(content, section, name, json.dumps(value))
    with pytest.raises(ContentError, match=rf"^service\.toml: {section}\.{name} must be "):
        read_service(content)


def test_days_are_whole(content):
    write(content, "complaints", "answer_days", "true")
    with pytest.raises(ContentError, match="whole number of days"):
        read_service(content)


@pytest.mark.parametrize("section", ["service", *PARTS])
def test_each_section_is_needed(content, section):
    text = TOML.replace(f"[{section}]", "[other]")
    (content / "service.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=rf"^service\.toml: the section \[{section}\] is missing"):
        read_service(content)


@pytest.mark.parametrize("broken", [b"[service", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_named(content, broken):
    (content / "service.toml").write_bytes(broken)
    with pytest.raises(ContentError, match=r"service\.toml is not valid TOML"):
        read_service(content)


def test_a_missing_file_is_named(content):
    (content / "service.toml").unlink()
    with pytest.raises(ContentError, match=r"service\.toml cannot be read"):
        read_service(content)


ORGANISATION = """name = "{name}"
does = "helps"
for_whom = "all"
website = "here.example"
kinds = ["legal"]
included_because = "it is free"
checked_on = 2026-11-16
"""


def test_organisations_stand_by_name(content):
    (content / "directory").mkdir()
    for file, name in {"a": "Zebra", "b": "apple", "c": "Mango"}.items():
        text = ORGANISATION.format(name=name)
        (content / "directory" / f"{file}.toml").write_text(text, encoding="utf-8")
    assert [one.name for one in read_directory(content)] == ["apple", "Mango", "Zebra"]


@pytest.mark.parametrize(
    "text",
    [
        'name = "Zebra"',
        "name = ",
        ORGANISATION.format(name="Z") + "rank = 1",
        ORGANISATION.replace("legal", "best").format(name="Z"),
    ],
)
def test_an_organisation_needs_its_fields_and_no_other(content, text):
    (content / "directory").mkdir()
    (content / "directory" / "zebra.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"directory/zebra\.toml"):
        read_directory(content)


def test_a_number_nobody_rang_is_shown_with_a_warning(content):
    (content / "directory").mkdir()
    for file, confirmed in {"a": "true", "b": "false"}.items():
        text = ORGANISATION.format(name=file) + f'phone = "0808 800 0000"\nphone_confirmed = {confirmed}\n'
        (content / "directory" / f"{file}.toml").write_text(text, encoding="utf-8")
    rung, listed = read_directory(content)
    assert "check before use" not in rung.contact and listed.contact.endswith("(check before use)")


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("is there a solicitor you can recommend", "legal"),
        ("anyone independent of the council?", "independent"),
        ("a helpline number", "helpline"),
        ("who else is there", ""),
    ],
)
def test_who_fits_what_was_asked_for_is_listed_by_name(library, asked, kind):
    found, organisations = fitting(library.directory, asked)
    assert found == kind and organisations
    assert all(kind in one.kinds for one in organisations if kind)
    assert [one.name.lower() for one in organisations] == sorted(one.name.lower() for one in organisations)


@pytest.mark.parametrize(
    "rows",
    ["[{ from = 2026-05-29, to = 2026-05-25 }]", "[{ from = 2020-05-25, to = 2020-05-29 }]", "[{ from = 2026-05-25 }]"],
)
def test_a_school_holiday_that_cannot_be_is_named(content, rows):
    text = re.sub(r"shut = \[.*?\n\]", f"shut = {rows}", TOML, flags=re.DOTALL)
    (content / "service.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="school"):
        read_service(content)
