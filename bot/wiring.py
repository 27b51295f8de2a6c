"""Connects the parts of each process; the only place that knows all of them.

Each function imports what its process needs, so that the front desk never even loads the back office.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from bot.clock import today_in_london
from bot.library.compose import Library
from bot.library.withdrawn import FILE
from bot.operations.training import content_at
from bot.settings import Settings, SettingsError
from bot.settings_sms import read_sms_settings

if TYPE_CHECKING:
    from bot.services.office.sms.outbox import Outbox


def wire_front_desk(settings: Settings) -> FastAPI:
    """The front desk of this deployment. Raises ContentError if anything in content/ is broken."""
    from bot.front_desk.app import front_desk
    from bot.front_desk.desk import Desk, Texting
    from bot.front_desk.engine_client import EngineClient
    from bot.intake.limits import Limits, OpenStreams
    from bot.intake.post_box import PostBox
    from bot.intake.relay.relay import Relay, RelayAway
    from bot.intake.relay.watch import Watch
    from bot.intake.sessions import Sessions
    from bot.intake.stops import Stops
    from bot.intake.texters import Texters
    from bot.services.public.sending import Office

    try:
        relay = Relay(settings.relay)
    except RelayAway as problem:
        raise SettingsError(f"the relay of live conversations cannot be used ({problem}): see EVENHAND_RELAY") from None
    box, sms = PostBox(settings.intake), read_sms_settings(settings.public_url)
    texting = None
    if sms:
        texters, stops = Texters(settings.idle_minutes * 60), Stops(settings.intake, sms.key)
        texting = Texting(sms, texters, stops, box)
    desk = Desk(
        settings=settings,
        library=_library(settings),
        sessions=Sessions(settings.idle_minutes * 60),
        engine=EngineClient(settings.engine_url, settings.engine_secret),
        limits=Limits(is_on=settings.rate_limits),
        streams=OpenStreams(is_on=settings.rate_limits),
        office=Office(box, settings.keys, lambda: datetime.now(UTC), relay),
        watch=Watch(relay),
        today=today_in_london,
        published_content=lambda: _published(settings),
        texting=texting,
    )
    return front_desk(desk)


def wire_back_office(settings: Settings) -> FastAPI:
    """The back office of this deployment. Raises ContentError or SettingsError, one sentence, if it cannot work."""
    from bot.back_office.app import back_office
    from bot.back_office.office import Office
    from bot.back_office.sign_in.provider import read_provider
    from bot.intake.post_box import PostBox
    from bot.intake.relay.relay import Relay, RelayAway
    from bot.intake.relay.watch import Watch
    from bot.intake.tray import Tray
    from bot.operations.accounts import accounts_of
    from bot.records.checkpoints import FILE as CHECKPOINTS
    from bot.records.checkpoints import write_if_due
    from bot.records.key_ring import RingProblem
    from bot.records.migrate import NewerDatabase
    from bot.records.sealing import VaultClosed
    from bot.services.office.alerts.look_after import Drill, erase_what_is_due, escalate, send_drill_if_due
    from bot.services.office.conversations.live import Live
    from bot.services.office.sms.live_texts import LiveTexts
    from bot.services.office.sms.of_case import Texting
    from bot.services.office.take_in import take_in
    from bot.services.office.working import Desk

    library = _library(settings)
    try:
        accounts, tray, relay = accounts_of(settings), Tray(settings.intake), Relay(settings.relay)
    except (RingProblem, NewerDatabase) as problem:
        raise SettingsError(str(problem)) from None
    except VaultClosed:
        raise SettingsError("the office's own key does not open: see evenhand keys records check") from None
    except (SQLAlchemyError, OSError, RelayAway) as problem:
        raise SettingsError(f"the office's database or keys cannot be used ({type(problem).__name__})") from None
    days, trial, drill = library.service.reply_working_days, PostBox(settings.intake), Drill()

    def take_in_now() -> object:
        return take_in(tray, settings.keys, accounts.sessions, days, datetime.now(UTC))

    def look_after_alerts_now() -> None:
        desk, now = Desk(accounts.sessions, library.service), datetime.now(UTC)
        escalate(desk, now, Texting(sms.fiction) if sms else None)
        erase_what_is_due(desk, now)
        send_drill_if_due(desk, trial.put, settings.keys, now, drill)

    def checkpoint_now() -> object:
        with accounts.sessions() as session:
            return write_if_due(session, settings.var / CHECKPOINTS, datetime.now(UTC))

    live, sms = Live(relay, settings.keys, library, accounts.sessions), read_sms_settings(settings.public_url)
    office = Office(
        accounts,
        library,
        lambda: datetime.now(UTC),
        settings.office_url,
        take_in_now,
        checkpoint_now,
        look_after_alerts_now,
        read_provider(os.environ),
        live=live,
        watch=Watch(relay),
        outbox=_outbox(settings, accounts.sessions),
        live_texts=LiveTexts(live, sms.fiction) if sms else None,
        texting=Texting(sms.fiction) if sms else None,
    )
    return back_office(office, settings.public_url, today_in_london)


def _outbox(settings: Settings, sessions: sessionmaker[Session]) -> Outbox | None:
    from bot.intake.post_box import prepare
    from bot.intake.stops import Stops
    from bot.services.office.sms.carrier import Twilio
    from bot.services.office.sms.outbox import Outbox

    sms = read_sms_settings(settings.public_url)
    if sms is None:
        return None
    stops = Stops(settings.intake, sms.key)
    return Outbox(sessions, Twilio(sms), stops, prepare(settings.intake), sms.day_cap, sms.keep_copies)


def _library(settings: Settings) -> Library:
    """What is published, if anything is; what is withdrawn is read where officers write it."""
    return Library(_published(settings) or settings.content, settings.content / FILE)


def _published(settings: Settings) -> Path | None:
    return content_at(settings.published) if settings.published else None
