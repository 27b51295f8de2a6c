"""What the officers' pages work with; made once, by the wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from fastapi import Request

from bot.back_office.sign_in.provider import Provider
from bot.intake.relay.watch import Watch
from bot.library.compose import Library
from bot.library.service import Service
from bot.services.office.accounts.accounts import Accounts
from bot.services.office.accounts.who_is import AT_MOST, IDLE
from bot.services.office.conversations.live import Live
from bot.services.office.sms.live_texts import LiveTexts
from bot.services.office.sms.of_case import Texting
from bot.services.office.sms.outbox import Outbox
from bot.services.office.working import Desk


@dataclass(frozen=True)
class Office:
    """`now` gives the moment in UTC, `url` is where officers reach these pages: scheme, host and port, no path.

    `take_in` takes in what waits in the post box, `checkpoint` signs where the audit ends, if that is due,
    `look_after_alerts` escalates, erases and tries safeguarding alerts. `provider` may stand in for passwords, if one is
    set. `live` are the conversations with parents, `watch` tells when one changed; `outbox` sends officers' texts,
    `live_texts` and `texting` fill it, where texts are set up. A sign-in ends after `idle` without a request, and after `at_most`
    whatever is done (C-134).
    """

    accounts: Accounts
    library: Library
    now: Callable[[], datetime]
    url: str
    take_in: Callable[[], object] = lambda: None
    checkpoint: Callable[[], object] = lambda: None
    look_after_alerts: Callable[[], object] = lambda: None
    provider: Provider | None = None
    live: Live | None = None
    watch: Watch | None = None
    outbox: Outbox | None = None
    live_texts: LiveTexts | None = None
    texting: Texting | None = None
    idle: timedelta = IDLE
    at_most: timedelta = AT_MOST

    @property
    def is_https(self) -> bool:
        """Whether cookies can be Secure and carry the __Host- prefix."""
        return self.url.startswith("https://")

    @property
    def desk(self) -> Desk:
        """What the use cases of casework work with."""
        return Desk(self.accounts.sessions, self.library.service)

    @property
    def service(self) -> Service:
        """The service's own details."""
        return self.library.service

    @property
    def service_names(self) -> tuple[str, ...]:
        """What a guesser would try first in a password."""
        return (self.service.name, self.service.short_name, self.service.area, self.service.council)


def office_of(request: Request) -> Office:
    """The office that this request's application works with."""
    return cast(Office, request.app.state.office)
