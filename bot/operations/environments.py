"""The two Python environments that set-up made."""

from __future__ import annotations

from bot.settings import PROJECT

ENGINE_PYTHON = str(PROJECT / ".venv" / "engine" / "bin" / "python")
APP_PYTHON = str(PROJECT / ".venv" / "app" / "bin" / "python")
