"""Twilio as the outbox sees it: send one text, look for one, list and delete copies. The only place that knows the SDK."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.settings_sms import SmsSettings

# At INFO the SDK logs whom a list was asked for.
logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
TIMEOUT_SECONDS = 10.0
# An answer that could not go for so long is not sent: it would land in another moment (channels.md A8).
VALIDITY_SECONDS = 600
FINAL = frozenset(("received", "delivered", "undelivered", "failed", "canceled", "read"))


class Refused(Exception):
    """Twilio said no: the HTTP status and its own code. Its words are left out, since they hold the number."""

    def __init__(self, status: int, code: int) -> None:
        """`code` is 0 where Twilio gave none."""
        super().__init__(f"{status}/{code}")
        self.status, self.code = status, code


class NotReached(Exception):
    """No connection was made: nothing went."""


class Lost(Exception):
    """The connection broke, or no answer came: nobody can tell whether it went."""


@dataclass(frozen=True)
class Copy:
    """A text as Twilio keeps it. `made_at` is UTC."""

    sid: str
    status: str
    to: str
    body: str
    made_at: datetime | None
    code: int = 0

    @property
    def is_final(self) -> bool:
        """Whether it may be deleted: Twilio refuses before."""
        return self.status in FINAL


class Carrier(Protocol):
    """What the outbox needs of whoever carries texts."""

    def send(self, to: str, text: str) -> tuple[str, str]:
        """Twilio's id of the text and its status. Raises Refused, NotReached or Lost."""

    def copies(self, to: str = "", since: datetime | None = None) -> Iterator[Copy]:
        """What is kept there, the newest first. Raises as `send`."""

    def delete(self, sid: str) -> None:
        """Deletes a copy; one that is gone already is no error. Raises as `send`."""


class Twilio:
    """The real one."""

    def __init__(self, settings: SmsSettings) -> None:
        """Nothing is sent yet."""
        # Never `max_retries`: a text that was sent again after a broken answer would arrive twice (channels.md 0.7).
        http = TwilioHttpClient(timeout=TIMEOUT_SECONDS)
        self._client = Client(
            settings.account,
            settings.token,
            region=settings.region or None,
            edge=settings.edge or None,
            http_client=http,
        )
        if settings.api:
            self._client.api.base_url = settings.api
        self._settings = settings

    def send(self, to: str, text: str) -> tuple[str, str]:
        """Twilio's id of the text and its status. Raises Refused, NotReached or Lost."""
        with _told_apart():
            made = self._client.messages.create(
                to=to,
                from_=self._settings.number,
                body=text,
                status_callback=f"{self._settings.public_url}/sms/status",
                validity_period=VALIDITY_SECONDS,
            )
        return str(made.sid), str(made.status)

    def copies(self, to: str = "", since: datetime | None = None) -> Iterator[Copy]:
        """What is kept there, the newest first. Raises as `send`."""
        wanted = {name: value for name, value in (("to", to), ("date_sent_after", since)) if value}
        with _told_apart():
            for one in self._client.messages.stream(page_size=100, **wanted):
                yield Copy(
                    str(one.sid), str(one.status), one.to or "", one.body or "", one.date_created, one.error_code or 0
                )

    def delete(self, sid: str) -> None:
        """Deletes a copy; one that is gone already is no error. Raises as `send`."""
        try:
            with _told_apart():
                self._client.messages(sid).delete()
        except Refused as refused:
            if refused.status != 404:
                raise


class _told_apart:
    """Turns every error of the SDK into one of ours, without its text."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if isinstance(problem, TwilioRestException):
            raise Refused(problem.status, problem.code or 0) from None
        if isinstance(problem, requests.ConnectTimeout) or (
            isinstance(problem, requests.ConnectionError) and _never_connected(problem)
        ):
            raise NotReached from None
        if isinstance(problem, (requests.RequestException, ValueError)):
            raise Lost from None


def _never_connected(problem: BaseException) -> bool:
    # urllib3 names it; the classes of its own are nested in the arguments of requests'.
    return any(name in repr(problem) for name in ("NewConnectionError", "NameResolutionError"))
