"""Serves the front desk on loopback: python -m bot.front_desk."""

from __future__ import annotations

import bot.lifeline
import bot.logs

bot.logs.set_up("front_desk")
bot.lifeline.hold()

from bot.operations.web_process import run
from bot.wiring import wire_front_desk

if __name__ == "__main__":
    run(wire_front_desk, lambda settings: settings.public_port)
