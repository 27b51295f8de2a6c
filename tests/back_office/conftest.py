from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.library.compose import Library
from tests.back_office.office_making import Browser, app_of, office_of
from tests.services.office.accounting import Lab


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


@pytest.fixture
def app(lab: Lab, library: Library) -> FastAPI:
    return app_of(office_of(lab, library))


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    return Browser(app)
