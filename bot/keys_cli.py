"""`evenhand keys`: the keys that open what parents send, and opening an envelope by hand (docs/keys.md)."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.intake import keys
from bot.intake.envelope import Envelope, EnvelopeError, unseal
from bot.intake.keys import KeyProblem
from bot.intake.post_box import NotPosted, take_all
from bot.operations.telling import settings_or_stop, stop

app = typer.Typer(no_args_is_help=True, help="The keys that open what parents send.")
LOST = "If every private key is lost, what parents sent under it can never be read. Now run: evenhand keys escrow"


@app.command()
def make() -> None:
    """Make a key pair; new envelopes are sealed to it. Again: the new one seals, the older ones still open."""
    folder = settings_or_stop().keys
    try:
        id_ = keys.make(folder, datetime.now(UTC))
    except OSError as problem:
        stop(f"{folder} cannot be written: {problem.strerror}")
    print(f"Made key {id_} in {folder}.\n{LOST}")


@app.command()
def check() -> None:
    """Say whether envelopes can be sealed, and every key that was ever made can still open."""
    folder = settings_or_stop().keys
    faults = keys.faults(folder)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        stop("not every envelope could be opened")
    print(f"New envelopes are sealed to {keys.sealing_key(folder).id}; every key is here and opens.")


@app.command()
def rotate() -> None:
    """Seal to a new key from now on. Keep the older private keys until nothing sealed to them is left."""
    make()


@app.command()
def escrow(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Which key; the newest if none is named.")] = "",
) -> None:
    """Print a private key in two halves, for two people to keep apart on paper. One half alone says nothing."""
    folder = settings_or_stop().keys
    try:
        private = keys.opening_key(folder, id_ or keys.sealing_key(folder).id)
    except KeyProblem as problem:
        stop(str(problem))
    first, second = keys.shares(private)
    print(
        f"Key {keys.key_id(private.public_key)}. For the first person:\n\n{first}\n\nFor the second person:\n\n{second}"
    )


@app.command()
def restore() -> None:
    """Bring a private key back from its two halves, which are asked for and not shown."""
    folder = settings_or_stop().keys
    halves = [typer.prompt(f"The {which} half", hide_input=True) for which in ("first", "second")]
    try:
        id_ = keys.restore(folder, keys.joined(*halves))
    except KeyProblem as problem:
        stop(str(problem))
    print(f"Key {id_} is here and opens.")


@app.command()
def envelopes(folder: Annotated[Path, typer.Argument(help="A folder to write them into.")]) -> None:
    """Write every envelope that waits in the post box as a file, sealed as it is; open one with: evenhand keys open."""
    settings = settings_or_stop()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        waiting = take_all(settings.intake)
        for envelope in waiting:
            (folder / f"{envelope.id}.json").write_text(envelope.to_json() + "\n", encoding="utf-8")
    except (OSError, NotPosted) as problem:
        stop(f"the envelopes cannot be written or read ({type(problem).__name__})")
    print(f"Wrote {len(waiting)} envelopes to {folder}.")


@app.command(name="open")
def open_(file: Annotated[Path, typer.Argument(help="An envelope, as the office's post box keeps it.")]) -> None:
    """Open an envelope by hand and print what it holds. What is printed is personal: do not keep it."""
    folder = settings_or_stop().keys
    try:
        envelope = Envelope.from_json(file.read_text(encoding="utf-8"))
        told = unseal(envelope, keys.opening_key(folder, envelope.key))
    except (OSError, UnicodeDecodeError):
        stop(f"{file} cannot be read")
    except (EnvelopeError, KeyProblem) as problem:
        stop(str(problem))
    print(json.dumps({"kind": envelope.kind, **told}, indent=2, ensure_ascii=False))
