"""What every route of the front desk works with."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastapi import Request

from bot.intake.conversation import Conversation
from bot.intake.limits import Limits, OpenStreams
from bot.intake.post_box import PostBox
from bot.intake.relay.relay import RelayAway
from bot.intake.relay.watch import Watch
from bot.intake.sessions import TOKEN, Full, Sessions
from bot.intake.stops import Stops
from bot.intake.texters import Texters
from bot.library.compose import Library
from bot.library.withdrawn import FILE
from bot.services.public.engine import Engine
from bot.services.public.live.follow import restored
from bot.services.public.sending import Office
from bot.settings import Settings
from bot.settings_sms import SmsSettings


@dataclass(frozen=True)
class Texting:
    """What text messages need besides: who texts, who wants no texts, and where receipts go."""

    settings: SmsSettings
    texters: Texters
    stops: Stops
    box: PostBox


log = logging.getLogger("evenhand.front_desk")


@dataclass
class Desk:
    """All that serves a parent, and the way to the office; clocks as arguments. `steady` never goes back (seconds)."""

    settings: Settings
    library: Library
    sessions: Sessions
    engine: Engine
    limits: Limits
    streams: OpenStreams
    office: Office
    today: Callable[[], date]
    steady: Callable[[], float] = time.monotonic
    # Tells which live conversations changed; None where there are none.
    watch: Watch | None = None
    # Where the content that was published last stands; None to keep the library there is.
    published_content: Callable[[], Path | None] = lambda: None
    # None where text messages are not set up: then there are no routes for them.
    texting: Texting | None = None

    def follow_content(self) -> None:
        """Takes up newly published content. Raises ContentError if it is broken: then what there was stays."""
        content = self.published_content()
        if content is not None and content != self.library.content:
            self.library = Library(content, self.settings.content / FILE)

    @property
    def cookie(self) -> str:
        """The name of the session cookie; over https it may not be set from elsewhere (__Host-)."""
        return "__Host-evenhand" if self.settings.is_https else "evenhand"

    @property
    def frame_cookie(self) -> str:
        """Its name in a frame on another site. Browsers keep none there without https: then it is the ordinary one."""
        return "__Host-evenhand-frame" if self.settings.is_https else self.cookie

    def token_of(self, request: Request) -> str:
        """The token this request carries, from its bearer header or a cookie; empty if none."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return token
        return request.cookies.get(self.frame_cookie) or request.cookies.get(self.cookie, "")

    def conversation_of(self, request: Request) -> Conversation | None:
        """The conversation of this request's token; None if unknown, expired or someone else's guess."""
        token = self.token_of(request)
        if not token:
            return None
        return self.sessions.find(token, self.steady()) or self._restored(token)

    def conversation_used(self, request: Request) -> Conversation | None:
        """The same, and the parent did something: the time until it is forgotten begins again."""
        return self.sessions.use(self.token_of(request), self.steady()) if self.conversation_of(request) else None

    def _restored(self, token: str) -> Conversation | None:
        # An officer may answer next day, or this process may be a new one.
        if self.office.relay is None or not TOKEN.fullmatch(token):
            return None
        try:
            return restored(self.sessions, self.office.relay, token, self.steady())
        except (RelayAway, Full) as problem:
            log.error("a conversation was not looked up: %s", type(problem).__name__)
            return None


def desk_of(request: Request) -> Desk:
    """The desk of the application that serves this request."""
    desk: Desk = request.app.state.desk
    return desk
