"""Serves the front desk on loopback: python -m bot.front_desk."""

from __future__ import annotations

import bot.logs

bot.logs.set_up("front_desk")

import uvicorn  # noqa: E402

from bot.library.content_error import ContentError  # noqa: E402
from bot.settings import SettingsError, read_settings  # noqa: E402
from bot.wiring import wire_front_desk  # noqa: E402


def main() -> None:
    """Runs until told to stop. Exit status 1, with one sentence, if it cannot start."""
    try:
        settings = read_settings()
        app = wire_front_desk(settings)
    except (ContentError, SettingsError) as problem:
        raise SystemExit(str(problem)) from None
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=settings.public_port,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
