"""Runs one web application as a process of its own, on loopback, with quiet logs."""

from __future__ import annotations

import resource
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from bot.library.content_error import ContentError
from bot.settings import Settings, SettingsError, read_settings
from bot.web.protocol import BoundedProtocol

# Files open beside the connections: the engine, logs, pages read from disk.
SPARE_FILES = 200


def run(wire: Callable[[Settings], FastAPI], port: Callable[[Settings], int]) -> None:
    """Serves until told to stop. Exit status 1, with one sentence, if it cannot start."""
    try:
        settings = read_settings()
        app = wire(settings)
    except (ContentError, SettingsError) as problem:
        raise SystemExit(str(problem)) from None
    # A connection refused by us costs nothing; out of files, the server stops accepting and says so for each.
    files = may_open_files()
    BoundedProtocol.most_connections = max(1, min(BoundedProtocol.most_connections, files - SPARE_FILES))
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port(settings),
        http=BoundedProtocol,
        log_config=None,
        # A request that cannot be read is a warning of the server's; a flood of them would fill the log.
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        ws="none",
        # Open streams would otherwise keep a stopping process alive.
        timeout_graceful_shutdown=3,
    )


def may_open_files() -> int:
    """How many files this process may have open, after it asked for as many as it can get."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 2**20
