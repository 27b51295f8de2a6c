"""What became of officers' texts: passed on, never readable on this side, and only if Twilio signed it."""

from __future__ import annotations

import sqlite3

import pytest

from bot.intake.post_box import NotPosted, prepare
from bot.intake.receipts import Receipt, receipts
from bot.intake.stops import Stops
from tests.front_desk.sms.conftest import URL
from tests.sms.twilio_signing import ACCOUNT, new_sid, signed


def fields(sid: str, status: str, code: str = "") -> dict[str, str]:
    told = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT, "To": "+447700900123", "From": ""}
    return told | ({"ErrorCode": code} if code else {})


async def post(phone, told, **changed):
    body, headers = signed(f"{URL}/sms/status", told)
    return await phone.http.post("/sms/status", content=body, headers={**headers, **changed})


def kept(sms_desk):
    return [receipt for _, receipt, _ in receipts(prepare(sms_desk.intake))]


async def test_a_signed_receipt_is_passed_on_without_the_number(phone, sms_desk, tmp_path):
    sid = new_sid()
    assert (await post(phone, fields(sid, "undelivered", "30003"))).status_code == 200
    assert kept(sms_desk) == [Receipt(sid, "undelivered", 30003)]
    assert b"7700900123" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


async def test_an_unsigned_one_is_not(phone, sms_desk):
    assert (await post(phone, fields(new_sid(), "sent"), **{"X-Twilio-Signature": "no"})).status_code == 403
    assert (await phone.http.post("/sms/status", data=fields(new_sid(), "sent"))).status_code == 403
    assert not kept(sms_desk)


@pytest.mark.parametrize(("sid", "status"), [("", "sent"), ("SM1", "sent"), (new_sid(), "<b>"), (new_sid(), "")])
async def test_what_is_no_receipt_is_answered_and_dropped(phone, sms_desk, sid, status):
    assert (await post(phone, fields(sid, status))).status_code == 200
    assert not kept(sms_desk)


async def test_this_side_cannot_read_receipts_nor_envelopes(phone, sms_desk):
    await post(phone, fields(new_sid(), "sent"))
    for table in ("sms_receipts", "envelopes", "sms_stops"):
        with (
            pytest.raises(Exception, match=r"prohibited|not authorized"),
            sms_desk.texting.box._engine.connect() as open_,
        ):
            open_.exec_driver_sql(f"SELECT * FROM {table}").all()
    with sms_desk.texting.stops._engine.connect() as open_:
        assert open_.exec_driver_sql("SELECT * FROM sms_stops").all() == []  # the control
        for table in ("sms_receipts", "envelopes"):
            with pytest.raises(Exception, match=r"prohibited|not authorized"):
                open_.exec_driver_sql(f"SELECT * FROM {table}").all()


async def test_a_stop_that_cannot_be_kept_is_not_confirmed(phone, sms_desk, monkeypatch):
    def away(self, number):
        raise NotPosted("away")

    monkeypatch.setattr(Stops, "add", away)
    answer = await phone.text("STOP")
    assert "no more texts" not in answer and "went wrong on our side" in answer


async def test_who_sent_stop_is_not_found_with_another_key(phone, sms_desk):
    await phone.text("STOP")
    assert not Stops(sms_desk.intake, b"another key of thirty-two letters").holds(phone.number)
    with sqlite3.connect(sms_desk.intake.removeprefix("sqlite:///")) as database:
        assert len(database.execute("SELECT hash FROM sms_stops").fetchall()) == 1
