"""What every route of the front desk works with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from bot.intake.conversation import Conversation
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.services.public.engine import Engine
from bot.settings import Settings


@dataclass
class Desk:
    """The library, the conversations, the engine; the clocks as arguments. `steady` gives seconds that never go back."""

    settings: Settings
    library: Library
    sessions: Sessions
    engine: Engine
    today: Callable[[], date]
    steady: Callable[[], float] = time.monotonic

    @property
    def cookie(self) -> str:
        """The name of the session cookie; over https it may not be set from elsewhere (__Host-)."""
        return "__Host-evenhand" if self.settings.is_https else "evenhand"

    def token_of(self, request: Request) -> str:
        """The token this request carries, from its bearer header or its cookie; empty if none."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" else request.cookies.get(self.cookie, "")

    def conversation_of(self, request: Request) -> Conversation | None:
        """The conversation of this request's token; None if unknown, expired or someone else's guess."""
        token = self.token_of(request)
        return self.sessions.find(token, self.steady()) if token else None


def desk_of(request: Request) -> Desk:
    """The desk of the application that serves this request."""
    desk: Desk = request.app.state.desk
    return desk
