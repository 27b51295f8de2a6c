"""Signs webhooks as Twilio does, with the SDK's own validator; numbers and fields as Twilio sends them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

ACCOUNT, TOKEN, OURS, KEY = "AC" + "0a" * 16, "a token for tests", "+447700900001", "k" * 32
SMS_ENVIRONMENT = {
    "EVENHAND_TWILIO_ACCOUNT_SID": ACCOUNT,
    "EVENHAND_TWILIO_AUTH_TOKEN": TOKEN,
    "EVENHAND_SMS_NUMBER": OURS,
    "EVENHAND_SMS_KEY": KEY,
    "EVENHAND_FICTION": "on",
}


def new_sid() -> str:
    return "SM" + secrets.token_hex(16)


def inbound_fields(text: str, number: str, sid: str = "", **others: str) -> dict[str, str]:
    """What Twilio posts for a text, blank fields and all."""
    sid = sid or new_sid()
    fields = {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text,
        "FromCountry": "GB",
        "To": OURS,
        "MessagingServiceSid": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": number,
        "ApiVersion": "2010-04-01",
    }
    return fields | others


def signature(url: str, fields: Mapping[str, str], token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, dict(fields)))


def signed(url: str, fields: Mapping[str, str], token: str = TOKEN) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a signed webhook."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Twilio-Signature": signature(url, fields, token),
        "User-Agent": "TwilioProxy/1.1",
    }
    return urlencode(fields).encode(), headers
