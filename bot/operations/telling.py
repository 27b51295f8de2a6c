"""How a command says what went wrong: one sentence, exit status 1."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from bot.settings import Settings, SettingsError, read_settings


def stop(sentence: str) -> NoReturn:
    """Says what went wrong and ends with status 1."""
    print(f"evenhand: {sentence}", file=sys.stderr)
    raise typer.Exit(1)


def settings_or_stop() -> Settings:
    """The settings, or an end with one sentence."""
    try:
        return read_settings()
    except SettingsError as problem:
        stop(str(problem))
