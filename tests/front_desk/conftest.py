"""A front desk with an engine made by hand, called in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk
from tests.front_desk.caller import Caller

HOST = "http://desk.example"


@pytest.fixture
def app(desk: Desk) -> FastAPI:
    return front_desk(desk)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        yield client


@pytest.fixture
async def caller(http: httpx.AsyncClient) -> Caller:
    return await Caller.open(http)
