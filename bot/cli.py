"""The program `evenhand`. Exit status 0: done; 1: it could not be done, one sentence says why; 2: called wrongly."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url

import bot.logs
from bot import content_cli, export_cli, keys_cli, officers_cli, records_cli
from bot.intake import keys
from bot.intake.post_box import NotPosted, prepare
from bot.library.compose import Library
from bot.library.content_error import ContentError
from bot.operations.demo import NotEmpty, fill_office
from bot.operations.environments import APP_PYTHON, ENGINE_PYTHON
from bot.operations.measuring import HELD_OUT, measure, shortfalls
from bot.operations.supervisor import CannotServe, Process, python_environment, require_free_ports
from bot.operations.supervisor import serve as run_processes
from bot.operations.telling import settings_or_stop, stop
from bot.operations.training import TrainingFailed, model_path, publish, published_link
from bot.operations.training import train as train_model
from bot.records.key_ring import RingProblem
from bot.records.migrate import NewerDatabase
from bot.records.unlocked import rings_in
from bot.settings import PROJECT, Settings, SettingsError
from bot.settings_sms import OFF, read_sms_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.add_typer(content_cli.app, name="content")
app.add_typer(keys_cli.app, name="keys")
app.add_typer(export_cli.app, name="export")
app.add_typer(officers_cli.app, name="officers")
keys_cli.app.add_typer(records_cli.app, name="records")


@app.command()
def serve() -> None:
    """Start engine, front desk and back office, and keep them running until Ctrl-C."""
    bot.logs.set_up("serve")
    settings = settings_or_stop()
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        Library(settings.content)
        model = model_path()
        processes = _processes(settings, published_link())
        require_free_ports(processes)
        if not model.exists():
            print("Training the model (about a minute) ...", flush=True)
            train_model(settings.var / "train.log")
        publish(model)
        _prepare_intake(settings)
        environment = python_environment() | {
            "EVENHAND_PUBLISHED": str(published_link()),
            "EVENHAND_ENGINE_SECRET": settings.engine_secret or secrets.token_urlsafe(32),
        }
        asyncio.run(run_processes(processes, environment, _announcement(settings)))
    except (ContentError, CannotServe, TrainingFailed) as problem:
        stop(str(problem))
    except OSError as problem:
        stop(f"{settings.var} cannot be written: {problem.strerror}")


def _prepare_intake(settings: Settings) -> None:
    """The post box, and a first key to seal with: without one nothing that parents send could be taken."""
    prepare(settings.intake).dispose()
    if not keys.is_there(settings.keys):
        id_ = keys.make(settings.keys, datetime.now(UTC))
        print(f"Made the key {id_} in {settings.keys}. {keys_cli.LOST}", flush=True)
    if not keys.is_there(settings.keys / keys.ALERTS):
        id_ = keys.make(settings.keys / keys.ALERTS, datetime.now(UTC))
        print(f"Made the key {id_} for safeguarding alerts in {settings.keys / keys.ALERTS}.", flush=True)


def _processes(settings: Settings, model: Path) -> list[Process]:
    engine = [ENGINE_PYTHON, "-m", "bot.engine.host", str(model), str(settings.engine_port)]
    return [
        Process("engine", engine, settings.engine_port, "EVENHAND_ENGINE_PORT"),
        Process("front desk", [APP_PYTHON, "-m", "bot.front_desk"], settings.public_port, "EVENHAND_PUBLIC_PORT"),
        Process("back office", [APP_PYTHON, "-m", "bot.back_office"], settings.office_port, "EVENHAND_OFFICE_PORT"),
    ]


def _announcement(settings: Settings) -> str:
    return (
        "Evenhand is ready.\n"
        f"  Parents:   http://127.0.0.1:{settings.public_port}/  (the chat is at /chat)\n"
        f"  Officers:  http://127.0.0.1:{settings.office_port}/  (first: evenhand officers add, or evenhand demo)\n"
        "Ctrl-C stops it."
    )


@app.command()
def train(
    publish_it: Annotated[bool, typer.Option("--publish/--no-publish", help="Let it serve if it passes.")] = True,
) -> None:
    """Train the model of the present content, measure it, and publish it: a running service takes it up by itself.

    Conversations end on the model they began with. A model that misses a bound is kept and not published.
    """
    settings = settings_or_stop()
    model = model_path()
    try:
        Library(settings.content)
        if not model.exists():
            train_model(settings.var / "train.log")
            print("The model is trained.")
        if published_link().resolve() == model:
            print("The model is up to date.")
        elif publish_it:
            _publish_if_it_passes(model)
    except (ContentError, TrainingFailed) as problem:
        stop(str(problem))


def _publish_if_it_passes(model: Path) -> None:
    missed = shortfalls(measure(model)) if HELD_OUT.is_dir() else []
    for line in missed:
        print(line, file=sys.stderr)
    if missed:
        stop("the new model misses a bound, so the one before it goes on serving")
    publish(model)
    print("It is published.")


@app.command()
def ask(question: Annotated[str, typer.Argument(help="A question in a parent's words.")]) -> None:
    """Ask the running service a question and print what it answers."""
    from bot.operations.asking import NotRunning, ask_once

    settings = settings_or_stop()
    try:
        print(asyncio.run(ask_once(f"http://127.0.0.1:{settings.public_port}", question)))
    except NotRunning:
        stop("the service is not running; start it with make run")


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(help="A folder of held-out questions.")] = PROJECT
    / "tests"
    / "understanding",
    with_stock: Annotated[
        bool, typer.Option(help="Also train and measure Rasa's default classifier (several hours, once).")
    ] = False,
) -> None:
    """Measure how well held-out questions are understood, and print where they go wrong."""
    model = model_path()
    if not model.exists():
        stop("there is no model of the present content; run evenhand train first")
    commands = [[ENGINE_PYTHON, "-m", "bot.engine.evaluate", str(model), str(questions)]]
    if with_stock:
        stock = settings_or_stop().var / "stock"
        commands.append([ENGINE_PYTHON, "-m", "bot.engine.stock", str(stock), str(questions)])
    codes = [subprocess.run(one, cwd=PROJECT, env=python_environment(), check=False).returncode for one in commands]
    raise typer.Exit(min(1, max(codes)))


@app.command()
def demo() -> None:
    """Fill an empty office with invented families, and add three officers to sign in as. Refuses where there are real cases."""
    settings = settings_or_stop()
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        library = Library(settings.content)
        _prepare_intake(settings)
        for line in fill_office(settings, library, datetime.now(UTC)):
            print(line)
    except (ContentError, NotEmpty, RingProblem, NewerDatabase, NotPosted, keys.KeyProblem) as problem:
        stop(str(problem))
    except OSError as problem:
        stop(f"{settings.var} cannot be written: {problem.strerror}")


@app.command()
def doctor() -> None:
    """Print what is set and what is ready; never a secret."""
    settings = settings_or_stop()
    rings = rings_in(settings.keys)
    lines = {
        "content": settings.content,
        "local state": settings.var,
        "front desk": f"127.0.0.1:{settings.public_port}, reached as {settings.public_url}",
        "back office": f"127.0.0.1:{settings.office_port}, reached as {settings.office_url}",
        "records": make_url(records_cli.records_url(settings)).render_as_string(hide_password=True),
        "records' keys": "; ".join([*rings.records.faults(), *rings.audit.faults()]) or "ready",
        "engine": f"127.0.0.1:{settings.engine_port}",
        "engine secret": "set" if settings.engine_secret else "made anew at each start",
        "relay": make_url(settings.relay).render_as_string(hide_password=True),
        "post box": make_url(settings.intake).render_as_string(hide_password=True),
        "keys": "; ".join(keys.faults(settings.keys)) or "ready",
        "text messages": _sms(settings),
        "forgotten after": f"{settings.idle_minutes} minutes without a message",
        "engine's Python": "ready" if os.path.exists(ENGINE_PYTHON) else "missing: run make run",
        "model": "up to date" if model_path().exists() else "to be trained at the next start",
    }
    for name, value in lines.items():
        print(f"{name + ':':17}{value}")


def _sms(settings: Settings) -> str:
    try:
        sms = read_sms_settings(settings.public_url)
    except SettingsError as problem:
        return f"cannot start: {problem}"
    return f"answered at {sms.number}, webhook {sms.public_url}/sms/inbound" if sms else OFF


@app.command("sms-console")
def sms_console(
    number: Annotated[str, typer.Option(help="Whose phone this is: a number for drama.")] = "+447700900123",
) -> None:
    """Text the running service from here; needs the settings of texts, with EVENHAND_FICTION=on."""
    from bot.operations.sms_console import CannotText, console

    settings = settings_or_stop()
    try:
        sms = read_sms_settings(settings.public_url)
        if sms is None or not sms.fiction:
            stop("set EVENHAND_FICTION=on and the four settings of texts first (docs/sms.md)")
        console(sms, number, f"http://127.0.0.1:{settings.public_port}/sms/inbound")
    except (SettingsError, CannotText) as problem:
        stop(str(problem))


def main() -> None:
    """The entry point of the program."""
    app()


if __name__ == "__main__":
    main()
