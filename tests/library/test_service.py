"""service.toml describes the service; whatever it lacks is named."""

from __future__ import annotations

import pytest
import tomli

from bot.library.content_error import ContentError
from bot.library.directory import read_directory
from bot.library.service import Service, read_service
from bot.settings import PROJECT
from tests.library.making import leaflet_text, make_content

TOML = (PROJECT / "content/service.toml").read_text("utf-8")
FIELDS = [(section, name) for section, fields in tomli.loads(TOML).items() for name in fields]


@pytest.fixture
def content(tmp_path):
    return make_content(tmp_path, leaflet_text())


def test_every_field_of_the_service_is_read(content):
    service, written = read_service(content), tomli.loads(TOML)
    for name in Service.__dataclass_fields__:
        if name != "emergency":
            assert getattr(service, name) == written["service"][name]
    assert service.emergency.children_night == written["emergency"]["children_night"]


def test_the_phone_link_holds_digits_only(content):
    assert read_service(content).phone_link == "tel:01632960123"


@pytest.mark.parametrize(("section", "name"), FIELDS)
@pytest.mark.parametrize("left", ["missing", "empty", "of another kind"])
def test_each_field_is_needed(content, section, name, left):
    lines = [line for line in TOML.splitlines() if not line.startswith(f"{name} =")]
    new = {"missing": [], "empty": [f'{name} = " "'], "of another kind": [f"{name} = 12"]}[left]
    at = lines.index(f"[{section}]") + 1
    (content / "service.toml").write_text("\n".join(lines[:at] + new + lines[at:]), encoding="utf-8")
    with pytest.raises(ContentError, match=rf"^service\.toml: {section}\.{name} "):
        read_service(content)


@pytest.mark.parametrize("section", ["service", "emergency"])
def test_each_section_is_needed(content, section):
    text = TOML.replace(f"[{section}]", "[other]")
    (content / "service.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"^service\.toml: "):
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


def test_organisations_stand_by_name(content):
    (content / "directory").mkdir()
    for file, name in {"a": "Zebra", "b": "apple", "c": "Mango"}.items():
        text = f'name = "{name}"\ndoes = "helps"\ncontact = "here.example"\nchecked_on = 2026-11-16\n'
        (content / "directory" / f"{file}.toml").write_text(text, encoding="utf-8")
    assert [one.name for one in read_directory(content)] == ["apple", "Mango", "Zebra"]


@pytest.mark.parametrize(
    "text", ['name = "Zebra"', "name = ", 'name = "Z"\ndoes = "a"\ncontact = "b"\nchecked_on = 2026-11-16\nrank = 1']
)
def test_an_organisation_needs_its_four_fields_and_no_other(content, text):
    (content / "directory").mkdir()
    (content / "directory" / "zebra.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"directory/zebra\.toml"):
        read_directory(content)
