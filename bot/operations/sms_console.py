"""Texts the running service from a terminal: a Twilio made by hand stands between, and nothing leaves this machine."""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
import threading
import time
from html import unescape
from urllib.parse import urlsplit

import aiohttp
from twilio.request_validator import RequestValidator

from bot.messaging.segments import count_segments
from bot.settings_sms import SmsSettings

# What somebody who texts might type to end it; STOP is a word of the service's own.
END = ":q"


class CannotText(RuntimeError):
    """The console cannot start or nobody answers; the text is one sentence."""


def console(sms: SmsSettings, number: str, webhook: str) -> None:
    """Reads lines and texts each as `number` until `:q` or the end; prints what comes back, officers' texts too.

    `webhook` is where the front desk listens on this machine. Raises CannotText.
    """
    seen: set[str] = set()
    twilio = _fake(sms)
    threading.Thread(target=_print_officers, args=(twilio, number, seen), daemon=True).start()
    print(f"You are {number}, texting {sms.number}. {END} ends it.", flush=True)
    for line in sys.stdin:
        text = line.rstrip("\n")
        if text == END:
            break
        answer = asyncio.run(text_once(sms, number, webhook, text))
        print(f"  < {answer}\n    ({count_segments(answer)} of 2 segments)" if answer else "  (silence)", flush=True)


async def text_once(sms: SmsSettings, number: str, webhook: str, text: str) -> str:
    """What the service answers to one text of `number`. Raises CannotText if it does not answer."""
    sid = "SM" + secrets.token_hex(16)
    fields = {
        "MessageSid": sid,
        "SmsSid": sid,
        "AccountSid": sms.account,
        "From": number,
        "To": sms.number,
        "Body": text,
        "NumMedia": "0",
        "FromCity": "",
    }
    called = sms.public_url + urlsplit(webhook).path
    signature = RequestValidator(sms.token).compute_signature(called, fields)
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.post(webhook, data=fields, headers={"X-Twilio-Signature": signature}) as answer,
        ):
            body = await answer.text()
            if answer.status != 200:
                raise CannotText(f"the service answered {answer.status}: is it running with these settings?")
    except (aiohttp.ClientError, TimeoutError):
        raise CannotText("the service is not running; start it with make run") from None
    found = re.search(r"<Message>(.*)</Message>", body, re.DOTALL)
    return unescape(found[1]) if found else ""


def _fake(sms: SmsSettings) -> object | None:
    """The Twilio made by hand, at the address that the service sends officers' texts to; None if no address is set."""
    if not sms.api:
        return None
    try:
        from tests.sms.fake_twilio import FakeTwilio
    except ImportError:
        raise CannotText("officers' texts need the tests folder and the packages of make test") from None
    return FakeTwilio(port=urlsplit(sms.api).port or 80, account=sms.account, token=sms.token).start()


def _print_officers(twilio: object | None, number: str, seen: set[str]) -> None:
    while twilio is not None:
        for sid, one in list(twilio.messages.items()):  # type: ignore[attr-defined]
            if sid not in seen and one["to"] == number:
                seen.add(sid)
                print(f"  << {one['body']}", flush=True)
                twilio.tell(sid, "sent", "delivered")  # type: ignore[attr-defined]
        time.sleep(0.3)
