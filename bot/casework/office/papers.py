"""What kind of file somebody handed in: by what is in it, never by what it calls itself or a browser says it is."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Optional, Tuple

# Each kind with the endings a file of it may keep; another ending becomes the first.
Endings = Tuple[str, ...]
_STARTS: Tuple[Tuple[bytes, Endings], ...] = (
    (b"%PDF-", ("pdf",)),
    (b"\xff\xd8\xff", ("jpg", "jpeg")),
    (b"\x89PNG\r\n\x1a\n", ("png",)),
    (b"GIF87a", ("gif",)),
    (b"GIF89a", ("gif",)),
    (b"II*\x00", ("tif", "tiff")),
    (b"MM\x00*", ("tif", "tiff")),
    (b"{\\rtf", ("rtf",)),
    # What office programs kept before 2007; an email saved from Outlook is one too.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("doc", "xls", "ppt", "msg")),
)
_IN_ZIP: Tuple[Tuple[str, Endings], ...] = (
    ("word/document.xml", ("docx",)),
    ("xl/workbook.xml", ("xlsx",)),
    ("ppt/presentation.xml", ("pptx",)),
)
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": ("odt",),
    b"application/vnd.oasis.opendocument.spreadsheet": ("ods",),
}
# Photographs of Apple telephones: the brand stands after "ftyp".
_HEIF_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")
# Without separators of folders, control characters and what shells and file systems take for orders.
_STRANGE = re.compile(r"[^\w .,()-]+")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
MOST_LETTERS = 100


def endings_of(content: bytes) -> Optional[Endings]:
    """The endings of the kind of file that `content` is; None for a kind that is not taken.

    Taken are letters, tables, pictures and plain text. Programs, archives, and documents that carry a program inside
    are not. What is written as a web page is text, and its ending then says so.
    """
    for start, endings in _STARTS:
        if content.startswith(start):
            return endings
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return ("heic", "heif")
    if content.startswith(b"PK\x03\x04"):
        return _in_zip(content)
    return ("txt",) if _is_text(content) else None


def safe_name(name: str, endings: Endings) -> str:
    """A name that is a name and no path, of at most 100 characters, and ends as the kind of file it is does."""
    last = _STRANGE.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    said = _ENDING.search(last)
    ending = said[0][1:].lower() if said and said[0][1:].lower() in endings else endings[0]
    stem = _ENDING.sub("", last).strip(" .") or "paper"
    return f"{stem[: MOST_LETTERS - len(ending) - 1].strip(' .')}.{ending}"


def _in_zip(content: bytes) -> Optional[Endings]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            first = archive.infolist()[0] if names else None
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            for name, endings in _IN_ZIP:
                if name in names:
                    return endings
            # An OpenDocument says what it is in its first file, which is not compressed.
            if first and first.filename == "mimetype" and first.file_size < 100 and not first.compress_type:
                return _OPEN_DOCUMENTS.get(archive.read(first).strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
        return None
    return None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    # A script that a system would run begins so.
    return not text.startswith("#!") and not re.search(r"[\x00-\x08\x0e-\x1f]", text)
