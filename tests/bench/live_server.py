"""One zone of the live conversations that are measured: python -m tests.bench.live_server front|office FOLDER PORT."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from bot.casework.access import Role
from bot.front_desk.app import front_desk
from bot.front_desk.desk import Desk
from bot.intake.limits import Limits, OpenStreams
from bot.intake.relay.relay import Relay
from bot.intake.relay.watch import Watch
from bot.intake.sessions import Sessions
from bot.library.compose import Library
from bot.records.accounts import officers
from bot.services.public.sending import Office
from bot.settings import PROJECT, read_settings
from tests.back_office.office_making import signed_in_browser
from tests.back_office.whole_office import WholeLab
from tests.fakes import FakeEngine, FakePost


def main() -> None:
    """Serves until it is told to stop; says on one line when it is about to."""
    side, folder, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    app = _front(folder) if side == "front" else _office(folder, port)
    uvicorn.run(app, port=port, log_config=None, timeout_graceful_shutdown=1)


def _front(folder: Path) -> FastAPI:
    # The office makes the keys.
    while not list((folder / "keys" / "public").glob("*.json")):
        time.sleep(0.05)
    relay = Relay(f"sqlite:///{folder / 'relay.db'}")
    desk = Desk(
        read_settings({}),
        Library(PROJECT / "content"),
        Sessions(30 * 60),
        FakeEngine(),
        Limits(is_on=False),
        OpenStreams(is_on=False),
        Office(FakePost(), folder / "keys", lambda: datetime.now(UTC), relay),
        today=lambda: date(2026, 11, 23),
        watch=Watch(relay),
    )
    print(json.dumps({}), flush=True)
    return front_desk(desk)


def _office(folder: Path, port: int) -> FastAPI:
    library, lab = Library(PROJECT / "content"), WholeLab(folder)
    url = f"http://127.0.0.1:{port}"
    app = lab.app(library, url)
    lab.noted.append(("one more",))
    browser = signed_in_browser(app, lab, Role.OFFICER, url)
    browser.get("/queue")
    browser.get("/account")
    with lab.inbox.sessions() as session:
        officer = officers(session)[-1].id.hex
    cookie = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())
    csrf = browser.page.split('name="csrf" value="')[1].split('"')[0]
    print(json.dumps({"officer": officer, "cookie": cookie, "csrf": csrf}), flush=True)
    return app


if __name__ == "__main__":
    main()
