"""Papers are taken by what is in them; whatever they are called, the name they keep says what they are and leads nowhere."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.office.papers import endings_of, safe_name

PDF = b"%PDF-1.7\n..."


def zipped(*names: str, kind: bytes | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if kind is not None:
            archive.writestr("mimetype", kind)
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0..", "jpg"),
        (b"\x00\x00\x00\x18ftypheic....", "heic"),
        (zipped("word/document.xml"), "docx"),
        (zipped("content.xml", kind=b"application/vnd.oasis.opendocument.text"), "odt"),
        (b"Dear Sir,\r\n\tthe plan \xc2\xa3", "txt"),
        (b"<!doctype html><script>alert(1)</script>", "txt"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "txt"),
    ],
)
def test_what_it_is_is_read_from_it(content: bytes, ending: str) -> None:
    endings = endings_of(content)
    assert endings is not None and endings[0] == ending


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"#!/bin/sh\nrm -r /",
        zipped("run.exe"),
        zipped("word/document.xml", "word/vbaProject.bin"),
        zipped("word/document.xml")[:40],
        b"PK\x03\x04",
        b"\x00\x01\x02",
        zipped("a", kind=b"application/zip"),
    ],
)
def test_programs_archives_and_what_cannot_be_told_are_not_taken(content: bytes) -> None:
    assert endings_of(content) is None


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("../../My letter<script>.pdf", PDF, "My letter_script_.pdf"),
        ("C:\\Users\\Me\\plan.PDF", PDF, "plan.pdf"),
        ("plan.pdf.exe", PDF, "plan.pdf.pdf"),
        ("picture.html", b"\xff\xd8\xff", "picture.jpg"),
        ("photo.jpeg", b"\xff\xd8\xff", "photo.jpeg"),
        ("page.html", b"<script>", "page.txt"),
        ("mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "mail.msg"),
        ("", PDF, "paper.pdf"),
        (".htaccess", b"x", "htaccess.txt"),
        ("Zoë’s plan 2026.pdf", PDF, "Zoë_s plan 2026.pdf"),
    ],
)
def test_the_name_ends_as_what_it_is(name: str, content: bytes, kept: str) -> None:
    endings = endings_of(content)
    assert endings is not None
    assert safe_name(name, endings) == kept


@given(st.text(max_size=300), st.sampled_from([("pdf",), ("jpg", "jpeg"), ("txt",)]))
def test_a_files_name_is_a_name_and_no_path(name: str, endings: tuple[str, ...]) -> None:
    safe = safe_name(name, endings)
    assert 0 < len(safe) <= 100 and not set(safe) & set('/\\<>:"|?*\n\r\0')
    assert safe.rsplit(".", 1)[1] in endings and not safe.startswith(".")


@given(st.binary(max_size=400))
def test_any_bytes_are_told_without_a_failure(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"%PDF-"):
        endings_of(start + content)
