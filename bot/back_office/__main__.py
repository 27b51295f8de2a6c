"""Serves the back office on loopback: python -m bot.back_office."""

from __future__ import annotations

import bot.lifeline
import bot.logs

bot.logs.set_up("back_office")
bot.lifeline.hold()

from bot.operations.web_process import run
from bot.wiring import wire_back_office

if __name__ == "__main__":
    run(wire_back_office, lambda settings: settings.office_port)
