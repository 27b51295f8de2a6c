"""Connects the parts of each process; the only place that knows all of them."""

from __future__ import annotations

from fastapi import FastAPI

from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk
from bot.front_desk.engine_client import EngineClient
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.settings import Settings


def wire_front_desk(settings: Settings) -> FastAPI:
    """The front desk of this deployment. Raises ContentError if anything in content/ is broken."""
    desk = Desk(
        settings=settings,
        library=Library(settings.content),
        sessions=Sessions(settings.idle_minutes * 60),
        engine=EngineClient(settings.engine_url, settings.engine_secret),
    )
    return front_desk(desk)
