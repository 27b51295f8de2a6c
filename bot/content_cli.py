"""`evenhand content`: what an officer who is no developer does with leaflets (docs/editing.md)."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from typing import Annotated

import typer

from bot.clock import today_in_london
from bot.library.compose import Library
from bot.library.content_error import ContentError
from bot.operations.editing import (
    CannotEdit,
    content_or_stop,
    differences,
    new_leaflet,
    restore,
    withdraw,
)
from bot.operations.telling import settings_or_stop, stop
from bot.operations.training import content_at, published_link

app = typer.Typer(no_args_is_help=True, help="What the service says: leaflets, messages, its details.")
ID = Annotated[str, typer.Argument(help="A leaflet's id, such as mediation.")]


@app.command()
def check() -> None:
    """Read everything in content/ and hold it to the rules of wording."""
    # The grammar takes a second to load: only here.
    from bot.impartiality.check import check as faults_of
    from bot.impartiality.check import warnings

    settings = settings_or_stop()
    try:
        library = Library(settings.content)
    except ContentError as problem:
        stop(str(problem))
    today = today_in_london()
    for warning in warnings(library, today):
        print(warning)
    faults = faults_of(library, today)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        stop(f"{len(faults)} faults in the wording")
    counted = (
        f"{len(library.shelf)} leaflets, {len(library.messages.names)} messages, {len(library.replies)} replies"
        f" and {len(library.notices)} notices"
    )
    print(f"{counted} are in order.")


@app.command()
def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Small letters, digits and hyphens.")],
    since: Annotated[str, typer.Option(help="The day it takes the place of the one there is, as 2027-09-01.")] = "",
) -> None:
    """Begin a leaflet: a file with every part it needs, to be filled in."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id_):
        stop("an id is made of small letters, digits and single hyphens, such as school-transport")
    try:
        day = datetime.strptime(since, "%Y-%m-%d").date() if since else None
    except ValueError:
        stop("the day must be written as 2027-09-01")
    try:
        path = new_leaflet(settings_or_stop().content, id_, today_in_london(), day)
    except CannotEdit as problem:
        stop(str(problem))
    print(f"Fill in {path}, then run: evenhand content preview {id_}")


@app.command()
def preview(id_: ID, port: Annotated[int, typer.Option(help="Where the browser finds it.")] = 8002) -> None:
    """Show a leaflet as parents will see it, side by side: chat, text message and paper. Ctrl-C ends it."""
    import uvicorn

    from bot.operations.preview import preview as site

    print(f"Open http://127.0.0.1:{port}/ in a browser; Ctrl-C ends this.", flush=True)
    uvicorn.run(
        site(settings_or_stop().content, id_, today_in_london()), host="127.0.0.1", port=port, log_level="error"
    )


@app.command()
def diff(
    answers: Annotated[
        bool, typer.Option(help="Also which evaluation answers change; needs evenhand train first.")
    ] = False,
) -> None:
    """Say what parents will see differently once the content as it is now is published."""
    settings = settings_or_stop()
    serving = content_at(published_link())
    if serving is None:
        stop("nothing is published yet; run evenhand train first")
    try:
        lines = list(differences(content_or_stop(serving), content_or_stop(settings.content), today_in_london()))
    except CannotEdit as problem:
        stop(str(problem))
    print("\n".join(lines) or "Nothing that parents see is different.")
    if answers:
        from bot.operations.measuring import changed_answers

        for line in changed_answers():
            print(line)


@app.command("withdraw")
def withdraw_(id_: ID, why: Annotated[str, typer.Option(help="Kept beside it for whoever comes next.")]) -> None:
    """Take a leaflet out of every answer at once, without training."""
    try:
        withdraw(settings_or_stop().content, id_, why, today_in_london())
    except CannotEdit as problem:
        stop(str(problem))
    print(f"{id_} is taken out of every answer; a running service follows within seconds.")


@app.command("restore")
def restore_(id_: ID) -> None:
    """Put a withdrawn leaflet back."""
    try:
        restore(settings_or_stop().content, id_)
    except CannotEdit as problem:
        stop(str(problem))
    print(f"{id_} is back.")
