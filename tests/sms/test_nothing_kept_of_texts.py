"""No file, log or database holds a word or a number of anybody who texted: the real service, looked through afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import httpx
import pytest

from bot.settings import PROJECT
from tests.running import Service
from tests.sms.twilio_signing import SMS_ENVIRONMENT, inbound_fields, signed
from tests.whole.canaries import keepers

NAMES = ["Quillfeather", "Oswinthorpe", "Marrowgate"]
NUMBERS = [f"07700 900 {n}" for n in (311, 312, 313, 314)]
TALKS = [
    ["hello, {name} here", "how long does an assessment take", "MORE", "1", "my son {name} was excluded", "bye"],
    ["I would like to refer myself", "1", "{name}", "after 3, ask for {name}", "0", "STOP", "STOP", "hello {name}"],
    ["I would like to refer myself", "2", "{name}", "STOP"],
    ["I want to take back my permission", "it is about {name}", "SKIP", "2"],
    ["he is going to kill {name}", "HELP", "", "x" * 1_600 + "{name}", "START", "cancel"],
    ["wann bekommt {name} hilfe", "👍", "the letter to {name} is dated 12 August", "1", "MORE"],
]


@pytest.fixture(scope="module")
def texted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("texted")
    service = Service(folder / "var")
    service.environment = {**SMS_ENVIRONMENT, "EVENHAND_LOG_LEVEL": "DEBUG", "LOG_LEVEL": "DEBUG", "HOME": str(folder)}
    service.start()
    yield service
    service.stop()


def e164(number: str) -> str:
    return "+44" + number.replace(" ", "")[1:]


@pytest.mark.service
def test_no_file_or_log_or_row_holds_who_texted_or_what(texted: Service) -> None:
    url = f"{texted.url}/sms/inbound"
    with httpx.Client(timeout=30) as http:
        for at, talk in enumerate(TALKS * 4):
            number, name = NUMBERS[at % len(NUMBERS)], NAMES[at % len(NAMES)]
            for text in talk:
                fields = inbound_fields(text.format(name=name), e164(number), FromCity=name)
                body, headers = signed(url, fields)
                assert http.post(url, content=body, headers=headers).status_code == 200
                # What nobody signed is not kept either.
                assert http.post(url, content=body + b"&a=b", headers=headers).status_code == 403
    canaries = [*NAMES, *NUMBERS, *(e164(number) for number in NUMBERS)]
    assert keepers([texted.folder.parent, PROJECT / "var"], canaries) == []
    # The control: STOP was kept, and nothing else.
    with sqlite3.connect(texted.folder / "intake.db") as database:
        assert database.execute("SELECT count(*) FROM sms_stops").fetchone()[0] > 0
        assert database.execute("SELECT count(*) FROM sms_receipts").fetchone()[0] == 0
        assert database.execute("SELECT count(*) FROM envelopes WHERE kind <> 'withdraw'").fetchone()[0] == 0
    (texted.folder / "planted").write_text(e164(NUMBERS[0]))
    assert keepers([texted.folder], canaries)
    (texted.folder / "planted").unlink()
