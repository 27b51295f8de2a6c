"""Runs one web application as a process of its own, on loopback, with quiet logs."""

from __future__ import annotations

from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from bot.library.content_error import ContentError
from bot.settings import Settings, SettingsError, read_settings


def run(wire: Callable[[Settings], FastAPI], port: Callable[[Settings], int]) -> None:
    """Serves until told to stop. Exit status 1, with one sentence, if it cannot start."""
    try:
        settings = read_settings()
        app = wire(settings)
    except (ContentError, SettingsError) as problem:
        raise SystemExit(str(problem)) from None
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port(settings),
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        ws="none",
        # Open streams would otherwise keep a stopping process alive.
        timeout_graceful_shutdown=3,
    )
