"""`evenhand keys records`: the keys that everything kept about families is sealed under, and the audit's (docs/keys.md)."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from nacl.public import PrivateKey
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from bot.intake import keys as halves
from bot.operations.telling import settings_or_stop, stop
from bot.records.base import open_records
from bot.records.key_ring import KeyRing, RingProblem, key_id
from bot.records.migrate import version
from bot.records.rewrapping import lost_keys, rewrap_all, under_older
from bot.records.unlocked import Rings, rings_in, unlocked
from bot.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The keys that what is kept about families is sealed under.")
LOST = "If every copy of it is lost, nothing that was kept can ever be read. Now run: evenhand keys records escrow"
Audit = Annotated[bool, typer.Option("--audit", help="The audit's key instead of the records'.")]


def records_url(settings: Settings) -> str:
    """SQLAlchemy's address of the office's database: EVENHAND_RECORDS, or a file in the folder for local state."""
    return os.environ.get("EVENHAND_RECORDS", f"sqlite:///{(settings.var / 'records.db').absolute()}")


def prepare_rings(rings: Rings, now: datetime) -> list[str]:
    """Makes a first key where there is none; the ids of those that were made. Raises OSError if it cannot."""
    return [ring.make(now) for ring in (rings.records, rings.audit) if not ring.ids()]


@app.command()
def make() -> None:
    """Make the first keys, of the records and of the audit, where there are none yet."""
    folder = settings_or_stop().keys
    try:
        made = prepare_rings(rings_in(folder), datetime.now(UTC))
    except OSError as problem:
        stop(f"{folder} cannot be written: {problem.strerror}")
    print(f"Made {' and '.join(made)} in {folder}.\n{LOST}" if made else "There are keys already.")


@app.command()
def check() -> None:
    """Say whether every key that is needed is here, and how many cases are still wrapped by an older one."""
    settings = settings_or_stop()
    rings = rings_in(settings.keys)
    faults = rings.records.faults() + rings.audit.faults()
    older = 0
    if not faults and (sessions := _records(settings, rings)):
        with sessions.begin() as session:
            older = under_older(session, rings.records)
            lost = lost_keys(session, set(rings.records.ids()))
        faults += [f"{count} cases need the key {id_}, which is not here" for id_, count in lost]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        stop("not everything that is kept could be read")
    print(f"The records' key is {rings.records.newest().id}; {older} cases are wrapped by an older one.")


@app.command()
def rotate(audit: Audit = False) -> None:
    """Make a new key and wrap every case's key with it, while the office goes on working.

    The older key may be destroyed once `evenhand keys records check` says that no case is wrapped by it. Of the audit:
    new entries are signed with the new key; keep the older ones for as long as the audit is kept.
    """
    settings = settings_or_stop()
    rings = rings_in(settings.keys)
    try:
        made = _ring(rings, audit).make(datetime.now(UTC))
        print(f"Made {made}.", flush=True)
        if not audit and (sessions := _records(settings, rings)):
            print(f"Wrapped the keys of {rewrap_all(sessions, rings.records)} cases anew.")
            with sessions.begin() as session:
                left = under_older(session, rings.records)
            if left:
                stop(f"the keys of {left} cases could not be wrapped anew; run: evenhand keys records check")
    except OSError as problem:
        stop(f"{settings.keys} cannot be written: {problem.strerror}")
    except (RingProblem, SQLAlchemyError) as problem:
        stop(str(problem) if isinstance(problem, RingProblem) else "the office's database does not answer; try again")
    print("Now run: evenhand keys records escrow" + (" --audit" if audit else ""))


@app.command()
def escrow(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Which key; the newest if none is named.")] = "",
    audit: Audit = False,
) -> None:
    """Print a key in two halves, for two people to keep apart on paper. One half alone says nothing."""
    ring = _ring(rings_in(settings_or_stop().keys), audit)
    try:
        key = ring.key(id_) if id_ else ring.newest()
    except RingProblem as problem:
        stop(str(problem))
    first, second = halves.shares(PrivateKey(key.key))
    print(f"Key {key.id}. For the first person:\n\n{first}\n\nFor the second person:\n\n{second}")


@app.command()
def restore(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Which key, as it stands on the paper.")],
    audit: Audit = False,
) -> None:
    """Bring a key back from its two halves, which are asked for and not shown."""
    ring = _ring(rings_in(settings_or_stop().keys), audit)
    typed = [typer.prompt(f"The {which} half", hide_input=True) for which in ("first", "second")]
    try:
        key = bytes(halves.joined(*typed))
        # Halves of two different keys also make 32 bytes.
        if key_id(key) != id_:
            stop(f"these are not the halves of {id_}")
        ring.restore(key)
    except halves.KeyProblem as problem:
        stop(str(problem))
    except OSError as problem:
        stop(f"the key cannot be written: {problem.strerror}")
    print(f"Key {id_} is here.")


def _ring(rings: Rings, audit: bool) -> KeyRing:
    return rings.audit if audit else rings.records


def _records(settings: Settings, rings: Rings) -> sessionmaker[Session] | None:
    """Sessions on the office's database, if it was ever made."""
    url = records_url(settings)
    try:
        return unlocked(open_records(url), rings) if version(url) else None
    except SQLAlchemyError:
        stop("the office's database does not answer; look at EVENHAND_RECORDS")
