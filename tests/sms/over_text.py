"""The real engine behind a front desk in this process: what was said by text, and what stands behind the words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk, Texting
from bot.front_desk.engine_client import EngineClient
from bot.intake.limits import Limits, OpenStreams
from bot.intake.post_box import PostBox, prepare
from bot.intake.sessions import Sessions
from bot.intake.stops import Stops
from bot.intake.texters import Texters
from bot.library.compose import Library
from bot.services.public.sending import Office
from bot.settings import read_settings
from bot.settings_sms import read_sms_settings
from tests.front_desk.sms.conftest import URL, Phone
from tests.running import SECRET, Service
from tests.sms.twilio_signing import SMS_ENVIRONMENT


class OverText:
    """Somebody who texts a service whose front desk runs here, so that a test can see what the texts were made of."""

    def __init__(self, service: Service, library: Library, folder: Path, office: Office, today: date) -> None:
        settings = read_sms_settings(URL, SMS_ENVIRONMENT)
        assert settings
        url = f"sqlite:///{folder / 'texts.db'}"
        prepare(url).dispose()
        self.loop = asyncio.new_event_loop()
        self.desk = Desk(
            read_settings({}),
            library,
            Sessions(30 * 60),
            EngineClient(service.engine_url, SECRET),
            Limits(is_on=False),
            OpenStreams(is_on=False),
            office,
            today=lambda: today,
            texting=Texting(settings, Texters(30 * 60), Stops(url, settings.key), PostBox(url)),
        )
        transport = httpx.ASGITransport(app=front_desk(self.desk), raise_app_exceptions=False)
        self.phone = Phone(httpx.AsyncClient(transport=transport, base_url=URL))

    def text(self, said: str) -> str:
        """What comes back by text."""
        answer: str = self._run(lambda: self.phone.text(said))
        return answer

    def messages(self) -> list[dict[str, Any]]:
        """What the conversation holds, as the API would show it."""
        found = list(self.desk.sessions)
        return [
            {
                "kind": one.kind,
                "text": one.text,
                "leaflet": one.leaflet,
                "choices": [{"label": choice.label} for choice in one.choices],
                "from": one.sender,
            }
            for conversation in found
            for one in conversation.messages
        ]

    def close(self) -> None:
        """Lets go of everything."""

        async def closing() -> None:
            await self.phone.http.aclose()
            await self.desk.engine.close()  # type: ignore[attr-defined]

        self._run(closing)
        self.loop.close()
        assert self.desk.texting
        self.desk.texting.stops.close()
        self.desk.texting.box.close()

    def _run(self, do: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        return self.loop.run_until_complete(do())
