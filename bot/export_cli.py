"""`evenhand export`: what the office keeps, as files for those who may have them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, TextIO

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.operations.telling import settings_or_stop, stop
from bot.records import audit as kept
from bot.records.audit_chain import Entry, verify
from bot.records.base import open_records
from bot.records.checkpoints import FILE, read_checkpoints
from bot.records.migrate import version
from bot.records.unlocked import Rings, rings_in
from bot.records_cli import records_url

app = typer.Typer(no_args_is_help=True, help="What the office keeps, as files for those who may have them.")


@app.callback()
def _export() -> None:
    """A group, even while it has one command."""


@app.command()
def audit(
    to: Annotated[Path | None, typer.Argument(help="A new file; what is printed if none is named.")] = None,
    is_verified: Annotated[bool, typer.Option("--verify", help="Also say whether the audit is whole.")] = False,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Checkpoints from where they were copied to, which nobody here can change.")
    ] = None,
) -> None:
    """Write every entry of the audit, one line of JSON each. It holds no names; its file is for its owner only."""
    settings = settings_or_stop()
    url, rings = records_url(settings), rings_in(settings.keys)
    try:
        if not version(url):
            stop("there is no audit yet: the office's database was never made")
        file = _new_file(to) if to else sys.stdout
        entries = _written(kept.entries(open_records(url)), file)
        faults = faults_of(entries, checkpoints or settings.var / FILE, rings) if is_verified else _exhaust(entries)
        file.flush()
    except SQLAlchemyError:
        stop("the office's database does not answer; look at EVENHAND_RECORDS")
    except OSError as problem:
        stop(f"{to or 'the audit'} cannot be written: {problem.strerror}")
    except ValueError:
        stop("an entry of the audit is damaged so that it cannot be read at all")
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        stop(f"the audit is not whole: {len(faults)} faults")
    if is_verified:
        print("The audit is whole.", file=sys.stderr)


def faults_of(entries: Iterable[Entry], checkpoints: Path, rings: Rings) -> list[str]:
    """What is wrong with the audit, one sentence each, a missing checkpoint included."""
    made, faults = read_checkpoints(checkpoints)
    key_of = cache(lambda id_: rings.audit.key(id_).key)
    faults += verify(entries, made, key_of)
    return faults if made else [*faults, f"there is no checkpoint in {checkpoints.name}: an end cut off is not seen"]


def _exhaust(entries: Iterable[Entry]) -> list[str]:
    for _ in entries:
        pass
    return []


def _written(entries: Iterable[Entry], file: TextIO) -> Iterator[Entry]:
    for entry in entries:
        file.write(entry.to_json() + "\n")
        yield entry


def _new_file(path: Path) -> TextIO:
    # Made with its mode, so that there is no moment in which others can read it; never written over.
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
