"""A front desk that answers texts, with an engine made by hand; and somebody who texts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx
import pytest

from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk, Texting
from bot.intake.post_box import PostBox, prepare
from bot.intake.stops import Stops
from bot.intake.texters import Texters
from bot.settings_sms import read_sms_settings
from tests.sms.twilio_signing import SMS_ENVIRONMENT, inbound_fields, signed

URL = "http://127.0.0.1:8000"
NUMBER = "+447700900123"


@dataclass
class Phone:
    """A telephone: sends signed texts, and reads what comes back."""

    http: httpx.AsyncClient
    number: str = NUMBER

    async def post(self, text: str, sid: str = "", **fields: str) -> httpx.Response:
        body, headers = signed(f"{URL}/sms/inbound", inbound_fields(text, self.number, sid, **fields))
        return await self.http.post("/sms/inbound", content=body, headers=headers)

    async def text(self, text: str, sid: str = "", **fields: str) -> str:
        return message_in(await self.post(text, sid, **fields))


def message_in(response: httpx.Response) -> str:
    assert response.status_code == 200 and response.headers["content-type"].startswith("text/xml")
    found = re.fullmatch(
        r'<\?xml version="1.0" encoding="UTF-8"\?><Response(?: ?/>|>(?:<Message>(.*)</Message>)?</Response>)',
        response.text,
        re.DOTALL,
    )
    assert found, response.text
    return unescape(found[1] or "")


@pytest.fixture
def sms_desk(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    settings = read_sms_settings(URL, SMS_ENVIRONMENT)
    assert settings
    url = f"sqlite:///{tmp_path / 'intake.db'}"
    prepare(url).dispose()
    stops, box = Stops(url, settings.key), PostBox(url)
    desk.texting = Texting(settings, Texters(30 * 60), stops, box)
    desk.intake = url  # type: ignore[attr-defined]  # tests look into it
    yield desk
    stops.close()
    box.close()


@pytest.fixture
async def phone(sms_desk: Desk) -> AsyncIterator[Phone]:
    transport = httpx.ASGITransport(app=front_desk(sms_desk), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=URL) as client:
        yield Phone(client)
