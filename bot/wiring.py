"""Connects the parts of each process; the only place that knows all of them.

Each function imports what its process needs, so that the front desk never even loads the back office.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

from bot.clock import today_in_london
from bot.library.compose import Library
from bot.library.withdrawn import FILE
from bot.operations.training import content_at
from bot.settings import Settings


def wire_front_desk(settings: Settings) -> FastAPI:
    """The front desk of this deployment. Raises ContentError if anything in content/ is broken."""
    from bot.front_desk.app import front_desk
    from bot.front_desk.desk import Desk
    from bot.front_desk.engine_client import EngineClient
    from bot.intake.limits import Limits, OpenStreams
    from bot.intake.post_box import PostBox
    from bot.intake.sessions import Sessions
    from bot.services.public.sending import Office

    desk = Desk(
        settings=settings,
        library=_library(settings),
        sessions=Sessions(settings.idle_minutes * 60),
        engine=EngineClient(settings.engine_url, settings.engine_secret),
        limits=Limits(is_on=settings.rate_limits),
        streams=OpenStreams(is_on=settings.rate_limits),
        office=Office(PostBox(settings.intake), settings.keys, lambda: datetime.now(UTC)),
        today=today_in_london,
        published_content=lambda: _published(settings),
    )
    return front_desk(desk)


def wire_back_office(settings: Settings) -> FastAPI:
    """The back office of this deployment. Raises ContentError if anything in content/ is broken."""
    from bot.back_office.app import back_office

    return back_office(_library(settings), settings.public_url, today_in_london)


def _library(settings: Settings) -> Library:
    """What is published, if anything is; what is withdrawn is read where officers write it."""
    return Library(_published(settings) or settings.content, settings.content / FILE)


def _published(settings: Settings) -> Path | None:
    return content_at(settings.published) if settings.published else None
